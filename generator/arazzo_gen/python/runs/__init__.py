"""Writes the run functions of workflows."""
