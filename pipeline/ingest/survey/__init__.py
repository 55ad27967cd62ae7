"""Surveys: from cells to statements."""
