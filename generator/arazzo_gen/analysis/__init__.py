"""Analyses of a workflow that come before lowering: names, order, jumps, responses."""
