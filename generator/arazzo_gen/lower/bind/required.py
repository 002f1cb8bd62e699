"""Marks the values that a request requires."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.ir.walk import LeafKey, leaf_key, steps_read, walk
from arazzo_gen.lower.bind.outputs import output_of
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.record import replace


def require(value: Bound, binder: Binder, name: str) -> ir.Expr:
    """The value, with a check where it may be absent, or its step may not have run.

    The error names the step and output that the value comes from. Where that is no step's, it
    names the step that requires the value, and the parameter or property.
    """
    if not value.absent and not steps_read(value.expr):
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
        definition = output_of(binder, binder.scope.steps[leaf.step], leaf.name).expr
        pointer = ir.spelled_inside(definition, expr)
        return ir.Required(expr, leaf.step, leaf.name, pointer, expr.type)
    if isinstance(leaf, ir.Input):
        return ir.Required(expr, step, leaf.name, ir.spelled(expr), expr.type)
    if isinstance(expr, ir.Const) and expr.value is not None:
        return expr
    if isinstance(expr, ir.ListOf | ir.MapOf):
        return expr
    return ir.Required(expr, step, name, ir.spelled(expr), expr.type)


def needed(tree: object) -> set[LeafKey]:
    """The leaves that a tree requires: they are directly inside a `Required`."""
    found: set[LeafKey] = set()
    for expr in walk(tree):
        if isinstance(expr, ir.Required):
            leaf = expr.value.base if isinstance(expr.value, ir.At) else expr.value
            if isinstance(leaf, ir.Input | ir.StepOutput | ir.WorkflowOutput):
                found.add(leaf_key(leaf))
    return found
