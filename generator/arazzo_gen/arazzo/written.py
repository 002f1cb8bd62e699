"""Writes values as lines of YAML, for the help of findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import JsonValue

_PLAIN = pattern(
    r"[0-9]+\.[0-9]+\.[0-9]+"
    r"|(?:[A-Za-z$/_]|\.{1,2}/)(?:[^:#\n]|:(?!\s|$)|(?<!\s)#)*(?<!\s)"
)
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n", "~"))


def yaml_lines(value: JsonValue) -> Iterator[str]:
    """The lines of a list or a map in YAML, in block style."""
    if isinstance(value, dict):
        for key, item in value.items():
            if _is_nested(item):
                yield f"{_scalar(key)}:"
                yield from _indented(yaml_lines(item), "  ")
            else:
                yield f"{_scalar(key)}: {_scalar(item)}"
    elif isinstance(value, list):
        for item in value:
            lines = list(yaml_lines(item)) if _is_nested(item) else [_scalar(item)]
            yield f"- {lines[0]}"
            yield from _indented(lines[1:], "  ")


def _indented(lines: Iterable[str], indent: str) -> Iterator[str]:
    return (f"{indent}{line}" for line in lines)


def _is_nested(value: JsonValue) -> bool:
    return isinstance(value, (dict, list)) and bool(value)


def _scalar(value: JsonValue) -> str:
    """A value on one line."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
