"""Checks that the criteria of an action do not exclude each other, or those of its step (AZ509)."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Action
from arazzo_gen.check.handled import own_outputs
from arazzo_gen.check.tested import OTHER, Candidate, Outputs, compared, holds, is_wrong
from arazzo_gen.ir.spelling import spelled
from arazzo_gen.ir.walk import demands


def check_possible(
    scope: Scope, info: StepInfo, action: Action, cond: ir.Cond | None, known: Sequence[ir.Cond]
) -> None:
    """Warn about an action whose criteria no response can meet (AZ509).

    It is certain where they ask two things of one value, such as the status, which no value of it
    does. What else they ask makes no difference.

    Args:
        scope: The workflow.
        info: The step.
        action: The action.
        cond: Its condition; None where it has none.
        known: The success criteria of the step, or what takes their place.
    """
    if cond is None or is_wrong(cond) or any(map(is_wrong, known)):
        return
    outputs = own_outputs(info)
    alone = _excluded([cond], outputs)
    about = alone
    if about is None and action.on == "success":
        about = _excluded([cond, *known], outputs)
    elif about is None and info.operation is not None:
        about = _excluded([cond, ir.Not(ir.All(tuple(known)))], outputs)
    if about is None:
        return
    both = "" if alone is not None else " and the success criteria of the step"
    name = action.name.value
    message = f"the action {name!r} is never taken: its criteria{both} exclude each other"
    hint = f"no value of {spelled(about)} meets all of them: change what they ask of it"
    scope.report.add("AZ509", action.span, message, help=hint)


def _excluded(conditions: Sequence[ir.Cond], outputs: Outputs) -> ir.Expr | None:
    """A value of which conditions ask what no value does; None where there is none for certain."""
    by_value: dict[ir.Expr, list[ir.Cond]] = {}
    for cond in conditions:
        for part, wanted in demands(cond):
            literal = part if wanted else ir.Not(part)
            found = compared([literal], outputs)
            exprs = {expr for expr, _ in found or ()}
            if len(exprs) == 1:
                by_value.setdefault(exprs.pop(), []).append(literal)
    for expr, about in by_value.items():
        values = _values(expr, about, outputs)
        if len(about) > 1 and all(
            any(holds(cond, expr, value, outputs) is False for cond in about) for value in values
        ):
            return expr
    return None


def _values(expr: ir.Expr, about: Sequence[ir.Cond], outputs: Outputs) -> list[Candidate]:
    """Values that make all the difference there is to some conditions about one."""
    if isinstance(expr, ir.StatusCode):
        return list(range(100, 600))
    numbers = any(map(_is_ordered, about))
    values: list[Candidate] = [] if numbers else [OTHER, True, False]
    for _, constant in compared(about, outputs) or ():
        if isinstance(constant, bool | str):
            values.append(constant)
        elif isinstance(constant, int | float):
            values += [constant - 1, constant - 0.5, constant, constant + 0.5, constant + 1]
            values += [constant - 1e-6, constant + 1e-6]
            values += [] if numbers else [str(constant)]  # a numeric text has the order of a number
    return values


def _is_ordered(cond: ir.Cond) -> bool:
    """Whether a condition holds for numbers alone, and for their texts."""
    if not isinstance(cond, ir.Compare) or cond.op in ("==", "!="):
        return False
    constant = ir.constant_last(cond).right
    return isinstance(constant, ir.Const) and isinstance(constant.value, int | float)
