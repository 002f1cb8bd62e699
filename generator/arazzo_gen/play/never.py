"""Says where goals contradict each other, so that surely no answer reaches all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from arazzo_gen import ir
from arazzo_gen.ir.rewrite import rewritten
from arazzo_gen.ir.walk import demands, parts
from arazzo_gen.play.conditions import holds
from arazzo_gen.play.context import Context
from arazzo_gen.play.goals import Goal
from arazzo_gen.text.written import is_number
from arazzo_gen.types import Json

_ANY: Final = (None, True, False, "\0other", 10**15 + 0.5, -(10**15) - 0.5)
"""Values that no document names: they stand for all of their kind."""


def contradict(goals: Sequence[Goal]) -> bool:
    """Whether some goals are about one value alone, and no value of it reaches all of them."""
    by_value: dict[ir.Expr, list[Goal]] = {}
    for goal in goals:
        for cond, wanted in demands(goal.cond, wanted=goal.wanted):
            tested = _tested(cond)
            if tested is not None:
                by_value.setdefault(tested, []).append(Goal(cond, wanted))
    return any(
        not any(_reaches(expr, value, about) for value in _values(expr, about))
        for expr, about in by_value.items()
    )


def _tested(cond: ir.Cond) -> ir.Expr | None:
    """The one value that a condition compares with constants; None where that is not so."""
    found: set[ir.Expr] = set()
    for part in parts(cond):
        if not isinstance(part, ir.Compare):
            return None
        compare = ir.constant_last(part)
        if not isinstance(compare.right, ir.Const) or isinstance(compare.left, ir.Const):
            return None
        ordered = compare.op not in ("==", "!=")
        if ordered and not is_number(compare.right.value):
            return None
        found.add(compare.left)
    return next(iter(found)) if len(found) == 1 else None


def _values(expr: ir.Expr, about: Sequence[Goal]) -> Iterator[Any]:
    """Values that make all the difference there is to some conditions."""
    if isinstance(expr, ir.StatusCode):
        yield from range(100, 600)
        return
    yield from _ANY
    for goal in about:
        for part in parts(goal.cond):
            assert isinstance(part, ir.Compare)
            for side in (part.left, part.right):
                if isinstance(side, ir.Const):
                    yield from _around(side.value)


def _around(value: Any) -> Iterator[Any]:
    yield value
    if is_number(value):
        yield from (value - 1, value - 0.5, value - 1e-9, value + 1e-9, value + 0.5, value + 1)
        yield str(value)


def _reaches(expr: ir.Expr, value: Any, about: Sequence[Goal]) -> bool:
    constant = ir.Const(value, Json())

    def change(part: object) -> object | None:
        return constant if part == expr else None

    return all(holds(rewritten(goal.cond, change), Context()) is goal.wanted for goal in about)
