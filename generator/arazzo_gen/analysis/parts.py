"""Tells which parameter of an operation a step gives under a name that is not its own: a property
of an object, or a part of the whole query."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote_plus

from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import Operation, OperationParameter
from arazzo_gen.text.node import Node
from arazzo_gen.typing.schema import Types

_DEEP = pattern(r"([^\[\]]+)\[([^\[\]]+)\]")


def whole_of(
    operation: Operation, location: str, name: str, types: Types
) -> OperationParameter | None:
    """The parameter of an operation of which this one is a property, as its style spells it:
    `filter[status]` of a `deepObject`, `status` of an object in the style `form`."""
    if location not in ("query", "cookie"):
        return None
    deep = _DEEP.match(name)
    for each in operation.parameters:
        if each.location != location or each.schema is None:
            continue
        if each.style == "deepObject":
            inner = deep[2] if deep and deep[1] == each.name else None
        else:
            inner = name if each.style == "form" and each.explode and not each.content else None
        if inner is not None and _has(types, each.schema, inner):
            return each
    return None


def _has(types: Types, schema: Node, name: str) -> bool:
    """Whether a schema is one of objects that may have a property."""
    shape = types.shape(schema)
    kinds = {kind for group in shape.groups for each in group for kind in types.shape(each).kinds}
    if "object" not in shape.kinds | kinds:
        return False
    return types.walk(schema, (name,), sent=True).failed_at is None


def names_in(query: str) -> Iterator[tuple[str, int, int]]:
    """The names in a whole query, as `limit` in `limit=5&after={$inputs.cursor}`, each with where
    it begins and ends. A name that an expression gives is left out."""
    at = 0
    for part in query.split("&"):
        name = part.partition("=")[0]
        if name and not name.startswith("$") and "{" not in name:
            yield unquote_plus(name), at, at + len(name)
        at += len(part) + 1
