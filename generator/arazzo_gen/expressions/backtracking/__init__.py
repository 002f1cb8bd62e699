"""Finds the regular expressions that take more than linear time on some strings."""
