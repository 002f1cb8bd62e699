"""Tells of most documents that openapi-spec-validator would find nothing in them.

The library says what is wrong; nothing in this folder does. Only what the library surely passes is
passed here, and the library is asked about the rest alone.
"""
