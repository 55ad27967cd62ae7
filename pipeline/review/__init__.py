"""The review loop: files out to reviewers, corrections back in, agreement measured."""
