"""Statements that bear on each improvement action."""
