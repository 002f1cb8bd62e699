"""Writes expressions and conditions of the IR as Python."""
