"""Finds where an operation takes an idempotency key."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.check.repeats import is_key
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Operation
from arazzo_gen.text.node import Node
from arazzo_gen.typing.schema import Types


def key_place(operation: Operation, types: Types) -> ir.KeyPlace | None:
    """Where an operation takes an idempotency key: by the name of a header, of a query parameter,
    or of a property of the JSON body. It is any text there."""
    for each in operation.parameters:
        named = each.location in ("header", "query") and is_key(each.name)
        if named and _is_text(each.schema, types):
            return ir.KeyPlace("header" if each.location == "header" else "query", each.name)
    for media in operation.body.media if operation.body is not None else ():
        if not is_json(media.content_type):
            continue
        for name in filter(is_key, types.property_names(media.schema, sent=True)):
            if _is_text(types.walk(media.schema, (name,), sent=True).schema, types):
                return ir.KeyPlace("body", name)
    return None


def _is_text(schema: Node | None, types: Types) -> bool:
    """Whether a value may be any text, and need not have a form such as that of a UUID."""
    if schema is None:
        return True
    shape = types.shape(schema)
    return shape.format is None and not any(each.get("pattern") for each in shape.parts.values())
