"""The Arazzo document: its model and its parser (1.0.x and 1.1.0)."""
