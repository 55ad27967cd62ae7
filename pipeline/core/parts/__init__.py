"""Work in parts: where it is done, and what is kept of it."""
