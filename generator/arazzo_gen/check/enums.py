"""Values in conditions against the enums of their schemas: `'complete'` for `'completed'`, and
statuses that a polling loop forgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.text.node import Span
from arazzo_gen.types import Literal, Null, Type, TypeTable, Union


def enum_values(type_: Type, table: TypeTable) -> tuple[str, ...] | None:
    """The strings that a value can be; None where it can be anything else."""
    found = table.resolve(type_)
    if isinstance(found, Literal):
        texts = tuple(value for value in found.values if isinstance(value, str))
        return texts if len(texts) == len(found.values) else None
    if isinstance(found, Union):
        parts = [enum_values(m, table) for m in found.members if not isinstance(m, Null)]
        known = [part for part in parts if part is not None]
        return tuple(v for part in known for v in part) if len(known) == len(parts) else None
    return None


def check_values(cond: ir.Cond, span: Span, table: TypeTable, report: Report) -> None:
    """Warn about a comparison with a value that the schema does not have (AZ703)."""
    for compare in comparisons(cond):
        pair = _enum_and_constant(compare, table)
        if pair is None:
            continue
        expr, values, wanted = pair
        if any(_same(value, wanted, compare.loose) for value in values):
            continue
        name = _name(expr)
        near = nearest(wanted, values)
        hint = f"did you mean {near!r}?" if near else "it is " + _listed(values)
        report.add("AZ703", span, f"{name} is never {wanted!r} by its schema", help=hint)


def comparisons(cond: ir.Cond) -> Iterator[ir.Compare]:
    """The comparisons in a condition."""
    if isinstance(cond, ir.Compare):
        yield cond
    elif isinstance(cond, ir.All | ir.Any):
        for item in cond.items:
            yield from comparisons(item)
    elif isinstance(cond, ir.Not):
        yield from comparisons(cond.item)


def check_handled(
    choices: Sequence[ir.Choice], span: Span, table: TypeTable, report: Report
) -> None:
    """Warn about values of an enum that no action of a polling step is for (AZ704).

    Only where the actions decide on one enum alone, and at least two of them do: a single action
    leaves the rest to the next step on purpose.
    """
    conditions = [choice.cond for choice in choices if choice.cond is not None]
    if len(conditions) < len(choices) or len(conditions) < 2:
        return
    found = [_enum_and_constant(c, table) for cond in conditions for c in comparisons(cond)]
    pairs = [pair for pair in found if pair is not None]
    if not pairs or len(pairs) < len(found) or len({repr(pair[0]) for pair in pairs}) > 1:
        return
    expr, values, _ = pairs[0]
    left = [v for v in values if not any(_may_hold(cond, v) for cond in conditions)]
    if left:
        last = " or ".join(_listed(left).rsplit(", ", 1))
        message = f"no action is taken when {_name(expr)} is {last}: the next step follows"
        hint = "name what is left in an action, to go on, to end or to wait"
        report.add("AZ704", span, message, help=hint)


def _may_hold(cond: ir.Cond, value: str) -> bool:
    """Whether a condition can hold when the enum that it compares has a value."""
    return _holds(cond, value) is not False


def _holds(cond: ir.Cond, value: str) -> bool | None:
    if isinstance(cond, ir.Compare):
        constant = cond.right if isinstance(cond.right, ir.Const) else cond.left
        if not isinstance(constant, ir.Const) or not isinstance(constant.value, str):
            return None
        same = _same(value, constant.value, cond.loose)
        return {"==": same, "!=": not same}.get(cond.op)
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


def _enum_and_constant(
    compare: ir.Compare, table: TypeTable
) -> tuple[ir.Expr, tuple[str, ...], str] | None:
    if compare.op not in ("==", "!="):
        return None
    left, right = compare.left, compare.right
    if isinstance(left, ir.Const):
        left, right = right, left
    if not isinstance(right, ir.Const) or not isinstance(right.value, str):
        return None
    values = enum_values(left.type, table)
    return (left, values, right.value) if values else None


def _same(value: str, wanted: str, loose: bool) -> bool:
    return value.casefold() == wanted.casefold() if loose else value == wanted


def _name(expr: ir.Expr) -> str:
    if isinstance(expr, ir.At):
        return repr(str(expr.path[-1]))
    if isinstance(expr, ir.Input | ir.StepOutput | ir.WorkflowOutput | ir.CalledOutput):
        return repr(expr.name)
    return "the value"


def _listed(values: Sequence[str]) -> str:
    shown = [repr(value) for value in values[:12]]
    return ", ".join(shown) + (", …" if len(values) > 12 else "")
