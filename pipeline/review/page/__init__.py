"""The page to review in: one file that needs nothing but a browser."""
