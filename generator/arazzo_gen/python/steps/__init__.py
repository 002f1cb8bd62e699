"""The functions of one step."""
