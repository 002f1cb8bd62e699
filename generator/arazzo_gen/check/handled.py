"""Checks that a polling loop handles every value of an enum (AZ704)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.check.enums import Value, enum_values, listed, named, same
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.source.span import Span
from arazzo_gen.typing.schema import Types


def check_handled(
    choices: Sequence[ir.Choice],
    criteria: Sequence[ir.Cond],
    span: Span,
    types: Types,
    report: Report,
) -> None:
    """Warn about the values of an enum that no success action of a polling step handles.

    The actions must test one enum alone, and there must be two of them: a single action leaves
    the other values to the next step on purpose. Values that the success criteria exclude do not
    count: with them the step fails.

    Args:
        choices: The success actions.
        criteria: The success criteria.
        span: The first action.
        types: Reads schemas.
        report: Takes the warning.
    """
    conditions = [choice.cond for choice in choices if choice.cond is not None]
    if len(conditions) < len(choices) or len(conditions) < 2:
        return
    if any(_is_wrong(cond) for cond in conditions):
        return
    compares = [c for cond in conditions for c in comparisons(cond)]
    found = [_enum_of(compare, types) for compare in compares]
    pairs = [pair for pair in found if pair is not None]
    if not pairs or len(pairs) < len(found) or len({expr for expr, _ in pairs}) > 1:
        return
    expr, values = pairs[0]
    if not all(any(_holds(each, value) for value in values) for each in compares):
        return  # a comparison with a value that the enum does not have has been reported
    about = [cond for cond in criteria if _is_about(cond, expr)]
    left = [
        value
        for value in values
        if not any(_holds(cond, value) is not False for cond in conditions)
        and not any(_holds(cond, value) is False for cond in about)
    ]
    if left:
        last = " or ".join(listed(left).removeprefix("it is ").rsplit(", ", 1))
        message = f"no action is taken when {named(expr)} is {last}: the next step follows"
        hint = "name what is left in an action, to go on, to end or to wait"
        report.add("AZ704", span, message, help=hint)


def comparisons(cond: ir.Cond) -> Iterator[ir.Compare]:
    """The comparisons in a condition."""
    if isinstance(cond, ir.Compare):
        yield cond
    elif isinstance(cond, ir.All | ir.Any):
        for item in cond.items:
            yield from comparisons(item)
    elif isinstance(cond, ir.Not):
        yield from comparisons(cond.item)


def _is_wrong(cond: ir.Cond) -> bool:
    """Whether a condition replaces one that could not be parsed, which has been reported."""
    if not isinstance(cond, ir.All | ir.Any):
        return False
    never = isinstance(cond, ir.Any) and not cond.items
    return never or any(_is_wrong(item) for item in cond.items)


def _is_about(cond: ir.Cond, expr: ir.Expr) -> bool:
    """Whether all comparisons of a condition are about one value."""
    found = list(comparisons(cond))
    return bool(found) and all(expr in (c.left, c.right) for c in found)


def _enum_of(compare: ir.Compare, types: Types) -> tuple[ir.Expr, tuple[Value, ...]] | None:
    """The expression that a comparison tests, with its enum's values."""
    if compare.op not in ("==", "!="):
        return None
    left, right = compare.left, compare.right
    if isinstance(left, ir.Const):
        left, right = right, left
    values = enum_values(left.type, types) if isinstance(right, ir.Const) else None
    return (left, values) if values else None


def _holds(cond: ir.Cond, value: Value) -> bool | None:
    """Whether a condition holds for one value of the enum; None where that depends on more."""
    if isinstance(cond, ir.Compare):
        constant = cond.right if isinstance(cond.right, ir.Const) else cond.left
        if not isinstance(constant, ir.Const):
            return None
        equal = same(value, constant.value, loose=cond.loose)
        return {"==": equal, "!=": not equal}.get(cond.op)
    if isinstance(cond, ir.Not):
        inner = _holds(cond.item, value)
        return None if inner is None else not inner
    if isinstance(cond, ir.All):
        parts = [_holds(item, value) for item in cond.items]
        return False if False in parts else None if None in parts else True
    if isinstance(cond, ir.Any):
        parts = [_holds(item, value) for item in cond.items]
        return True if True in parts else None if None in parts else False
    return None
