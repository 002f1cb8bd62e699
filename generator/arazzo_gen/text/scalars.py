"""Plain YAML scalars: the core schema of YAML 1.2.2 (section 10.3.2)."""

from __future__ import annotations

import math

from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import Scalar

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = pattern(r"[-+]?[0-9]+")
_OCTAL = pattern(r"0o[0-7]+")
_HEXADECIMAL = pattern(r"0x[0-9a-fA-F]+")
_FLOAT = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = pattern(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

# A scalar that begins otherwise is a string; most are, so this is asked first.
FIRST = frozenset("-+.0123456789nNtTfF~")

_MAX_DIGITS = 1_000


class UnrepresentableError(ValueError):
    """A number that JSON does not have; the message says which."""


def resolve(text: str) -> Scalar:
    """The value of a plain scalar.

    Raises:
        UnrepresentableError: It is an infinity, not a number, or out of range.
    """
    if text and text[0] not in FIRST:
        return text
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    number = _number(text)
    return text if number is None else number


def tagged(text: str, kind: str) -> Scalar:
    """The value of a scalar with an explicit tag of the core schema.

    Args:
        text: The scalar, unquoted.
        kind: "str", "null", "bool", "int" or "float".

    Raises:
        UnrepresentableError: The text is not of that kind.
    """
    if kind == "str":
        return text
    value = resolve(text)
    if kind == "float" and isinstance(value, int) and not isinstance(value, bool):
        return integer_to_float(value)
    expected = {"null": type(None), "bool": bool, "int": int, "float": float}[kind]
    if type(value) is not expected:
        raise UnrepresentableError(f"the value is tagged !!{kind}, but is not one")
    return value


def integer(digits: str, base: int = 10) -> int:
    """An integer, as long as it is not so long that reading it would take forever."""
    if len(digits) > _MAX_DIGITS:
        raise UnrepresentableError(f"a number of {len(digits)} digits is out of range")
    return int(digits, base)


def real(text: str) -> float:
    """A number with a fraction or an exponent, if it fits a double."""
    value = float(text)
    if math.isinf(value):
        raise UnrepresentableError("the number is out of range")
    return value


def integer_to_float(value: int) -> float:
    """An integer as a double, if it fits."""
    try:
        return float(value)
    except OverflowError:
        raise UnrepresentableError("the number is out of range") from None


def _number(text: str) -> int | float | None:
    if _INTEGER.fullmatch(text):
        return integer(text)
    if _FLOAT.fullmatch(text):
        return real(text)
    if _OCTAL.fullmatch(text):
        return integer(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return integer(text[2:], 16)
    if _SPECIAL.fullmatch(text):
        raise UnrepresentableError(f"JSON has no number {text}")
    return None


def as_text(value: Scalar) -> str:
    """A scalar as it is written where it stands as a key."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
