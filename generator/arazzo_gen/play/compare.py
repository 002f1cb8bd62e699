"""Compares JSON values as conditions and JSONPath do (`templates/support/40_conditions.py`)."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from arazzo_gen.lazy import pattern

_NUMBER = pattern(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def equal(left: Any, right: Any) -> bool:
    """`==` of a simple condition: text without case, a numeric text as a number."""
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return json_equal(*_as_numbers(left, right))


def ordered(left: Any, operator: str, right: Any, *, strict: bool) -> bool:
    """Whether two numbers or two texts are in an order; other values have none."""
    if not strict:
        left, right = _as_numbers(_folded(left), _folded(right))
    if _kind(left) != _kind(right) or _kind(left) not in ("number", "text"):
        return strict and "=" in operator and json_equal(left, right)
    if operator in ("<", "<="):
        return bool(left < right or (operator == "<=" and left == right))
    return bool(left > right or (operator == ">=" and left == right))


def json_equal(left: object, right: object) -> bool:
    """Whether two JSON values are equal: true is not 1, but 1 is 1.0."""
    pending = [(left, right)]
    while pending:
        a, b = pending.pop()
        if isinstance(a, list | tuple) and isinstance(b, list | tuple):
            if len(a) != len(b):
                return False
            pending.extend(zip(a, b, strict=True))
        elif isinstance(a, Mapping) and isinstance(b, Mapping):
            if a.keys() != b.keys():
                return False
            pending.extend((item, b[key]) for key, item in a.items())
        elif isinstance(a, bool) or isinstance(b, bool):
            if a is not b:
                return False
        elif a != b:
            return False
    return True


def json_less(left: object, right: object) -> bool:
    """Whether a number or string comes before another; nothing else has an order."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left < right
    return False


def _as_numbers(left: Any, right: Any) -> tuple[Any, Any]:
    first, second = _number(left, right), _number(right, left)
    return (left, right) if first is None or second is None else (first, second)


def _number(value: Any, other: Any) -> Any:
    """The number that a value is or spells: exact, but as a float beside a float."""
    if _kind(value) == "number":
        return value
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    with contextlib.suppress(ArithmeticError):  # an exponent beyond all bounds
        return float(value) if isinstance(other, float) else Decimal(value)
    return None


def _kind(value: Any) -> str:
    """What JSON calls a value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float | Decimal):
        return "number"
    return "text" if isinstance(value, str) else type(value).__name__


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
