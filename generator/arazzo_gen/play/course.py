"""Steers one run: gives each request the answer with which its step takes the planned outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from arazzo_gen import ir
from arazzo_gen.play.goals import Goal, Wish
from arazzo_gen.play.model import Answer, Branch, Play
from arazzo_gen.play.plan import END, RAISE, Planner, Policy
from arazzo_gen.play.solve import StepSolver
from arazzo_gen.play.world import Asked
from arazzo_gen.record import fresh, record, replace

_DAY: Final = "86400"
"""A Retry-After that is not waited for: it leads past `Polling.timeout`."""

Calls: TypeAlias = tuple[str, ...]
"""The ids of the steps that call the workflows around one, outermost first."""


@record(frozen=False)
class Notes:
    """What a search has learned.

    Attributes:
        inputs: The inputs with which the run begins.
        keywords: The keywords.
        barred: Outcomes that no answer was found for: the workflow, the step, the outcome.
        extra: What the answers of single steps have to do besides, by workflow and step, until the
            aim is reached.
        later: The same for what comes behind it: a loop may have led back to a step.
        behind: The steps, by workflow, that the last run has asked behind its aim.
        detours: The outcomes of the first visits of steps that take another way once.
        by_outputs: The steps, by workflow, that are to fail by what the workflow returns which they
            call, where it would else raise an error.
        reason: Why something was not found.
        play: The last run down the branch, which ends otherwise than it should.
    """

    inputs: dict[str, Any]
    keywords: dict[str, Any]
    barred: set[tuple[str, str, Wish]] = fresh(factory=set)
    extra: dict[tuple[str, str], list[Goal]] = fresh(factory=dict)
    later: dict[tuple[str, str], list[Goal]] = fresh(factory=dict)
    behind: set[tuple[str, str]] = fresh(factory=set)
    detours: dict[tuple[str, str], Wish] = fresh(factory=dict)
    by_outputs: set[tuple[str, str]] = fresh(factory=set)
    reason: str = ""
    play: Play | None = None


@record
class Aim:
    """What a run is led to.

    Attributes:
        branch: A branch of a step.
        wish: The outcome of the step for it.
        times: How many answers in a row lead to that outcome.
        is_hasty: The answer asks for a wait that is longer than any loop or retry waits.
        calls: The steps that call the workflow of the branch, outermost first.
    """

    branch: Branch
    wish: Wish
    times: int = 1
    is_hasty: bool = False
    calls: Calls = ()


class Course:
    """Answers the requests of one run.

    Args:
        module: The module.
        solver: Finds answers.
        planner: Plans how called workflows end.
        toward: The outcome of each step until the aim is reached, by the calls around the workflow
            and the workflow; others end well, unless the step that calls them is to fail.
        aim: The branch that is aimed at; None for the usual run.
        notes: What is known of the beginning of the run.
    """

    def __init__(
        self,
        module: ir.Module,
        solver: StepSolver,
        planner: Planner,
        toward: Mapping[tuple[Calls, str], Policy],
        aim: Aim | None,
        notes: Notes,
    ) -> None:
        self._module = module
        self._solver = solver
        self._planner = planner
        self._toward = toward
        self._aim = aim
        self._notes = notes
        self._detours = dict(notes.detours)
        notes.behind = set()
        self._given: Answer | None = None
        self._count = 0
        self._called: dict[tuple[Calls, str, str], int] = {}

    def answer(self, asked: Asked) -> Answer | None:
        """The answer of a request; None where no response is to come.

        Raises:
            BlockedError: There is none for the planned outcome.
            ChangedError: There is one if the run is begun otherwise.
        """
        aim = self._aim
        if aim is not None:
            self._note_call(aim, asked)
        is_before = aim is not None and self._count < aim.times
        if aim is not None and not is_before:
            self._notes.behind.add((asked.workflow, asked.step))
        if aim is not None and is_before and _is_at(aim, asked):
            self._count += 1
            return self._aimed(aim, asked)
        detour = self._detours.pop((asked.workflow, asked.step), None)
        policy = self._policy(asked, is_before=is_before)
        return self._solved(asked, detour or policy.get(asked.step, Wish("success")))

    def _note_call(self, aim: Aim, asked: Asked) -> None:
        """Count the times that a step at which the run is aimed has called its workflow to its end.

        It has where a request comes from elsewhere, or from the same step in another visit.
        """
        inside = (*aim.calls, aim.branch.step)
        is_inside = asked.calls[: len(inside)] == inside
        here = (asked.calls, asked.workflow, asked.step)
        is_again = self._called.get(here, asked.visit) != asked.visit
        if self._called and (not is_inside or is_again):
            self._count += 1
            self._called = {}
        if is_inside:
            self._called[here] = asked.visit

    def _policy(self, asked: Asked, *, is_before: bool) -> Policy:
        """The outcomes of the steps of the workflow that sends a request."""
        workflow = self._module.workflows[0].id
        policy = self._known((), workflow, is_before=is_before) or self._ending(workflow, END)
        for number, step in enumerate(asked.calls):
            owner, called = self._call(workflow, step)
            if owner != workflow:
                # It was handed over to, or runs first.
                known = self._known(asked.calls[:number], owner, is_before=is_before)
                policy = known or self._ending(owner, END)
            wish, workflow = policy.get(step), called
            fails = wish is not None and wish.side == "failure"
            goal = RAISE if fails and (owner, step) not in self._notes.by_outputs else END
            known = self._known(asked.calls[: number + 1], workflow, is_before=is_before)
            policy = known or self._ending(workflow, goal)
        if workflow == asked.workflow:
            return policy
        known = self._known(asked.calls, asked.workflow, is_before=is_before)
        return known or self._ending(asked.workflow, END)

    def _known(self, calls: Calls, workflow: str, *, is_before: bool) -> Policy | None:
        return self._toward.get((calls, workflow)) if is_before else None

    def _ending(self, workflow: str, goal: str) -> Policy:
        return self._planner.policy(workflow, goal, frozenset(self._notes.barred))

    def _call(self, workflow: str, step: str) -> tuple[str, str]:
        """The workflow that has a step which calls another, and that other: the given workflow has
        it, or one that was handed over to or runs first."""
        others = [each for each in self._module.workflows if each.id != workflow]
        for owner in (self._module.workflow(workflow), *others):
            for each in owner.steps:
                if each.id == step and isinstance(each.call, ir.WorkflowCall):
                    return owner.id, each.call.workflow
        raise KeyError(step)

    def _aimed(self, aim: Aim, asked: Asked) -> Answer | None:
        """The answer that leads to the branch that is aimed at; the same in each attempt."""
        if aim.branch.kind == "silent":
            return None
        if self._given is None:
            self._given = self._solved(asked, aim.wish)
            if aim.is_hasty and self._given is not None:
                headers = [pair for pair in self._given.headers if pair[0].lower() != "retry-after"]
                self._given = replace(self._given, headers=(*headers, ("Retry-After", _DAY)))
        return self._given

    def _solved(self, asked: Asked, wish: Wish) -> Answer | None:
        step = (asked.workflow, asked.step)
        notes = self._notes.later if step in self._notes.behind else self._notes.extra
        extra = tuple(notes.get(step, ()))
        return self._solver.answer(asked, wish, extra)


def _is_at(aim: Aim, asked: Asked) -> bool:
    """Whether a request is of the step that is aimed at."""
    there = (aim.calls, aim.branch.workflow, aim.branch.step)
    return (asked.calls, asked.workflow, asked.step) == there
