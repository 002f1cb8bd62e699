"""Finds the calls of other workflows by steps and actions, and what the workflow's own parameters
reach (Arazzo 1.1, "Workflow Object")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen.analysis.scope import Scope
from arazzo_gen.arazzo.model import Parameter, Text
from arazzo_gen.openapi.declared import path_names
from arazzo_gen.record import record
from arazzo_gen.typing.inputs import MISSING


@record
class Call:
    """A call of a workflow by a step or an action.

    Attributes:
        text: The text that names the workflow.
        called: The workflow.
        given: The parameters of the step or action.
        same_names: Whether it gets the inputs of the calling workflow too, by name.
    """

    text: Text
    called: Scope
    given: Sequence[Parameter]
    same_names: bool


def calls(scope: Scope) -> Iterator[Call]:
    """The calls of workflows that exist, by the steps of a workflow and by its actions."""
    for info in scope.order:
        if info.called is not None:
            called = scope.program.open(info.called)
            yield Call(info.step.target.text, called, info.step.parameters, same_names=False)
    workflow = scope.workflow
    actions = [*workflow.success_actions, *workflow.failure_actions]
    for step in workflow.steps:
        actions += [*step.on_success, *step.on_failure]
    for action in actions:
        if action.workflow_id is not None:
            resolved = scope.resolver.workflow(action.workflow_id)
            if resolved is not None:
                called = scope.program.open(resolved)
                yield Call(action.workflow_id, called, action.parameters, same_names=True)


def lacking(
    scope: Scope, called: Scope, given: Sequence[Parameter], *, same_names: bool
) -> list[str]:
    """The inputs that a called workflow needs, and that a call does not give."""
    names = {each.name.value for each in (*given, *scope.workflow.parameters)}
    names |= scope.inputs.keys() if same_names else set()
    return [
        name
        for name, decl in called.inputs.items()
        if decl.required and decl.default is MISSING and name not in names
    ]


def strays(scope: Scope) -> Sequence[Parameter]:
    """The parameters of a workflow that reach none of its steps.

    None where a step or action names an operation or a workflow that does not exist, since that
    may be the one.
    """
    if scope.strays is None:
        parameters = scope.workflow.parameters
        scope.strays = tuple(_strays(scope)) if parameters else ()
    return scope.strays


def _strays(scope: Scope) -> Iterator[Parameter]:
    if any(info.target is None for info in scope.order):
        return
    operations = [info.operation.operation for info in scope.order if info.operation is not None]
    paths = {name for operation in operations for name in path_names(operation)}
    inputs = {name for call in calls(scope) for name in call.called.inputs}
    for parameter in scope.workflow.parameters:
        name = parameter.name.value
        if parameter.location is None:
            reaches = False
        elif parameter.location == "path":
            reaches = name in paths
        else:
            reaches = bool(operations)
        if not reaches and name not in inputs:
            yield parameter
