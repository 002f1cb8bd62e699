"""Lowers requests: parameters, bodies, security, servers."""
