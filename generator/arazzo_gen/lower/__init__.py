"""The document, resolved, to the program to write (the IR)."""
