"""Checks the names of headers (RFC 9110, section 5.1)."""

from __future__ import annotations

from arazzo_gen.lazy import pattern

_TOKEN = pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def is_header_name(name: str) -> bool:
    """Whether a text can be the name of a header or a cookie."""
    return _TOKEN.fullmatch(name) is not None
