"""Compiles Arazzo workflows into standalone, typed Python modules."""

__version__ = "0.1.0"
