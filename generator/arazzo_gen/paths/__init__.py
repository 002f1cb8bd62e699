"""The documents of a run: patterns, folders, and what is an Arazzo document by its content."""
