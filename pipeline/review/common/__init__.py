"""What the reviews of a statement amount to."""
