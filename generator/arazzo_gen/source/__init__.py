"""Source files, spans, and limits of reading."""
