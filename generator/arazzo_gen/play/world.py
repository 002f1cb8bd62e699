"""The world of a simulated run: who answers, what was sent, which branches were taken, and the
time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from arazzo_gen import ir
from arazzo_gen.play.answers import content_of
from arazzo_gen.play.context import Context
from arazzo_gen.play.failures import Enough, TimeUp
from arazzo_gen.play.kept import Kept
from arazzo_gen.play.model import Answer, Branch, Exchange, Sent
from arazzo_gen.play.polling import Clock, Polling
from arazzo_gen.record import fresh, record, replace


@record
class Asked:
    """A request that waits for its answer.

    Attributes:
        workflow: The id of the workflow that has the step.
        step: The id of the step.
        attempt: Which try of the step it is in this visit, from 1.
        visit: Which visit of the step it is in the run, from 1.
        sent: The request.
        calls: The ids of the steps that called the workflows around it, outermost first.
        number: Which request of the run it is, from 1.
        context: What the expressions of the step read before the answer is there.
    """

    workflow: str
    step: str
    attempt: int
    visit: int
    sent: Sent
    context: Context
    calls: tuple[str, ...] = ()
    number: int = 1


Answerer: TypeAlias = Callable[[Asked], Answer | None]
"""Gives the answer of a request; None where no response comes."""


@record
class Pause:
    """A wait of a run, in seconds, behind a step."""

    step: str
    seconds: float


@record(frozen=False)
class Visit:
    """One visit of a step: its number, and how many requests it has sent."""

    number: int
    attempts: int = 0


@record(frozen=False)
class World:
    """What all workflows of a run share.

    Attributes:
        module: The module.
        keywords: The credentials and supplied parameters, by keyword.
        urls: The base URLs, by source.
        answer: Gives the answers.
        polling: How loops wait.
        most: How many requests the run may send.
        clock: The time.
        deadline: When the time of a call around the present step is up.
        kept: What runs of the workflows keep, by workflow, once it is known.
    """

    module: ir.Module
    keywords: Mapping[str, Any]
    urls: Mapping[str, str]
    answer: Answerer
    polling: Polling
    most: int
    clock: Clock
    deadline: float | None = None
    exchanges: list[Exchange] = fresh(factory=list)
    taken: list[Branch] = fresh(factory=list)
    pauses: list[Pause] = fresh(factory=list)
    visits: Counter[tuple[str, str]] = fresh(factory=Counter)
    kept: dict[str, Kept] = fresh(factory=dict)

    def visit(self, workflow: str, step: str) -> Visit:
        """A new visit of a step."""
        self.visits[workflow, step] += 1
        return Visit(self.visits[workflow, step])

    def send(
        self, context: Context, workflow: str, step: str, visit: Visit, calls: tuple[str, ...]
    ) -> Answer | None:
        """The answer of a request; None where none comes, or one that is too long."""
        if self.deadline is not None and self.deadline - self.clock.now <= 0:
            raise TimeUp(self.deadline)
        number = len(self.exchanges) + 1
        if number > self.most:
            raise Enough
        visit.attempts += 1
        assert context.written is not None
        sent = context.written.sent
        asked = Asked(workflow, step, visit.attempts, visit.number, sent, context, calls, number)
        answer = self.answer(asked)
        self.exchanges.append(Exchange(workflow, step, visit.attempts, sent, answer))
        bound = self.module.max_response_bytes
        if answer is not None and bound is not None and len(content_of(answer)) > bound:
            return None
        return answer

    def wait(self, step: str, seconds: float) -> None:
        """Wait, unless the time of the calls around is up before the end."""
        if self.deadline is not None and self.clock.now + seconds > self.deadline:
            raise TimeUp(self.deadline)
        self.pauses.append(Pause(step, seconds))
        self.clock.now += seconds
        if self.exchanges:
            last = self.exchanges[-1]
            self.exchanges[-1] = replace(last, wait=(last.wait or 0.0) + seconds)
