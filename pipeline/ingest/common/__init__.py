"""What reports and surveys share: lines, ids, duplicates, dates."""
