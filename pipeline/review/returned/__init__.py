"""What reviewers hand back."""
