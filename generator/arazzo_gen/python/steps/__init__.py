"""Writes the functions of steps."""
