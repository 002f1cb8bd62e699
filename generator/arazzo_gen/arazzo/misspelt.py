"""Reads fields with a misspelt name as the field of the specification that is meant.

Left out, they would be missed in other places: a step without its `paramaters` would lack them all.
"""

from __future__ import annotations

from collections.abc import Container

from arazzo_gen.arazzo.kinds import Kind
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.text.node import Node


def unknown_fields(node: Node, kind: Kind, ignored: Container[str]) -> dict[str, str | None]:
    """The fields that an object does not have, and what each was probably meant to be.

    Args:
        node: The object.
        kind: What it is.
        ignored: Fields that are reported elsewhere.

    Returns:
        A field that is not there under its own name, or None, for each unknown one. No field is
        there for two.
    """
    known = (*kind.fields, *kind.later)
    absent = {key for key in known if key not in node.entries}
    found: dict[str, str | None] = {}
    for key in node.entries:
        if key.startswith("x-") or key in known or key in ignored:
            continue
        found[key] = near = nearest(key, absent)
        absent.discard(near or "")
    return found


def renamed(node: Node, names: dict[str, str]) -> Node:
    """An object with other names for some of its fields, which stay where they are.

    Args:
        node: The object.
        names: The new name of each such field.
    """
    return Node(
        {names.get(key, key): value for key, value in node.entries.items()},
        node.file,
        node.line,
        node.column,
        node.end_line,
        node.end_column,
        {names.get(key, key): value for key, value in (node.keys or {}).items()},
    )
