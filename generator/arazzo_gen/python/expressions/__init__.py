"""Expressions and conditions of the IR as Python."""
