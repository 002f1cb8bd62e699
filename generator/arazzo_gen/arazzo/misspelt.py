"""Reads a field with a misspelt name, or another word, as the field that is meant.

If it were left out, later checks would report what is in it as missing: a step with `paramaters`
would lack each of its parameters.
"""

from __future__ import annotations

from collections.abc import Container

from arazzo_gen.arazzo.kinds import Kind
from arazzo_gen.arazzo.synonyms import as_field, meant_field
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.text.node import Node


def unknown_fields(node: Node, kind: Kind, ignored: Container[str]) -> dict[str, str | None]:
    """The unknown fields of an object, and the field that each is probably meant to be.

    Args:
        node: The object.
        kind: What it is.
        ignored: Fields that are reported elsewhere.

    Returns:
        For each unknown field, a field of that kind of object, or None. It is one that the object
        lacks, and the answer for one unknown field only.
    """
    known = (*kind.fields, *kind.later)
    absent = {key for key in known if key not in node.entries}
    found: dict[str, str | None] = {}
    for key in node.entries:
        if key.startswith("x-") or key in known or key in ignored:
            continue
        meant = meant_field(key, node.entries[key], kind, node.entries)
        found[key] = near = meant if meant in absent else nearest(key, absent)
        absent.discard(near or "")
    return found


def with_payload(body: Node, sent: dict[str, Node]) -> Node:
    """A request body whose payload is some of its fields.

    Args:
        body: The object.
        sent: The fields.
    """
    place = (body.file, body.line, body.column, body.end_line, body.end_column)
    keys = body.keys or {}
    payload = Node({**sent}, *place, {key: keys[key] for key in sent if key in keys})
    kept = {key: value for key, value in body.entries.items() if key not in sent}
    own = {key: each for key, each in keys.items() if key not in sent}
    return Node({**kept, "payload": payload}, *place, own)


def renamed(node: Node, names: dict[str, str]) -> Node:
    """An object with other names for some of its fields.

    Args:
        node: The object.
        names: The new names, by the old ones.
    """
    entries = {
        names.get(key, key): as_field(names[key], value) if key in names else value
        for key, value in node.entries.items()
    }
    return Node(
        entries,
        node.file,
        node.line,
        node.column,
        node.end_line,
        node.end_column,
        {names.get(key, key): value for key, value in (node.keys or {}).items()},
    )
