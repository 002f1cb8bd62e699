"""Draws workflows: their picture as values, made from the IR, and the formats it is written in."""
