"""What goes out to reviewers: samples, doubtful statements, files."""
