"""Lowers criteria and actions to conditions and decisions of the IR."""
