"""Finds out whether some conditions leave nothing over, so that one of them always holds."""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import product
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.expressions.linear import linear_pattern
from arazzo_gen.ir.places import place
from arazzo_gen.ir.walk import nodes, parts
from arazzo_gen.record import record
from arazzo_gen.text.keys import key_of
from arazzo_gen.text.numbers import plain_number
from arazzo_gen.types import Int

_Test: TypeAlias = Callable[[int], bool]
"""Says whether a condition holds for a status."""


@record
class _Question:
    """What a condition asks.

    Attributes:
        key: The question itself; two of one key have the same answer.
        when: The answer with which the condition holds.
        test: How a status answers it; None where it is about something else.
        statuses: Statuses with all answers that there are.
    """

    key: Hashable
    when: bool = True
    test: _Test | None = None
    statuses: Sequence[int] = ()


_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "==": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip

_MOST = 512
"""The greatest number of worlds that are tried."""

SUCCESS = ir.All(
    (
        ir.Compare(">=", ir.StatusCode(Int()), ir.Const(200, Int())),
        ir.Compare("<", ir.StatusCode(Int()), ir.Const(300, Int())),
    )
)
"""What holds of a response after which a step without criteria succeeds."""


def cover(conds: Sequence[ir.Cond], known: Sequence[ir.Cond]) -> bool:
    """Whether one of some conditions holds wherever all that are known do.

    Whether a value equals a constant is one question, however often it is asked. Of the status all
    is known that its conditions ask. Any other conditions may each hold or not.

    Args:
        conds: The conditions.
        known: What is known to hold.
    """
    questions = [_question(part) for cond in conds for part in parts(cond)]
    given = [_question(part) for cond in known for part in parts(cond)]
    if not _may_cover(conds, questions, given):
        return False
    tests = {each.key: each.test for each in (*questions, *given) if each.test is not None}
    others = list(dict.fromkeys(e.key for e in (*questions, *given) if e.test is None))
    statuses = {status for each in (*questions, *given) for status in each.statuses}
    answers = {tuple(test(status) for test in tests.values()) for status in statuses or {200}}
    if len(answers) << len(others) > _MOST:
        return False
    worlds = (
        dict(zip((*tests, *others), (*answer, *held), strict=True))
        for answer in answers
        for held in product((True, False), repeat=len(others))
    )
    possible = [world for world in worlds if all(_holds(cond, world) for cond in known)]
    covered = all(any(_holds(cond, world) for cond in conds) for world in possible)
    return bool(possible) and covered


def left_to_test(cond: ir.Cond, known: Sequence[ir.Cond]) -> ir.Cond | None:
    """What of a condition is not sure already where all that are known hold; None where nothing is
    left."""
    if not isinstance(cond, ir.All):
        return None if cover([cond], known) else cond
    items = [left for item in cond.items if (left := left_to_test(item, known)) is not None]
    if len(items) < 2:
        return items[0] if items else None
    return ir.All(tuple(items))


def _may_cover(
    conds: Sequence[ir.Cond], questions: Sequence[_Question], given: Sequence[_Question]
) -> bool:
    """Whether something in the conditions excludes something else, or is known: a quick test."""
    keys = {each.key for each in given}
    excludes = any(not each.when or each.test is not None or each.key in keys for each in questions)
    return excludes or any(isinstance(part, ir.Not) for part in nodes(tuple(conds)))


def _holds(cond: ir.Cond, world: Mapping[Hashable, bool]) -> bool:
    if isinstance(cond, ir.All):
        return all(_holds(item, world) for item in cond.items)
    if isinstance(cond, ir.Any):
        return any(_holds(item, world) for item in cond.items)
    if isinstance(cond, ir.Not):
        return not _holds(cond.item, world)
    question = _question(cond)
    return world[question.key] is question.when


def _question(cond: ir.Cond) -> _Question:
    """What a condition that is not put together asks."""
    if isinstance(cond, ir.Matches) and isinstance(cond.value, ir.StatusCode):
        test = _pattern(cond.pattern)
        return _Question(cond, True, test, range(100, 1000) if test else ())
    if isinstance(cond, ir.Length) and cond.op in ("==", "!="):
        return _Question(("length", place(cond.value) or cond.value, cond.size), cond.op == "==")
    if not isinstance(cond, ir.Compare):
        return _Question(cond)
    left, op, right = cond.left, cond.op, cond.right
    if isinstance(left, ir.Const):
        left, op, right = right, ir.FLIPPED[op], left
    if isinstance(left, ir.StatusCode) and isinstance(right, ir.Const):
        text = isinstance(right.value, str) and not cond.loose
        number = None if text else plain_number(right.value)
        if number is not None:
            near = int(number)
            return _Question(
                ("status", op, number), True, _order(op, number), range(near - 1, near + 2)
            )
    if op not in ("==", "!="):
        return _Question(cond)
    return _Question(("equal", _operand(left), _operand(right), cond.loose), op == "==")


def _operand(expr: ir.Expr) -> Hashable:
    """What two operands have in common that are always equal to the same values."""
    if isinstance(expr, ir.Const):
        return ("constant", key_of(expr.value))
    return place(expr) or expr


def _order(op: str, number: float) -> _Test:
    holds = _OPERATORS[op]
    return lambda status: holds(status, number)


def _pattern(pattern: str | ir.Text) -> _Test | None:
    compiled = linear_pattern(pattern) if isinstance(pattern, str) else None
    if compiled is None:
        return None
    return lambda status: compiled.search(str(status)) is not None
