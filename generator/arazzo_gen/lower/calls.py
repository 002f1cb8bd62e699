"""Lowers the arguments of workflow calls, by a step, an action or `dependsOn`
(Arazzo 1.1, "Step Object",
"Success Action Object", "Workflow Object")."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.calls import lacking, strays
from arazzo_gen.analysis.inherited import inherited_arguments
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.check.constants import ConstantCheck
from arazzo_gen.check.kinds import KindCheck
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.expressions import ast
from arazzo_gen.lower.bind.binder import ExpressionBinder
from arazzo_gen.lower.bind.nulls import Place, settle
from arazzo_gen.lower.bind.numbers import keep_text
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.required import require
from arazzo_gen.lower.bind.values import bind_value
from arazzo_gen.record import replace
from arazzo_gen.source.span import Span
from arazzo_gen.typing.inputs import MISSING, InputDecl

Args = tuple[tuple[str, ir.Expr], ...]


def step_arguments(scope: Scope, info: StepInfo, called: Scope) -> Args:
    """The arguments of a step that calls a workflow: its parameters, by name, and those of the
    workflow that are inputs of the called one."""
    binder = ExpressionBinder(scope, info, "request")
    span = info.step.target.text.span
    return _arguments(binder, info.step.parameters, called, span, same_names=False)


def action_arguments(
    binder: Binder, parameters: Sequence[Parameter], called: Scope, span: Span
) -> Args:
    """The arguments of an action that goes to a workflow: its parameters, those of the workflow,
    and for all other inputs of that workflow this workflow's inputs of the same names."""
    return _arguments(binder, parameters, called, span, same_names=True)


def dependency_arguments(scope: Scope, called: Scope, span: Span) -> Args:
    """The arguments for a workflow in `dependsOn`: this workflow's inputs of the same names."""
    binder = ExpressionBinder(scope, None, "outputs")
    return _bound(binder, {}, called, span, set(), same_names=True)


def _arguments(
    binder: Binder, given: Sequence[Parameter], called: Scope, span: Span, *, same_names: bool
) -> Args:
    by_name = {parameter.name.value: parameter for parameter in given}
    by_name |= {
        parameter.name.value: parameter
        for parameter in inherited_arguments(binder.scope.workflow, given, called.inputs)
    }
    meant: set[str] = set()
    missing = lacking(binder.scope, called, given, same_names=same_names)
    for stray in strays(binder.scope):
        bind_value(binder, stray.value)
        meant.add(nearest(stray.name.value, missing) or "")
    for name, parameter in by_name.items():
        if name not in called.inputs:
            bind_value(binder, parameter.value)
            meant.add(_report_unknown(binder, parameter, called, by_name))
    return _bound(binder, by_name, called, span, meant, same_names=same_names)


def _bound(
    binder: Binder,
    by_name: Mapping[str, Parameter],
    called: Scope,
    span: Span,
    meant: Container[str],
    *,
    same_names: bool,
) -> Args:
    """The arguments for the inputs of a workflow; an input that a misspelt name is meant for is not
    reported as missing."""
    found: list[tuple[str, ir.Expr]] = []
    for name, decl in called.inputs.items():
        required = decl.required and decl.default is MISSING
        if name in by_name:
            value = bind_value(binder, by_name[name].value)
            _check_kind(binder, by_name[name], value, decl)
            if decl.schema is not None:
                written, types = by_name[name].value, binder.scope.types
                kept = keep_text(value.expr, written, decl.schema, types)
                value = replace(value, expr=kept)
        elif same_names and name in binder.scope.inputs:
            value = binder.expression(ast.Inputs(name), span)
        else:
            if required and name not in meant:
                _report_missing(binder, decl, called, span, same_names)
            continue
        needs_null = required and decl.nullable
        expr = require(value, binder, name) if required and not needs_null else value.expr
        found.append((name, settle(binder, expr, Place(name, decl.schema, needs_null))))
    return tuple(found)


def _check_kind(binder: Binder, given: Parameter, value: Bound, decl: InputDecl) -> None:
    notes = [Note("the input", decl.span)]
    what = f"the input {decl.name!r}"
    if isinstance(value.expr, ir.Const) and decl.schema is not None:
        constants = ConstantCheck(binder.scope)
        constants.check(value.expr.value, decl.schema, what, given.value.span, notes)
        return
    KindCheck(binder.scope).check(value.expr, decl.type, what, given.value.span, notes)


def _report_unknown(
    binder: Binder, parameter: Parameter, called: Scope, given: Container[str]
) -> str:
    """Report a name that is no input; the missing input that it may be meant for, else ""."""
    name, report = parameter.name.value, binder.scope.report
    left = [each for each in called.inputs if each not in given]
    near = nearest(name, left)
    hint = f"did you mean {near!r}?" if near else None
    message = f"workflow {called.workflow.id.value!r} has no input {name!r}"
    edits = respelt(parameter.name.span, name, left)
    decl = called.inputs[near] if near else None
    if decl is None or not decl.required or decl.default is not MISSING:
        report.add("AZ609", parameter.name.span, message, help=hint, edits=edits)
        return ""
    notes = [Note("it is declared here", decl.span)]
    message += f", and needs {decl.name!r}"
    report.add("AZ608", parameter.name.span, message, help=hint, notes=notes, edits=edits)
    return decl.name


def _report_missing(
    binder: Binder, decl: InputDecl, called: Scope, span: Span, same_names: bool
) -> None:
    message = f"workflow {called.workflow.id.value!r} needs the input {decl.name!r}"
    if same_names:
        hint = f"give it a value in the action's parameters, or declare an input {decl.name!r} here"
    else:
        hint = f"add `- {{name: {decl.name}, value: …}}` to the step's parameters"
    notes = [Note("it is declared here", decl.span)]
    binder.scope.report.add("AZ608", span, message, help=hint, notes=notes)
