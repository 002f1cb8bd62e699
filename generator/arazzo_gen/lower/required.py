"""Values that a request cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arazzo_gen import ir
from arazzo_gen.lower.bound import Bound
from arazzo_gen.lower.outputs import output_of
from arazzo_gen.record import replace

if TYPE_CHECKING:
    from arazzo_gen.lower.bind import Binder


def require(value: Bound, binder: Binder, name: str) -> ir.Expr:
    """The value, with a check where it may be absent, or its step may not have run.

    The error names the step and output that the value comes from; where it comes from no step,
    the step that needs it and the name it is needed for.
    """
    if not value.absent and not any(isinstance(each, ir.StepOutput) for each in walk(value.expr)):
        return value.expr
    step = binder.step.id if binder.step is not None else ""
    return _required(value.expr, binder, step, name)


def _required(expr: ir.Expr, binder: Binder, step: str, name: str) -> ir.Expr:
    if isinstance(expr, ir.Text):
        parts = (p if isinstance(p, str) else _required(p, binder, step, name) for p in expr.parts)
        return replace(expr, parts=tuple(parts))
    if isinstance(expr, ir.XmlEscaped):
        return replace(expr, value=_required(expr.value, binder, step, name))
    leaf = expr.base if isinstance(expr, ir.At) else expr
    if isinstance(leaf, ir.StepOutput):
        definition = output_of(binder.scope, binder.scope.steps[leaf.step], leaf.name).expr
        pointer = ir.spelled_inside(definition, expr)
        return ir.Required(expr, leaf.step, leaf.name, pointer, expr.type)
    if isinstance(leaf, ir.Input):
        return ir.Required(expr, step, leaf.name, ir.spelled(expr), expr.type)
    if isinstance(expr, ir.Const) and expr.value is not None:
        return expr
    if isinstance(expr, ir.ListOf | ir.MapOf):
        return expr
    return ir.Required(expr, step, name, ir.spelled(expr), expr.type)


def needed(exprs: list[ir.Expr]) -> set[tuple[str, ...]]:
    """The leaves that something cannot do without: they are directly inside a `Required`."""
    found: set[tuple[str, ...]] = set()
    for expr in exprs:
        for inner in walk(expr):
            if isinstance(inner, ir.Required):
                leaf = inner.value.base if isinstance(inner.value, ir.At) else inner.value
                key = leaf_key(leaf)
                if key is not None:
                    found.add(key)
    return found


def leaf_key(expr: ir.Expr) -> tuple[str, ...] | None:
    """What tells one leaf from another; None for what is no leaf."""
    if isinstance(expr, ir.Input):
        return ("input", expr.name)
    if isinstance(expr, ir.StepOutput):
        return ("step", expr.step, expr.name)
    if isinstance(expr, ir.WorkflowOutput):
        return ("workflow", expr.workflow, expr.name)
    return None


_MADE_OF_OTHERS = (
    ir.At, ir.JsonPathValue, ir.XPathValue, ir.Text, ir.ListOf, ir.MapOf, ir.Required,
    ir.XmlEscaped,
)  # fmt: skip


def walk(expr: ir.Expr) -> list[ir.Expr]:
    """An expression and all that it is made of, in order of evaluation."""
    if not isinstance(expr, _MADE_OF_OTHERS):
        return [expr]
    found: list[ir.Expr] = [expr]
    if isinstance(expr, ir.At | ir.JsonPathValue | ir.XPathValue):
        found += walk(expr.base)
    if isinstance(expr, ir.JsonPathValue):
        for bound in expr.bindings:
            found += walk(bound)
    if isinstance(expr, ir.XPathValue) and isinstance(expr.path, ir.Text):
        found += walk(expr.path)
    if isinstance(expr, ir.Text):
        for part in expr.parts:
            found += [] if isinstance(part, str) else walk(part)
    if isinstance(expr, ir.ListOf):
        for item in expr.items:
            found += walk(item)
    if isinstance(expr, ir.MapOf):
        for _, item in expr.entries:
            found += walk(item)
    if isinstance(expr, ir.Required | ir.XmlEscaped):
        found += walk(expr.value)
    return found
