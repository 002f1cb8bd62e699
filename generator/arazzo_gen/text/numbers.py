"""Numbers in text, as JSON spells them and as simple conditions compare them."""

from __future__ import annotations

from decimal import Decimal

from arazzo_gen.lazy import pattern

_NUMBER = pattern(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_MOST_DIGITS = 308
"""The digits of the largest number that is written as an int: as many as a float can have."""


def spells_number(text: str) -> bool:
    """Whether a text is a number as JSON spells it."""
    return _NUMBER.fullmatch(text) is not None


def exact_number(value: object) -> Decimal | None:
    """The number that a value is, or that a text spells as JSON does, with all its digits."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int):
        return Decimal(value)
    text = value if isinstance(value, str) else repr(value)
    if not spells_number(text):
        return None
    try:
        return Decimal(text)
    except ArithmeticError:  # an exponent beyond all bounds
        return None


def same_number(value: object, other: object) -> bool:
    """Whether two values are or spell the same number; beside a float both are rounded as one."""
    first, second = exact_number(value), exact_number(other)
    if first is None or second is None:
        return False
    if isinstance(value, float) or isinstance(other, float):
        return float(first) == float(second)
    return first == second


def plain_number(value: object) -> int | float | None:
    """That number as an int or a float; None where neither is equal to it."""
    exact = exact_number(value)
    if exact is None or exact.adjusted() > _MOST_DIGITS:
        return None
    if exact == exact.to_integral_value():
        return int(exact)
    number = float(exact)
    return number if exact_number(number) == exact else None
