"""Commands that are more than one call of a stage."""
