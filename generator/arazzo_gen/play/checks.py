"""Checks values of responses against their types, as modules do that are built with
`--validate-responses`."""

from __future__ import annotations

from typing import Any

from arazzo_gen import ir, types


class Checks:
    """Checks values against types.

    Args:
        table: The named types of the module.
    """

    def __init__(self, table: types.TypeTable) -> None:
        self._table = table

    def applies(self, expr: ir.Expr, type_: types.Type) -> bool:
        """Whether a value is checked: it is read out of a body, and not everything passes."""
        while isinstance(expr, ir.At):
            expr = expr.base
        read = isinstance(expr, ir.ResponseBody) and expr.media != "text"
        return read and not self._passes(type_)

    def fits(self, type_: types.Type, value: Any) -> bool:
        """Whether a value is of a type; one that nests too deep is of none."""
        try:
            return self._fits(type_, value)
        except RecursionError:
            return False

    def _fits(self, type_: types.Type, value: Any) -> bool:
        found = self._table.resolve(type_)
        if isinstance(found, types.ObjectDef):
            properties = found.properties
            return isinstance(value, dict) and all(self._has(each, value) for each in properties)
        if isinstance(found, types.Literal):
            kinds = {type(each) for each in found.values}
            return any(_is_scalar(_BASES[kind], value) for kind in kinds)
        if isinstance(found, types.Union):
            return any(self._fits(member, value) for member in found.members)
        if isinstance(found, types.Json | types.Binary):
            return True
        if isinstance(found, types.List | types.Tuple):
            item = found.item if isinstance(found, types.List) else _joined(found)
            if not isinstance(value, list):
                return False
            return self._passes(item) or all(self._fits(item, each) for each in value)
        if isinstance(found, types.Map):
            inner = found.value
            if not isinstance(value, dict):
                return False
            return self._passes(inner) or all(self._fits(inner, each) for each in value.values())
        return _is_scalar(found, value)

    def _has(self, prop: types.Property, value: dict[str, Any]) -> bool:
        if prop.name not in value:
            return not prop.required
        return self._passes(prop.type) or self._fits(prop.type, value[prop.name])

    def _passes(self, type_: types.Type) -> bool:
        """Whether any value is of a type."""
        found = self._table.resolve(type_)
        if isinstance(found, types.Union):
            return any(self._passes(member) for member in found.members)
        return isinstance(found, types.Json | types.Binary)


_BASES: dict[type[Any], types.Type] = {str: types.Str(), bool: types.Bool(), int: types.Int()}


def _joined(type_: types.Tuple) -> types.Type:
    """The type of all items of a tuple."""
    return types.union(*types.children(type_))


def _is_scalar(type_: types.Type, value: Any) -> bool:
    if isinstance(type_, types.Str):
        return isinstance(value, str)
    if isinstance(type_, types.Bool):
        return isinstance(value, bool)
    if isinstance(type_, types.Null):
        return value is None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(type_, types.Int):
        return number and (isinstance(value, int) or value.is_integer())
    return number
