"""Merges the parameters and actions of a workflow into a step that does not override them."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.arazzo.model import Action, Parameter, Step, Workflow


def merged_parameters(workflow: Workflow, step: Step) -> list[Parameter]:
    """The step's parameters, and those of the workflow that it does not override."""
    own = list(step.parameters)
    seen = {_identity(parameter) for parameter in own}
    inherited = [p for p in workflow.parameters if _identity(p) not in seen]
    return inherited + own


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
