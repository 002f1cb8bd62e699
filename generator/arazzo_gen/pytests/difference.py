"""JSON values as Python code that says in what they differ from another value, which has a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arazzo_gen.python.text.literal import literal, string
from arazzo_gen.text.keys import key_of
from arazzo_gen.text.node import JsonValue

WITHOUT = "without"
"""The function of `playback.py` that the code may call."""


def difference(name: str, usual: JsonValue, value: JsonValue) -> str:
    """The code of a value: what differs from the usual one, where that is shorter than all of it.

    Args:
        name: The code that gives the usual value.
        usual: The usual value.
        value: The value.
    """
    if key_of(usual) == key_of(value):
        return name
    whole = literal(value)
    if isinstance(usual, dict) and isinstance(value, dict):
        made = _of_objects(name, usual, value)
    elif isinstance(usual, list) and isinstance(value, list) and len(usual) == len(value):
        made = f"[{', '.join(_each(name, usual, value))}]"
    else:
        return whole
    return made if len(made) < len(whole) else whole


def _each(name: str, usual: Sequence[JsonValue], value: Sequence[JsonValue]) -> list[str]:
    pairs = zip(usual, value, strict=True)
    return [difference(f"{name}[{number}]", *pair) for number, pair in enumerate(pairs)]


def _of_objects(name: str, usual: Mapping[str, JsonValue], value: Mapping[str, JsonValue]) -> str:
    changed = {
        key: difference(f"{name}[{string(key)}]", usual[key], each)
        if key in usual
        else literal(each)
        for key, each in value.items()
        if key not in usual or key_of(usual[key]) != key_of(each)
    }
    return changed_entries(name, changed, [key for key in usual if key not in value])


def changed_entries(name: str, changed: Mapping[str, str], removed: Sequence[str]) -> str:
    """The code of an object that differs from a usual one.

    Args:
        name: The code that gives the usual object.
        changed: The code of the values that are new or others, by key.
        removed: The keys that it lacks.
    """
    base = f"{WITHOUT}({name}, {', '.join(map(string, removed))})" if removed else name
    if not changed:
        return base
    entries = "".join(f", {string(key)}: {code}" for key, code in changed.items())
    return f"{{**{base}{entries}}}"
