"""Holds constants against schemas (JSON Schema 2020-12, "Validation")."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from arazzo_gen.openapi.reading import article
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.text.written import is_number
from arazzo_gen.typing.schema import Types
from arazzo_gen.typing.shape import Shape

_MAX_DEPTH = 12

_BOUNDS: Final[Mapping[str, tuple[Callable[[float, float], bool], str]]] = {
    "minimum": (lambda value, bound: value >= bound, "it is less than {}"),
    "maximum": (lambda value, bound: value <= bound, "it is more than {}"),
    "exclusiveMinimum": (lambda value, bound: value > bound, "it is not more than {}"),
    "exclusiveMaximum": (lambda value, bound: value < bound, "it is not less than {}"),
}
_SIZES: Final[Mapping[str, tuple[type, bool, str]]] = {
    "minLength": (str, False, "it has fewer than {} characters"),
    "maxLength": (str, True, "it has more than {} characters"),
    "minItems": (list, False, "it has fewer than {} items"),
    "maxItems": (list, True, "it has more than {} items"),
    "minProperties": (dict, False, "it has fewer than {} properties"),
    "maxProperties": (dict, True, "it has more than {} properties"),
}


def refusal(types: Types, schema: Node, value: JsonValue, depth: int = 0) -> str | None:
    """Why a schema does not allow a constant, to stand behind a colon; None where it does, as far
    as the keywords go that are looked at."""
    if schema.value is False:
        return "no value is allowed"
    if not isinstance(schema.value, dict) or depth > _MAX_DEPTH:
        return None
    shape = types.shape(schema)
    found = _kind(shape, value) or _constants(shape, value) or _limits(shape, value)
    if found is None and isinstance(value, dict):
        found = _object(types, shape, value, depth)
    if found is None and isinstance(value, list):
        found = _array(types, shape, value, depth)
    return found or _alternatives(types, shape, value, depth)


def kinds_of(value: JsonValue) -> tuple[str, ...]:
    """The JSON types of a value, the most special one first: 5.0 is an integer too."""
    if value is None:
        return ("null",)
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return ("integer", "number")
    if isinstance(value, float):
        return ("number",)
    if isinstance(value, str):
        return ("string",)
    return ("array",) if isinstance(value, list) else ("object",)


def is_same(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are the same in JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    return one == other


def _kind(shape: Shape, value: JsonValue) -> str | None:
    if not shape.whole:
        return "no value is allowed"
    if value is None:
        says = shape.null is not None or shape.types is not None
        allowed = shape.null or (shape.enum is not None and None in shape.enum)
        return "null is not allowed" if says and not allowed else None
    if shape.types is None:
        return None
    given = kinds_of(value)
    if not shape.types.isdisjoint(given):
        return None
    wanted = " or ".join(sorted(shape.types)) or "null"
    return f"it is {article(given[0])}, and the type is {wanted}"


def _constants(shape: Shape, value: JsonValue) -> str | None:
    for part in shape.parts.values():
        listed, const = part.get("enum"), part.get("const")
        allowed = [each.plain() for each in listed.items] if listed is not None else []
        if const is not None:
            allowed = [const.plain()]
        if allowed and not any(is_same(value, each) or _spells(value, each) for each in allowed):
            if value is None and shape.null:
                continue  # OpenAPI 3.0 has `nullable` beside an enum without null
            return "it is not one of the enum" if const is None else "it is not the constant"
    return None


def _limits(shape: Shape, value: JsonValue) -> str | None:
    for part in shape.parts.values():
        for keyword, node in part.entries.items():
            bound = node.value
            if not is_number(bound):
                continue
            if keyword in _BOUNDS and is_number(value):
                holds, reason = _BOUNDS[keyword]
                if not holds(value, bound):
                    return reason.format(bound)
            elif keyword in _SIZES:
                kind, is_most, reason = _SIZES[keyword]
                size = len(value) if isinstance(value, str | list | dict) else 0
                if isinstance(value, kind) and _exceeds(size, bound, is_most=is_most):
                    return reason.format(bound)
    return None


def _exceeds(size: int, bound: float, *, is_most: bool) -> bool:
    return size > bound if is_most else size < bound


def _spells(value: JsonValue, constant: JsonValue) -> bool:
    """Whether a text is what a constant without quotes spells, as in an enum of strings."""
    spelled = not isinstance(constant, str | list | dict)
    return spelled and isinstance(value, str) and value == json.dumps(constant)


def _object(types: Types, shape: Shape, value: Mapping[str, JsonValue], depth: int) -> str | None:
    lacking = sorted(shape.required - value.keys())
    if lacking:
        return f"it has no {lacking[0]!r}"
    others = [shape.additional] if isinstance(shape.additional, Node) and not shape.patterns else []
    for name, item in value.items():
        for schema in shape.properties.get(name, others):
            found = refusal(types, schema, item, depth + 1)
            if found is not None:
                return f"of its {name!r}, {found}"
        if name not in shape.properties and _is_closed(shape):
            return f"no {name!r} is allowed"
    return None


def _is_closed(shape: Shape) -> bool:
    return shape.additional is False and not shape.patterns and not shape.groups


def _array(types: Types, shape: Shape, value: Sequence[JsonValue], depth: int) -> str | None:
    first = shape.prefix or []
    for index, item in enumerate(value):
        schemas = [first[index]] if index < len(first) else shape.items
        for schema in schemas:
            found = refusal(types, schema, item, depth + 1)
            if found is not None:
                return f"of its item {index}, {found}"
    return None


def _alternatives(types: Types, shape: Shape, value: JsonValue, depth: int) -> str | None:
    """Why none of the alternatives of a group allows a constant."""
    for group in shape.groups:
        found = [refusal(types, branch, value, depth + 1) for branch in group]
        if all(found):
            return "none of its alternatives allows it" if len(found) > 1 else found[0]
    return None
