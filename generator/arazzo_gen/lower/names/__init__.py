"""Allocates the names of modules, functions and types, from the names of documents."""
