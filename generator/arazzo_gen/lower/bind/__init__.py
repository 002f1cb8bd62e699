"""Runtime expressions of the document to expressions of the IR."""
