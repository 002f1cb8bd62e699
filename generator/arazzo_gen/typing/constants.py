"""Translates the constants of `enum` and `const` to Literal types, and others to typed values."""

from __future__ import annotations

import json
from collections.abc import Sequence

from arazzo_gen.text.node import JsonValue, Scalar
from arazzo_gen.types import (
    Bool,
    Int,
    Json,
    List,
    Literal,
    Map,
    Null,
    Number,
    ObjectDef,
    Str,
    Tuple,
    Type,
    TypeTable,
    Union,
    union,
)

_MAX_CONSTANTS = 500
_WIDER: dict[type, Type] = {str: Str(), int: Int(), bool: Bool()}


def literal(values: Sequence[Scalar], types: frozenset[str] | None) -> Type | None:
    """The type of some constants without null.

    YAML reads `enum: [1, true]` as a number and a boolean even under `type: string`; the
    declared type decides what such a constant is.

    Args:
        values: The constants, in the schema's order.
        types: The JSON types that the schema names, without null; None where it names none.

    Returns:
        A Literal. Number where a constant is a fraction, which a Literal cannot have. The types of
        the constants where there are too many for a useful Literal. None where they give no type.
    """
    known: dict[tuple[type, Scalar], str | int | bool] = {}
    numeric = all(type(value) in (int, float, type(None)) for value in values)
    for value in values:
        fitting = _fit(value, types)
        if isinstance(fitting, float):
            return Number() if numeric else None
        if fitting is not None:
            known.setdefault((type(fitting), fitting), fitting)
    found = list(known.values())
    if not found:
        return None
    if len(found) > _MAX_CONSTANTS:
        return union(*(_WIDER[type(value)] for value in found))
    if len(found) == 2 and all(isinstance(value, bool) for value in found):
        return Bool()
    return Literal(tuple(found))


def _fit(value: Scalar, types: frozenset[str] | None) -> str | int | bool | float | None:
    """A constant converted to the declared type; None where it does not fit."""
    if value is None or types is None:
        return value
    if isinstance(value, str):
        return value if "string" in types else None
    if isinstance(value, bool):
        fits = "boolean" in types
    elif isinstance(value, int):
        fits = bool(types & {"integer", "number"})
    else:
        fits = "number" in types
    if fits:
        return value
    return json.dumps(value) if types == {"string"} else None


def as_typed(value: JsonValue, type_: Type, table: TypeTable) -> JsonValue:
    """A constant of the document with the integers of its type: 5.0, which is one in JSON, as 5."""
    found = table.resolve(type_)
    if isinstance(found, Union):
        members = [each for each in found.members if not isinstance(each, Null)]
        if isinstance(value, float) and Number() in members:
            return value
        for member in members:
            value = as_typed(value, member, table)
    elif isinstance(value, float):
        whole = isinstance(found, Int) or (
            isinstance(found, Literal) and int in map(type, found.values)
        )
        return int(value) if whole and value.is_integer() else value
    elif isinstance(value, list):
        if isinstance(found, List):
            return [as_typed(item, found.item, table) for item in value]
        if isinstance(found, Tuple):
            rest = [found.rest or Json()] * max(0, len(value) - len(found.items))
            pairs = zip(value, (*found.items, *rest), strict=False)
            return [as_typed(item, each, table) for item, each in pairs]
    elif isinstance(value, dict):
        if isinstance(found, Map):
            return {key: as_typed(item, found.value, table) for key, item in value.items()}
        if isinstance(found, ObjectDef):
            known = {prop.name: prop.type for prop in found.properties}
            return {
                key: as_typed(item, known.get(key, found.extra or Json()), table)
                for key, item in value.items()
            }
    return value
