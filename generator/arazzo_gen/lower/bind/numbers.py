"""Keeps the text of a number that is written where its schema says string.

An unquoted `01` or `1.10` is a number in YAML, and 1 or 1.1 is not what its author means.
"""

from __future__ import annotations

from typing import Final

from arazzo_gen import ir
from arazzo_gen.analysis.bound import constant
from arazzo_gen.check.kinds import kinds
from arazzo_gen.record import replace
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.text.written import is_number, number_text
from arazzo_gen.typing.schema import Types

_DEEPEST: Final = 20
_MOST: Final = 1_000
"""How many items of a list are looked at."""


def keep_text(expr: ir.Expr, written: Node, schema: Node, types: Types, depth: int = 0) -> ir.Expr:
    """A value of the document, with text in place of numbers where the schema says string.

    Args:
        expr: The bound value.
        written: The value in the document.
        schema: The schema of its place.
        types: Reads schemas.
        depth: The depth of the value.
    """
    if depth > _DEEPEST:
        return expr
    if isinstance(expr, ir.Const):
        kept = _kept(expr.value, written, schema, types, depth)
        return expr if kept is expr.value else constant(kept).expr
    if isinstance(expr, ir.MapOf) and written.entries:
        entries = tuple(
            (name, _inside(item, written.get(name), schema, name, types, depth))
            for name, item in expr.entries
        )
        return replace(expr, entries=entries)
    if isinstance(expr, ir.ListOf) and len(written.items) == len(expr.items):
        pairs = zip(expr.items[:_MOST], written.items, strict=False)
        items = tuple(
            _inside(item, node, schema, index, types, depth)
            for index, (item, node) in enumerate(pairs)
        )
        return replace(expr, items=(*items, *expr.items[_MOST:]))
    return expr


def _inside(
    item: ir.Expr, node: Node | None, schema: Node, token: str | int, types: Types, depth: int
) -> ir.Expr:
    inner = _schema_at(schema, token, types) if node is not None else None
    if node is None or inner is None:
        return item
    return keep_text(item, node, inner, types, depth + 1)


def _kept(value: JsonValue, written: Node, schema: Node, types: Types, depth: int) -> JsonValue:
    """The same for a constant; the constant itself where nothing in it changes."""
    if is_number(written.value) and is_number(value):
        taken = kinds(types.of(schema, "Value", json=True, sent=True), types.table)
        return number_text(written) if taken == {"string"} else value
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return value
    if isinstance(value, dict):
        found = {
            key: _kept_inside(item, written.get(key), schema, key, types, depth)
            for key, item in value.items()
        }
        return found if any(found[key] is not item for key, item in value.items()) else value
    if len(written.items) != len(value) or len(value) > _MOST:
        return value
    items = [
        _kept_inside(item, node, schema, index, types, depth)
        for index, (item, node) in enumerate(zip(value, written.items, strict=True))
    ]
    return items if any(one is not two for one, two in zip(items, value, strict=True)) else value


def _kept_inside(
    value: JsonValue, node: Node | None, schema: Node, token: str | int, types: Types, depth: int
) -> JsonValue:
    if node is None or not (is_number(value) or isinstance(value, dict | list)):
        return value
    inner = _schema_at(schema, token, types)
    return value if inner is None else _kept(value, node, inner, types, depth + 1)


def _schema_at(schema: Node, token: str | int, types: Types) -> Node | None:
    walk = types.walk(schema, (token,), sent=True)
    return walk.schema if walk.failed_at is None else None
