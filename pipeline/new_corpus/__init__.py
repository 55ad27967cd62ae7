"""Making a corpus: guess how its files are read, write its commented YAML, register it; all or nothing."""
