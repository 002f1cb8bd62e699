"""The functions of one workflow."""
