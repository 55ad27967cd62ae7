"""Coding Dutch statements: language, rules, the statistical coder and their combination."""
