"""Binds the inputs of a workflow that a step has called: what the step gave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arazzo_gen.analysis.bound import Bound, constant, nothing
from arazzo_gen.analysis.inherited import all_actions, inherited_arguments
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.navigation import split_name
from arazzo_gen.lower.bind.pointers import into
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.values import bind_value
from arazzo_gen.source.span import Span
from arazzo_gen.typing.inputs import MISSING, InputDecl


def input_of_called(binder: Binder, expression: ast.WorkflowValue, span: Span) -> Bound | None:
    """`$workflows.<id>.inputs.<name>` of a workflow that a step calls; None where no step does.

    It is what the last such step before gave. Where steps can be skipped or run again, that is not
    known, and reported.
    """
    callers = [each for each in binder.scope.steps.values() if _calls(each, expression.workflow)]
    if not callers:
        return None
    target = callers[0].called
    declared = binder.scope.program.open(target).inputs if target is not None else {}
    owner = f"workflow {expression.workflow!r}"
    if binder.find("input", expression.name, declared, span, owner) is None:
        return nothing()
    before = [each for each in callers if _is_before(binder, each)]
    if before and not _jumps(binder.scope):
        value = _given(binder, before[-1], declared, expression, span)
        if value is not None:
            return value
    caller = (before or callers)[-1]
    what = f"step {caller.id!r}"
    _report(binder, expression, what, f"{what} calls", caller.step.parameters, span)
    return nothing()


def input_of_retried(binder: Binder, expression: ast.WorkflowValue, span: Span) -> Bound | None:
    """The same of a workflow that a retry runs first, which is not known; None where none does."""
    if binder.scope.retried(expression.workflow) is None:
        return None
    for action in all_actions(binder.scope.workflow):
        target = action.workflow_id.value if action.workflow_id is not None else ""
        if action.type == "retry" and target.endswith(expression.workflow):
            what = f"action {action.name.value!r}"
            _report(binder, expression, what, f"{what} runs", action.parameters, span)
            break
    return nothing()


def _calls(info: StepInfo, workflow: str) -> bool:
    return info.called is not None and info.called.workflow.id.value == workflow


def _is_before(binder: Binder, caller: StepInfo) -> bool:
    """Whether a step has run when an expression is read, if none is skipped."""
    if binder.step is None:
        return True
    after = binder.phase != "request"
    return caller.index < binder.step.index or (after and caller is binder.step)


def _jumps(scope: Scope) -> bool:
    """Whether an action can skip steps, or run them again."""
    return any(
        action.type == "goto" or action.step_id is not None or action.workflow_id is not None
        for action in all_actions(scope.workflow)
    )


def _given(
    binder: Binder,
    caller: StepInfo,
    declared: Mapping[str, InputDecl],
    expression: ast.WorkflowValue,
    span: Span,
) -> Bound | None:
    """The value of an input that a step gives; None where that is not known."""
    scope = binder.scope
    found = split_name(expression.name, declared)
    if found is None:
        return None
    name, path = found
    parameters = caller.step.parameters
    given = [*parameters, *inherited_arguments(scope.workflow, parameters, declared)]
    values = [each.value for each in given if each.name.value == name]
    default = declared[name].default
    if not values:
        value = nothing() if default is MISSING else constant(default)
    elif binder.step is None:
        value = bind_value(binder.elsewhere(scope, None, "outputs").at_condition(), values[0])
    else:
        value = bind_value(binder.elsewhere(scope, caller, "request").at_condition(), values[0])
    if value.absent and values and default is not MISSING:
        return None
    where = f"the schema of input {name!r}"
    return into(binder, value, (*path, *expression.pointer), span, where)


def _report(
    binder: Binder,
    expression: ast.WorkflowValue,
    what: str,
    why: str,
    parameters: Sequence[Parameter],
    span: Span,
) -> None:
    """Report an input that is not known, with what is to be written in its place."""
    message = f"the inputs of workflow {expression.workflow!r}, which {why}, are not known here"
    values = {each.name.value: each.value.value for each in parameters}
    found = split_name(expression.name, values)
    hint = f"write what {what} gives it"
    if found is not None and isinstance(values[found[0]], str | int | float) and not found[1]:
        hint += f": `{values[found[0]]}`"
    binder.scope.report.add("AZ302", span, message, help=hint)
