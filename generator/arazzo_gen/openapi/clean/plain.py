"""Whether a document is data that Rust and Python understand alike."""

from __future__ import annotations

from math import isfinite
from typing import Any, Final

_DEEPEST: Final = 200
"""The most lists and maps inside each other: jsonschema-rs recurses, and crashes on very many."""

_MOST: Final = 3_000_000
"""The most values, each counted as often as it occurs: one that is shared is read each time."""

_LARGEST: Final = 2**63

_IDENTITY: Final = frozenset(
    {"$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$recursiveRef", "$schema"}
)
"""Keywords that give a reference another meaning. What steps use is copied without most of them."""


def is_plain(root: object) -> bool:
    """Whether all values are JSON, and no number, key or text is odd.

    Args:
        root: Any value at all, even one that contains itself.
    """
    count = 0
    level: list[Any] = [root]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        count += len(level)
        for value in level:
            kind = type(value)
            if kind is str:
                if not value.isascii() and not _is_unicode(value):
                    return False
            elif kind is dict:
                if not _has_plain_keys(value):
                    return False
                below.extend(value.values())
            elif kind is list:
                below.extend(value)
            elif kind is int:
                if not -_LARGEST <= value < _LARGEST:
                    return False
            elif kind is float:
                if not isfinite(value):
                    return False
            elif kind is not bool and value is not None:
                return False
            if len(below) > _MOST:
                return False
        if not below:
            return True
        if count > _MOST:
            return False
        level = below
    return False


def _has_plain_keys(value: dict[Any, Any]) -> bool:
    for key in value:
        if type(key) is not str or not key.isprintable():
            return False
        # Python's `\d` knows the digits of all languages. Halves of surrogates are not printable.
        if not key.isascii() and any(map(str.isdecimal, key)):
            return False
        if key in _IDENTITY and type(value[key]) is str:
            return False
    return True


def _is_unicode(text: str) -> bool:
    """Whether a text has no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
