"""Stages: one module each, run by dvc.yaml as ``python -m pipeline.stages NAME``."""
