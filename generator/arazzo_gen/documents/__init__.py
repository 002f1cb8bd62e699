"""Finds and reads the documents of a build, each once, and looks up the names in them."""
