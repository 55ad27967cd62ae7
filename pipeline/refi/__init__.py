"""REFI-QDA, the exchange format of programs for qualitative research: projects and codebooks, out and in."""
