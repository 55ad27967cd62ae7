"""Finds personal data in statements: patterns for numbers, addresses, and names by lexicon and context."""
