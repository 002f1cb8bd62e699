"""The errors that a simulated run raises, with what the errors of generated modules hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arazzo_gen.play.model import Answer, ErrorKind, Raised


class RunError(Exception):
    """An error that ends the run of a workflow, unless a step that called it handles it.

    Attributes:
        kind: The name of the class that a module raises.
        step: The id of the step.
        criterion: The success criterion that did not hold.
        answer: The last answer; None where none came.
        action: The `end` action that stopped the run.
        name: The value that is missing or cannot be sent.
        outputs: The outputs of the workflow that are known.
    """

    def __init__(
        self,
        kind: ErrorKind,
        step: str,
        *,
        criterion: str | None = None,
        answer: Answer | None = None,
        name: str | None = None,
    ) -> None:
        self.kind = kind
        self.step = step
        self.criterion = criterion
        self.answer = answer
        self.action: str | None = None
        self.name = name
        self.outputs: Mapping[str, Any] = {}
        super().__init__(f"{kind} of {step!r}")

    def raised(self) -> Raised:
        """The error as the end of a play."""
        return Raised(
            self.kind,
            self.step,
            tuple(self.outputs.items()),
            self.criterion,
            self.action,
            None if self.answer is None else self.answer.status,
            self.name,
        )


class StepFailed(RunError):
    """A step's criteria did not hold, or no answer came: what actions on failure follow."""

    def __init__(
        self, step: str, criterion: str | None = None, answer: Answer | None = None
    ) -> None:
        super().__init__("StepFailed", step, criterion=criterion, answer=answer)


class TimeUp(Exception):
    """The time of a step that calls a workflow is up."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        super().__init__("the time of the step is up")


class Enough(Exception):
    """The run has sent as many requests as it may."""
