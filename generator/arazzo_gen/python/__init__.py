"""The IR to Python text."""
