"""How well the coder does: evaluation sets, baselines, metrics, model card."""
