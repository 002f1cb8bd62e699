"""Runs the loop over one polled step in a simulated run, as its function in a module does."""

from __future__ import annotations

from typing import Any

from arazzo_gen import ir
from arazzo_gen.play.decisions import (
    Subject,
    decide,
    lenient_outputs,
    note,
    note_failed,
    pause,
)
from arazzo_gen.play.failures import StepFailed
from arazzo_gen.play.frames import Frame
from arazzo_gen.play.model import Answer, Side
from arazzo_gen.play.polling import Poll, Retries
from arazzo_gen.play.steps import Steps
from arazzo_gen.play.world import Visit


def polled(
    frame: Frame, steps: Steps, step: ir.Step, wait: ir.Wait, visit: Visit
) -> tuple[str | None, dict[str, Any], Answer | None]:
    """The action that ends the loop over a step, the step's outputs, and its last answer.

    Raises:
        RunError: The step fails, and its failure ends the loop; or the time is up.
    """
    return _Polled(frame, steps, step, wait, visit).run()


class _Polled:
    def __init__(
        self, frame: Frame, steps: Steps, step: ir.Step, wait: ir.Wait, visit: Visit
    ) -> None:
        self._frame = frame
        self._steps = steps
        self._step = step
        self._wait = wait
        self._visit = visit
        self._poll = Poll(frame.world.polling, frame.world.clock)
        self._retries = self._new_retries()

    def run(self) -> tuple[str | None, dict[str, Any], Answer | None]:
        self._steps.check_reads(self._wait.reads, self._step.id)
        while True:
            try:
                outputs, answer = self._steps.attempt(self._step, self._visit)
            except StepFailed as failure:
                self._failed(failure)
                continue
            outcome = self._succeeded(outputs, answer)
            if isinstance(outcome.jump, ir.Continue | ir.Retry):
                self._again(outcome.jump, answer, "success")
                continue
            return outcome.key, outputs, answer

    def _new_retries(self) -> Retries:
        return Retries(self._frame.world.polling, self._frame.world.clock)

    def _succeeded(self, outputs: dict[str, Any], answer: Answer | None) -> ir.Outcome:
        """The outcome of an attempt that succeeds."""
        outcomes, decision = self._wait.run.success, self._step.success
        if not self._wait.on_success:
            return outcomes[0]
        if decision is None:
            outcome = outcomes[0]
        else:
            subject = self._subject("success", answer, outputs)
            key = decide(self._frame, decision, subject, self._retries)
            outcome = next(each for each in outcomes if each.key == key)
        note(self._frame, self._step, decision, "success", outcome)
        return outcome

    def _failed(self, failure: StepFailed) -> None:
        """Go on after an attempt that failed, or raise its failure."""
        outcomes, decision = self._wait.run.failure, self._step.failure
        if not outcomes:
            self._ride_out(failure)
            return
        if decision is None:
            outcome = outcomes[0]
        else:
            subject = self._failure(failure, decision)
            key = decide(self._frame, decision, subject, self._retries)
            if key is None:
                self._ride_out(failure)
                return
            outcome = next(each for each in outcomes if each.key == key)
        note(self._frame, self._step, decision, "failure", outcome)
        jump = outcome.jump
        if isinstance(jump, ir.Continue | ir.Retry):
            self._again(jump, failure.answer, "failure")
            return
        if isinstance(jump, ir.FailEnd):
            failure.action = jump.action
        raise failure

    def _ride_out(self, failure: StepFailed) -> None:
        """Wait after a failure that is ridden out; any other is raised."""
        step, wait = self._step, self._wait
        spent = wait.spent and self._retries.spent
        if not wait.tolerant or spent or not self._poll.tolerates(failure, self._retries.made):
            if wait.run.failure:  # else the workflow decides, and notes it
                note_failed(self._frame, step, failure.answer)
            raise failure
        if step.failure is not None and not wait.run.failure:
            subject = self._failure(failure, step.failure)
            if decide(self._frame, step.failure, subject, self._retries) is not None:
                raise failure  # the workflow decides again, and takes the action
        note_failed(self._frame, step, failure.answer)
        pause(self._frame, step, self._poll, failure.answer, "failure")

    def _again(self, jump: ir.Continue | ir.Retry, answer: Answer | None, side: Side) -> None:
        """Wait for the next attempt."""
        if isinstance(jump, ir.Continue):
            pause(self._frame, self._step, self._poll, answer, side)
            self._retries = self._new_retries()
            return
        delay = self._retries.delay(jump.key)
        if delay:
            self._frame.world.wait(self._step.id, delay)

    def _subject(self, side: Side, answer: Answer | None, outputs: dict[str, Any]) -> Subject:
        written = self._steps.written.get(self._step.id)
        return Subject(self._step, side, answer, written, outputs, self._wait.run.outcomes)

    def _failure(self, failure: StepFailed, decision: ir.Decision) -> Subject:
        written = self._steps.written.get(self._step.id)
        own = {}
        if decision.own:
            own = lenient_outputs(self._frame, self._step, failure, written)
        return self._subject("failure", failure.answer, own)
