"""Writes types as annotations and as checks."""
