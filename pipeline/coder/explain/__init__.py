"""Explains one coded text at length."""
