"""Puts the parts of conditions together that ask about one value, and negates conditions."""

from __future__ import annotations

from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import JsonValue
from arazzo_gen.text.numbers import plain_number

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
"""The operator that holds of two numbers where another does not."""


@record
class OneOf:
    """A value equals one of some constants (or, `negated`, none of them)."""

    value: ir.Expr
    constants: tuple[JsonValue, ...]
    loose: bool
    negated: bool = False


Simplified: TypeAlias = ir.Cond | OneOf


def simplify(cond: Simplified) -> Simplified:
    """The condition with comparisons of one value to constants put together."""
    if isinstance(cond, ir.Compare):
        return _simplify_compare(cond)
    if isinstance(cond, ir.Any | ir.All):
        items = _merged([simplify(item) for item in cond.items], negated=isinstance(cond, ir.All))
        return items[0] if len(items) == 1 else type(cond)(tuple(items))  # type: ignore[arg-type]
    if isinstance(cond, ir.Not):
        inner = simplify(cond.item)
        return inner.item if isinstance(inner, ir.Not) else negation(inner)
    return cond


def _simplify_compare(cond: ir.Compare) -> Simplified:
    cond = ir.constant_last(cond)
    if cond.op in ("==", "!=") and isinstance(cond.right, ir.Const):
        return OneOf(cond.left, (cond.right.value,), cond.loose, negated=cond.op == "!=")
    return cond


def _merged(items: list[Simplified], *, negated: bool) -> list[Simplified]:
    """Items of an `or` with equalities of one value merged (inequalities, of an `and`)."""
    merged: list[Simplified] = []
    for item in items:
        last = merged[-1] if merged else None
        if (
            isinstance(item, OneOf)
            and isinstance(last, OneOf)
            and item.negated == last.negated == negated
            and item.loose == last.loose
            and item.value == last.value
        ):
            constants = (*last.constants, *item.constants)
            merged[-1] = OneOf(item.value, constants, item.loose, negated)
        else:
            merged.append(item)
    return merged


def negation(cond: Simplified) -> Simplified:
    """The condition that holds where a simplified one does not."""
    if isinstance(cond, OneOf):
        return OneOf(cond.value, cond.constants, cond.loose, not cond.negated)
    if isinstance(cond, ir.Not):
        return cond.item
    if isinstance(cond, ir.Compare) and is_status_order(cond):
        return ir.Compare(OPPOSITE[cond.op], cond.left, cond.right, cond.loose)  # type: ignore[arg-type]
    if isinstance(cond, ir.Length) and cond.op in ("==", "!="):
        return replace(cond, op="!=" if cond.op == "==" else "==")
    return ir.Not(cond)


def is_status_order(cond: ir.Compare) -> bool:
    """Whether a comparison is one of the status with a number, for an order."""
    return (
        cond.op in OPPOSITE
        and isinstance(cond.left, ir.StatusCode)
        and isinstance(cond.right, ir.Const)
        and compared_number(cond.right.value, loose=cond.loose) is not None
    )


def compared_number(value: JsonValue, *, loose: bool) -> int | float | None:
    """The number that a constant compares as; None where it is none."""
    return None if isinstance(value, str) and not loose else plain_number(value)
