"""Lists the branches of the workflows of a module: the ways that each of their steps may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import runs
from arazzo_gen.ir.routes import Route, routes, with_loop
from arazzo_gen.play.model import Branch

Side: TypeAlias = Literal["success", "failure"]
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


def _of_workflow(workflow: ir.Workflow) -> Iterator[Branch]:
    ways = ways_of(workflow)
    for run in runs(workflow.flow):
        step = workflow.step(run.step)
        yield from _of_side(workflow, step, "success")
        yield from _of_side(workflow, step, "failure")
        if any(stop.waits for route in ways[step.id] for stop in route.stops):
            side = _waiting_side(ways[step.id])
            yield Branch(workflow.id, step.id, "timeout", side)


def _waiting_side(found: tuple[Route, ...]) -> Side:
    """The side of the first outcome with which the loop over a step goes on."""
    failed = [route.failed for route in found if any(stop.waits for stop in route.stops)]
    return "failure" if all(failed) else "success"


def _of_side(workflow: ir.Workflow, step: ir.Step, side: Side) -> Iterator[Branch]:
    decision = decision_of(step, side)
    choices = decision.choices if decision is not None else ()
    for choice in choices:
        yield Branch(workflow.id, step.id, "action", side, choice.key, choice.name)
        if choice.limit is not None:
            yield Branch(workflow.id, step.id, "spent", side, choice.key, choice.name)
    takes_all = any(choice.cond is None for choice in choices)
    if side == "success":
        if choices and decision is not None and not (takes_all or decision.exhaustive):
            yield Branch(workflow.id, step.id, "none", side)
        return
    if not takes_all:
        if decision is None or not decision.exhaustive:
            yield Branch(workflow.id, step.id, "fails", side)
        if isinstance(step.call, ir.Request):
            yield Branch(workflow.id, step.id, "silent", side)
