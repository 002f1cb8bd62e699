"""Translates JSON Schema to types."""
