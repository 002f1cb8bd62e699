"""Says what a request has for a required parameter that its step does not give."""

from __future__ import annotations

from arazzo_gen.openapi.model import OperationParameter
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.types import Literal, without_null
from arazzo_gen.typing.schema import Types


def fixed_value(declared: OperationParameter, types: Types) -> JsonValue:
    """The value that a parameter is sent with: its default, else the only one that its schema
    allows; None where somebody has to say, as everywhere in a path without a default."""
    if declared.default is not None:
        return declared.default.plain()
    if declared.schema is None or declared.location == "path":
        return None
    found = types.table.resolve(without_null(types.of(declared.schema, "Value", json=True)))
    if isinstance(found, Literal):
        return found.values[0] if len(found.values) == 1 else None
    # A Literal has no fractions, arrays or objects.
    for part in types.shape(declared.schema).parts.values():
        only = _only(part)
        if only is not None:
            return only
    return None


def _only(schema: Node) -> JsonValue:
    """The only constant that a schema lists."""
    const, listed = schema.get("const"), schema.get("enum")
    if const is not None:
        return const.plain()
    constants = [] if listed is None else [each.plain() for each in listed.items]
    others = [each for each in constants if each is not None]
    return others[0] if len(others) == 1 else None
