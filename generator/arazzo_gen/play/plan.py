"""Plans the way of a run: the outcomes of its steps with which it comes to a step, or ends."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import called_by, runs
from arazzo_gen.ir.routes import Route, Stop, after_dependencies
from arazzo_gen.lazy import pattern
from arazzo_gen.play.branches import Ways, choices_of, takes_all, ways_of
from arazzo_gen.play.goals import Wish, wish_of
from arazzo_gen.record import record

_UNLUCKY: Final = pattern(
    r"(?i)fail|err|cancel|abort|expir|reject|denied|declin|time[d_-]?out|invalid|not[_-]?found"
)

END: Final = "(end)"
RAISE: Final = "(raise)"

Policy: TypeAlias = Mapping[str, Wish]
"""The outcome that each step takes, by its id."""

Barred: TypeAlias = frozenset[tuple[str, str, Wish]]
"""Outcomes that no answer was found for: the workflow, the step, the outcome."""


@record
class Link:
    """How a run comes from one workflow into another: by a call of a step (`wish` is None), by an
    action of a step, or before its first step (`step` is None)."""

    workflow: str
    step: str | None
    wish: Wish | None
    into: str


@record
class _Option:
    """One outcome of a step: where it leads, what it costs."""

    wish: Wish
    ends: tuple[str, ...]
    cost: float


class Planner:
    """Plans the ways through the workflows of a module."""

    def __init__(self, module: ir.Module) -> None:
        self._module = module
        self._ways = {each.id: ways_of(each) for each in module.workflows}
        self._policies: dict[tuple[str, str, Barred], Policy] = {}
        self._order = {
            each.id: {run.step: number for number, run in enumerate(runs(each.flow))}
            for each in module.workflows
        }

    def ways(self, workflow: str) -> Ways:
        """Where each outcome of each step of a workflow leads."""
        return self._ways[workflow]

    def policy(self, workflow: str, goal: str, barred: Barred) -> Policy:
        """The outcome of each step with which a run comes to a goal in the cheapest way.

        Args:
            workflow: The id of the workflow.
            goal: The id of a step, `END` or `RAISE`.
            barred: Outcomes that must not be taken.

        Returns:
            The outcomes of the steps from which a way leads there.
        """
        key = (workflow, goal, barred)
        if key not in self._policies:
            self._policies[key] = self._planned(workflow, goal, barred)
        return self._policies[key]

    def _planned(self, workflow: str, goal: str, barred: Barred) -> Policy:
        options = {
            step: self._options(workflow, step, goal, barred) for step in self._ways[workflow]
        }
        back: dict[str, list[tuple[str, _Option]]] = {}
        for step, several in options.items():
            for option in several:
                for end in option.ends:
                    back.setdefault(end, []).append((step, option))
        best: dict[str, float] = {goal: 0.0}
        found: dict[str, Wish] = {}
        queue: list[tuple[float, int, str]] = [(0.0, 0, goal)]
        count = 0
        while queue:
            cost, _, place = heapq.heappop(queue)
            if cost > best[place]:
                continue
            for step, option in back.get(place, []):
                total = cost + option.cost
                if step != goal and total < best.get(step, float("inf")):
                    best[step] = total
                    found[step] = option.wish
                    count += 1
                    heapq.heappush(queue, (total, count, step))
        return found

    def chain(self, workflow: str, barred: Barred) -> list[Link] | None:
        """The links that lead from the module's own workflow into another; None where none do."""
        start = self._module.workflows[0].id
        before: dict[str, Link] = {}
        pending = [start]
        while pending:
            here = pending.pop(0)
            if here == workflow:
                found: list[Link] = []
                while here != start:
                    found.insert(0, before[here])
                    here = before[here].workflow
                return found
            for link in self.links(here):
                taken = link.wish is not None and (link.workflow, link.step, link.wish) in barred
                if not taken and link.into not in before and link.into != start:
                    before[link.into] = link
                    pending.append(link.into)
        return None

    def links(self, workflow: str) -> Iterator[Link]:
        """The links from a workflow into others."""
        lowered = self._module.workflow(workflow)
        for depend, _ in after_dependencies(lowered.flow):
            yield Link(workflow, None, None, depend.workflow)
        for step in lowered.steps:
            if isinstance(step.call, ir.WorkflowCall) and step.id in self._ways[workflow]:
                yield Link(workflow, step.id, None, step.call.workflow)
        for step_id, routes in self._ways[workflow].items():
            for route in routes:
                called = called_by(route.outcome.jump)
                for stop in route.stops:
                    if stop.kind == "transfer":
                        called = called or (stop.name, ())
                if called is not None:
                    yield Link(workflow, step_id, wish_of(route), called[0])
        yield from self._deferred(workflow)

    def _deferred(self, workflow: str) -> Iterator[Link]:
        """Retries in the loop function of a step, whose jumps its routes do not show."""
        for step in self._module.workflow(workflow).steps:
            if step.wait is not None:
                for outcome in step.wait.run.outcomes:
                    called = called_by(outcome.jump)
                    if called is not None and step.id in self._ways[workflow]:
                        failed = any(outcome is each for each in step.wait.run.failure)
                        wish = Wish("failure" if failed else "success", outcome.key)
                        yield Link(workflow, step.id, wish, called[0])

    # --- The options of a step ----------------------------------------------------------

    def _options(self, workflow: str, step: str, goal: str, barred: Barred) -> list[_Option]:
        found: list[_Option] = []
        lowered = self._module.workflow(workflow).step(step)
        keys = [route.outcome.key for route in self._ways[workflow][step]]
        for route in self._ways[workflow][step]:
            wish = wish_of(route)
            if (workflow, step, wish) in barred:
                continue
            ends = tuple(self._end(stop) for stop in route.stops)
            cost = self._cost(workflow, step, lowered, route, goal, ends)
            cost += 0.01 * keys.index(route.outcome.key)
            found.append(_Option(wish, ends, cost))
        fails = Wish("failure")
        if (
            not _is_handled(lowered, self._ways[workflow][step])
            and (workflow, step, fails) not in barred
        ):
            found.append(_Option(fails, (RAISE,), 1.0))
        return found

    def _end(self, stop: Stop) -> str:
        if stop.kind == "step":
            return stop.name
        if stop.kind in ("done", "transfer"):
            return END
        return RAISE if stop.kind == "fail" else f"({stop.kind})"

    def _cost(
        self,
        workflow: str,
        step: str,
        lowered: ir.Step,
        route: Route,
        goal: str,
        ends: tuple[str, ...],
    ) -> float:
        """The cost of an outcome: steps that it passes over, steps back, failures."""
        order = self._order[workflow]
        here, last = order[step], len(order)
        there = min((order.get(end, last) for end in ends), default=last)
        cost = 1.0 + (3.0 * (there - here - 1) if there > here else 10.0)
        if any(stop.kind == "transfer" for stop in route.stops):
            cost += 2.0
        if route.failed:
            cost += 30.0
        if route.outcome.key is None:
            return cost + 0.5
        return cost + (4.0 if _is_unlucky(lowered, route) else 0.0)


def _is_handled(step: ir.Step, found: Sequence[Route]) -> bool:
    """Whether an action takes over each failure: a retry does not, once it is used up."""
    if step.failure is None:
        return takes_all(step, found, "failure")
    return any(each.cond is None and each.limit is None for each in step.failure.choices)


def _is_unlucky(step: ir.Step, route: Route) -> bool:
    """Whether an action is about something that went wrong, by its name or its constants."""
    for choice in choices_of(step, wish_of(route).side):
        if choice.key == route.outcome.key:
            said = [choice.name]
            if isinstance(choice.cond, ir.Compare) and choice.cond.op == "==":
                sides = (choice.cond.left, choice.cond.right)
                said += [str(side.value) for side in sides if isinstance(side, ir.Const)]
            return any(_UNLUCKY.search(text) for text in said)
    return False
