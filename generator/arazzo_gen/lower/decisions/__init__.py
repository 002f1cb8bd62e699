"""Criteria and actions to conditions of the IR."""
