"""Lists the branches of the workflows of a module: the ways that each of their steps may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import runs
from arazzo_gen.ir.routes import Route, routes, with_loop
from arazzo_gen.play.model import Branch, Side

Ways: TypeAlias = Mapping[str, tuple[Route, ...]]
"""The routes of each step that a flow runs, by its id."""


def branches(module: ir.Module) -> tuple[Branch, ...]:
    """The branches of the module's own workflow, then those of the workflows that it calls."""
    return tuple(branch for workflow in module.workflows for branch in _of_workflow(workflow))


def ways_of(workflow: ir.Workflow) -> Ways:
    """Where each outcome of each step leads; a loop's own outcomes are those of its step."""
    found: dict[str, tuple[Route, ...]] = {}
    for run, onward in routes(workflow.flow):
        step = workflow.step(run.step)
        wait = step.wait
        found[step.id] = onward if wait is None else with_loop(step, wait, onward)
    return found


def decision_of(step: ir.Step, side: Side) -> ir.Decision | None:
    """The actions of a step on one side."""
    return step.success if side == "success" else step.failure


def choices_of(step: ir.Step, side: Side) -> tuple[ir.Choice, ...]:
    """The actions of a step on one side that are decided on, in order."""
    decision = decision_of(step, side)
    return () if decision is None else decision.choices


def takes_all(step: ir.Step, found: Sequence[Route], side: Side) -> bool:
    """Whether an action without criteria leaves nothing to be decided on one side."""
    decision = decision_of(step, side)
    if decision is None:
        return any(_is_action(route, side) for route in found)
    return any(choice.cond is None for choice in decision.choices)


def _of_workflow(workflow: ir.Workflow) -> Iterator[Branch]:
    ways = ways_of(workflow)
    for run in runs(workflow.flow):
        step, found = workflow.step(run.step), ways[run.step]
        yield from _of_side(workflow, step, found, "success")
        yield from _of_side(workflow, step, found, "failure")
        if any(stop.waits for route in found for stop in route.stops):
            yield Branch(workflow.id, step.id, "timeout", _waiting_side(found))


def _waiting_side(found: tuple[Route, ...]) -> Side:
    """The side of the first outcome with which the loop over a step goes on."""
    failed = [route.failed for route in found if any(stop.waits for stop in route.stops)]
    return "failure" if all(failed) else "success"


def _of_side(
    workflow: ir.Workflow, step: ir.Step, found: Sequence[Route], side: Side
) -> Iterator[Branch]:
    decision = decision_of(step, side)
    if decision is None:
        for route in found:
            if _is_action(route, side):
                name = _name(route.outcome)
                yield Branch(workflow.id, step.id, "action", side, route.outcome.key, name)
    for choice in choices_of(step, side):
        yield Branch(workflow.id, step.id, "action", side, choice.key, choice.name)
        if choice.limit is not None:
            yield Branch(workflow.id, step.id, "spent", side, choice.key, choice.name)
    if takes_all(step, found, side) or (decision is not None and decision.exhaustive):
        return
    if side == "failure":
        choices = choices_of(step, side)
        if not any(each.cond == ir.ANSWERED and each.limit is None for each in choices):
            yield Branch(workflow.id, step.id, "fails", side)
        if isinstance(step.call, ir.Request):
            yield Branch(workflow.id, step.id, "silent", side)
    elif decision is not None:
        yield Branch(workflow.id, step.id, "none", side)


def _is_action(route: Route, side: Side) -> bool:
    """Whether a route is that of an action."""
    return route.failed is (side == "failure") and route.outcome.key is not None


def _name(outcome: ir.Outcome) -> str | None:
    """The name of the only action of a step, which no decision tells."""
    return outcome.jump.action if isinstance(outcome.jump, ir.FailEnd) else outcome.key
