"""Steers one run: gives each request the answer with which its step takes the planned outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from arazzo_gen.play.goals import Goal, Wish
from arazzo_gen.play.model import Answer, Branch
from arazzo_gen.play.plan import Policy
from arazzo_gen.play.solve import StepSolver
from arazzo_gen.play.world import Asked
from arazzo_gen.record import record, replace

_DAY: Final = "86400"
"""A Retry-After that is not waited for: it leads past `Polling.timeout`."""


@record
class Aim:
    """What a run is led to.

    Attributes:
        branch: A branch of a step.
        wish: The outcome of the step for it.
        times: How many answers in a row lead to that outcome.
        is_hasty: The answer asks for a wait that is longer than any loop or retry waits.
    """

    branch: Branch
    wish: Wish
    times: int = 1
    is_hasty: bool = False


class Course:
    """Answers the requests of one run.

    Args:
        solver: Finds answers.
        toward: The outcome of each step, by workflow, until the aim is reached.
        onward: The same afterwards.
        aim: The branch that is aimed at; None for the usual run.
        extra: What the answers of single steps have to do besides, by workflow and step.
    """

    def __init__(
        self,
        solver: StepSolver,
        toward: Mapping[str, Policy],
        onward: Mapping[str, Policy],
        aim: Aim | None,
        extra: Mapping[tuple[str, str], Sequence[Goal]],
    ) -> None:
        self._solver = solver
        self._toward = toward
        self._onward = onward
        self._aim = aim
        self._extra = extra
        self._given: Answer | None = None
        self._count = 0

    def answer(self, asked: Asked) -> Answer | None:
        """The answer of a request; None where no response is to come.

        Raises:
            BlockedError: There is none for the planned outcome.
            ChangedError: There is one if the run is begun otherwise.
        """
        aim = self._aim
        is_before = aim is not None and self._count < aim.times
        if aim is not None and is_before and _is_at(aim, asked):
            self._count += 1
            return self._aimed(aim, asked)
        policies = self._toward if is_before else self._onward
        return self._solved(asked, policies[asked.workflow].get(asked.step, Wish("success")))

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
        extra = tuple(self._extra.get((asked.workflow, asked.step), ()))
        return self._solver.answer(asked, wish, extra)


def _is_at(aim: Aim, asked: Asked) -> bool:
    """Whether a request is of the step that is aimed at."""
    return (asked.workflow, asked.step) == (aim.branch.workflow, aim.branch.step)
