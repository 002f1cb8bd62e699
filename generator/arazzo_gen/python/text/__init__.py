"""Writes literals, names, docstrings and pieces of code as Python source."""
