"""Writes plays of a workflow as a pytest file, which tests its module."""
