"""Binds the runtime expressions of a document to expressions of the IR."""
