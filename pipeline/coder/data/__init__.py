"""Labelled statements, for training and for evaluation."""
