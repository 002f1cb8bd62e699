"""Writes workflows as one HTML page: what it says, its pictures, and the text of both."""
