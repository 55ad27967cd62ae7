"""What stages hand to each other: code lists, and the columns of every table, by subject."""
