"""Jumps between steps to structured control flow."""
