"""Findings in words, and the statements that each number leads to."""
