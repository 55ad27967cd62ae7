"""The sentence encoder: what a statement means, as numbers."""
