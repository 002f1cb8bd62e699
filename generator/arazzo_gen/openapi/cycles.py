"""Finds cyclic schemas: those that apply themselves to the same value, such as by an `allOf` with a
reference back to its own schema.

A validator of such a schema recurses without end (JSON Schema 2020-12, section 9.4.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from arazzo_gen.text import pointer
from arazzo_gen.text.node import JsonValue

Plain: TypeAlias = dict[str, JsonValue]

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")


def find_cycle(root: Plain, schemas: list[Plain]) -> Plain | None:
    """Find a schema that applies itself to the same value: no property or item is between.

    Args:
        root: The document. All references are JSON Pointers into it.
        schemas: The schemas to start from. Objects that are no schemas do no harm.

    Returns:
        The first cyclic schema; None where there is none.
    """
    done: set[int] = set()
    for schema in schemas:
        found = _cycle_from(root, schema, done)
        if found is not None:
            return found
    return None


def _cycle_from(root: Plain, start: Plain, done: set[int]) -> Plain | None:
    """Search depth first, without recursion. `done` has what earlier searches finished."""
    if id(start) in done:
        return None
    path = [(start, _same_value(root, start))]
    inside = {id(start)}
    while path:
        here, ways = path[-1]
        below = next(ways, None)
        if below is None:
            path.pop()
            inside.discard(id(here))
            done.add(id(here))
        elif id(below) in inside:
            return below
        elif id(below) not in done:
            path.append((below, _same_value(root, below)))
            inside.add(id(below))
    return None


def _same_value(root: Plain, schema: Plain) -> Iterator[Plain]:
    """The subschemas that a schema applies to the same value."""
    parts = [schema.get(key) for key in _SINGLE]
    for key in _LISTS:
        several = schema.get(key)
        parts += several if isinstance(several, list) else []
    dependent = schema.get("dependentSchemas")
    parts += dependent.values() if isinstance(dependent, dict) else []
    reference = schema.get("$ref")
    if isinstance(reference, str):
        parts.append(_at(root, reference))
    return (part for part in parts if isinstance(part, dict))


def _at(root: Plain, reference: str) -> JsonValue:
    try:
        tokens = pointer.parse_fragment(reference)
    except pointer.PointerError:
        return None
    here: JsonValue = root
    for token in tokens:
        if isinstance(here, dict):
            here = here.get(token)
        elif isinstance(here, list) and token.isdecimal() and int(token) < len(here):
            here = here[int(token)]
        else:
            return None
    return here
