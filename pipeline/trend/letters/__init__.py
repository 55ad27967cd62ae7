"""Form letters and other copies: which statements are one text, and which were sent often."""
