"""Codes statements: label, confidence and reason."""
