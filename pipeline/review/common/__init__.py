"""The vocabulary of a review: its rows and texts, its issues, and what reviews of one statement amount to."""
