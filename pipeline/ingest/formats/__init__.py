"""File formats: from bytes to lines or cells."""
