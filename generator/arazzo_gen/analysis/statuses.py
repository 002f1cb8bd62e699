"""Evaluates criteria for a status: whether they can hold for it, and which statuses they name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from arazzo_gen.arazzo.model import Criterion
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.condition import ParsedCondition, parse_condition
from arazzo_gen.expressions.linear import linear_pattern
from arazzo_gen.expressions.regex import ParsedRegex, parse_regex
from arazzo_gen.lazy import pattern
from arazzo_gen.text.numbers import plain_number

_BODY = pattern(r"\{?\$response\.body\b.*")
_SPELLED = pattern(r"(?<!\d)[1-5]\d\d(?!\d)")
_LISTED = pattern(r"\^[()|\[\]0-9^$?:]+\$")
"""A pattern of whole statuses without a class or range of digits, such as `^20[02]$`."""

STATUSES = range(100, 600)
"""The statuses that responses can have."""

_SUCCESSES = range(200, 300)


def says_status(criterion: Criterion) -> bool:
    """Whether a criterion tests the status."""
    if criterion.type == "regex":
        return _has_pattern(criterion)
    return "$statusCode" in criterion.condition.value and _condition(criterion) is not None


def holds(criterion: Criterion, code: int, *, empty: bool = False) -> bool | None:
    """Whether a criterion holds for a response of a status; None where that depends on more.

    Args:
        criterion: The criterion.
        code: The status.
        empty: The response has no body: what is read of it is null, and no query finds anything.
    """
    if criterion.type == "simple":
        condition = _condition(criterion)
        return None if condition is None else _holds(condition, code, empty)
    compiled = _pattern(criterion)
    if compiled is not None:
        return compiled.search(str(code)) is not None
    context = criterion.context
    return False if empty and context is not None and _BODY.fullmatch(context.value) else None


def verdict(criteria: Sequence[Criterion], code: int, *, empty: bool = False) -> bool | None:
    """Whether all of some criteria hold for a response of a status, as `holds` says it."""
    found = [holds(criterion, code, empty=empty) for criterion in criteria]
    return False if False in found else None if None in found else True


def asks_status(condition: ast.Condition) -> ast.Operand | None:
    """The first operand of a simple condition that is the status."""
    parts: Sequence[ast.Condition] = ()
    if isinstance(condition, ast.Operand):
        return condition if _is_status(condition) else None
    if isinstance(condition, ast.And | ast.Or):
        parts = condition.items
    elif isinstance(condition, ast.Not):
        parts = (condition.item,)
    elif isinstance(condition, ast.Comparison):
        parts = (condition.left, condition.right)
    return next((found for part in parts if (found := asks_status(part)) is not None), None)


def met_by_success(condition: ast.Condition) -> bool | None:
    """Whether a success meets a comparison of the status with a number, or the status that stands
    alone; None where the condition is another.

    A success has one of the statuses from 200 to 299. It meets `!=` where it does not meet `==`.
    """
    if not isinstance(condition, ast.Comparison):
        return True if _is_status(condition) else None
    if condition.op == "!=":
        equal = met_by_success(ast.Comparison("==", condition.left, condition.right))
        return None if equal is None else not equal
    found = {_compares(condition, code, False) for code in _SUCCESSES}
    return None if None in found else True in found


def pattern_met_by_success(criterion: Criterion) -> bool | None:
    """Whether a success meets a regex of the status; None where the criterion is another."""
    compiled = _pattern(criterion)
    return None if compiled is None else any(compiled.search(str(code)) for code in _SUCCESSES)


def named(criteria: Sequence[Criterion]) -> frozenset[int]:
    """The statuses that criteria name, each by itself: a range such as `< 300` names none."""
    return frozenset(code for criterion in criteria for code in _named(criterion))


def _named(criterion: Criterion) -> Iterator[int]:
    compiled = _pattern(criterion)
    if compiled is not None:
        if _LISTED.fullmatch(compiled.pattern):
            yield from (code for code in STATUSES if compiled.search(str(code)))
        else:
            yield from map(int, _SPELLED.findall(compiled.pattern))
        return
    condition = _condition(criterion)
    for comparison in _comparisons(condition) if condition is not None else ():
        sides = (comparison.left, comparison.right)
        if comparison.op in ("==", "!=") and any(map(_is_status, sides)):
            for code in (_number(side, 0) for side in sides if not _is_status(side)):
                if code in STATUSES:
                    yield int(code or 0)


def _comparisons(condition: ast.Condition) -> Iterator[ast.Comparison]:
    if isinstance(condition, ast.Comparison):
        yield condition
    elif isinstance(condition, ast.And | ast.Or):
        for item in condition.items:
            yield from _comparisons(item)
    elif isinstance(condition, ast.Not):
        yield from _comparisons(condition.item)


def _condition(criterion: Criterion) -> ast.Condition | None:
    """A simple condition, parsed; None for other criteria, and for one that is wrong."""
    if criterion.type != "simple":
        return None
    parsed = parse_condition(criterion.condition.value)
    return parsed.condition if isinstance(parsed, ParsedCondition) else None


def _has_pattern(criterion: Criterion) -> bool:
    """Whether a criterion tests the status with a pattern that the document spells out."""
    about = criterion.context is not None and criterion.context.value == "$statusCode"
    return criterion.type == "regex" and about and "{$" not in criterion.condition.value


def _pattern(criterion: Criterion) -> re.Pattern[str] | None:
    """The regular expression of a criterion that tests the status with one; None where it may be
    slow too."""
    return _compiled(criterion.condition.value) if _has_pattern(criterion) else None


@functools.lru_cache(maxsize=256)
def _compiled(text: str) -> re.Pattern[str] | None:
    parsed = parse_regex(text)
    if not isinstance(parsed, ParsedRegex) or not isinstance(parsed.pattern, str):
        return None
    return linear_pattern(parsed.pattern)


# --- Simple conditions ------------------------------------------------------------------


def _holds(condition: ast.Condition, code: int, empty: bool) -> bool | None:
    if isinstance(condition, ast.Not):
        inner = _holds(condition.item, code, empty)
        return None if inner is None else not inner
    if isinstance(condition, ast.And):
        parts = [_holds(item, code, empty) for item in condition.items]
        return False if False in parts else (None if None in parts else True)
    if isinstance(condition, ast.Or):
        parts = [_holds(item, code, empty) for item in condition.items]
        return True if True in parts else (None if None in parts else False)
    if isinstance(condition, ast.Comparison):
        return _compares(condition, code, empty)
    return False if empty and _is_body(condition) else None


def _compares(comparison: ast.Comparison, code: int, empty: bool) -> bool | None:
    sides = (comparison.left, comparison.right)
    if empty and any(map(_is_body, sides)):
        return _compares_null(comparison)
    left, right = _number(comparison.left, code), _number(comparison.right, code)
    if left is None or right is None:
        return None
    return {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[comparison.op]


def _compares_null(comparison: ast.Comparison) -> bool | None:
    """Whether a comparison with a body that is not there holds: null equals null alone."""
    if comparison.op not in ("==", "!="):
        return False
    sides = (comparison.left, comparison.right)
    others = [side for side in sides if not _is_body(side)]
    if not all(isinstance(side, ast.LiteralValue) for side in others):
        return None
    equal = all(isinstance(side, ast.LiteralValue) and side.value is None for side in others)
    return equal is (comparison.op == "==")


def _is_status(operand: ast.Condition) -> bool:
    return isinstance(operand, ast.Operand) and isinstance(operand.expression, ast.StatusCode)


def _is_body(operand: ast.Condition) -> bool:
    expression = operand.expression if isinstance(operand, ast.Operand) else None
    if not isinstance(expression, ast.MessagePart):
        return False
    return expression.message == "response" and expression.part == "body"


def _number(operand: ast.Condition, code: int) -> float | None:
    if _is_status(operand):
        return code
    if isinstance(operand, ast.LiteralValue):
        return plain_number(operand.value)
    return None
