"""Texts: cut into the pieces that are counted, and compared."""
