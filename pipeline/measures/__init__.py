"""Measures of classification and agreement."""
