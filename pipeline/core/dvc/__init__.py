"""What the pipeline knows of DVC: its lock file and its cache."""
