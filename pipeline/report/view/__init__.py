"""What the page shows, as plain records."""
