"""Dutch words: tokens, lemmas, grammar."""
