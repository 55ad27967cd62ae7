"""Agreement of coder and reviewers."""
