"""Plays workflows without an API: answers that lead a run down each branch, confirmed on the IR."""
