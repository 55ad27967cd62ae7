"""Layouts as data: what a profile may say."""
