"""Lowers resolved documents to the IR."""
