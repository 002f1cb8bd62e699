"""Makes hashable keys of JSON values."""

from __future__ import annotations

from collections.abc import Hashable

from arazzo_gen.text.node import JsonValue


def key_of(value: JsonValue) -> Hashable:
    """A key that is equal only for values of the same JSON text.

    Python holds 1, 1.0 and True for equal, and 0.0 and -0.0: as keys they are not. The order of
    an object's names counts.
    """
    if isinstance(value, dict):
        return ("object", tuple((name, key_of(item)) for name, item in value.items()))
    if isinstance(value, list):
        return ("array", tuple(key_of(item) for item in value))
    if isinstance(value, float):
        return ("float", repr(value))
    return (type(value).__name__, value)
