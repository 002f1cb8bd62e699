"""The rules of findings: a small function for each, with its code."""
