"""The documents of a build: which files they are, read once, names looked up in them."""
