"""Final labels and what reviewers changed."""
