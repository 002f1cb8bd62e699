"""Finds the parameters and actions of a workflow that apply to one of its steps
(Arazzo 1.1, "Workflow Object", "Step Object")."""

from __future__ import annotations

from collections.abc import Container, Sequence

from arazzo_gen.arazzo.model import Action, Parameter, Step, Workflow
from arazzo_gen.openapi.declared import path_names
from arazzo_gen.openapi.model import Operation


def request_parameters(workflow: Workflow, step: Step, operation: Operation) -> list[Parameter]:
    """The parameters of a request: the step's, and those of the workflow that it does not override.

    A parameter of the workflow without `in` is for called workflows alone, one in the path for the
    operations whose path has it.
    """
    own = {_identity(parameter) for parameter in step.parameters}
    inherited = [
        each
        for each in workflow.parameters
        if _identity(each) not in own and _is_for(each, operation)
    ]
    return [*inherited, *step.parameters]


def inherited_arguments(
    workflow: Workflow, own: Sequence[Parameter], inputs: Container[str]
) -> list[Parameter]:
    """The parameters of the workflow that a called workflow has as inputs, each name once.

    Of several with one name, the one without `in` is for called workflows, else the last counts.

    Args:
        workflow: The workflow that calls.
        own: The parameters of the step or action; they go before.
        inputs: The inputs of the workflow that is called.
    """
    given = {parameter.name.value for parameter in own}
    found: dict[str, Parameter] = {}
    for each in sorted(workflow.parameters, key=lambda one: one.location is None):
        if each.name.value not in given and each.name.value in inputs:
            found[each.name.value] = each
    return list(found.values())


def _is_for(parameter: Parameter, operation: Operation) -> bool:
    if parameter.location == "path":
        return parameter.name.value in path_names(operation)
    return parameter.location is not None


def _identity(parameter: Parameter) -> tuple[str, str | None]:
    name = parameter.name.value
    return (name.lower() if parameter.location == "header" else name, parameter.location)


def all_actions(workflow: Workflow) -> list[Action]:
    """The actions of a workflow and of its steps, each once, as the author wrote them."""
    actions = [*workflow.success_actions, *workflow.failure_actions]
    for step in workflow.steps:
        actions += [*step.on_success, *step.on_failure]
    return actions


def merged_actions(own: Sequence[Action], inherited: Sequence[Action]) -> list[Action]:
    """The step's actions, then those of the workflow that it does not override by name."""
    names = {action.name.value for action in own}
    return [*own, *(action for action in inherited if action.name.value not in names)]
