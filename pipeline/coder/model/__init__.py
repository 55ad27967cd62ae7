"""The statistical coder: features, classifiers, training, storage."""
