"""Takes the decisions of steps in a simulated run: the first action whose criteria hold."""

from __future__ import annotations

from typing import Literal

from arazzo_gen import ir
from arazzo_gen.ir.walk import reads_message, steps_read
from arazzo_gen.play.conditions import holds
from arazzo_gen.play.context import Context, Written
from arazzo_gen.play.failures import RunError, StepFailed
from arazzo_gen.play.frames import Frame
from arazzo_gen.play.model import Answer, Branch, Side
from arazzo_gen.play.polling import Poll, Retries
from arazzo_gen.play.values import value
from arazzo_gen.record import record, replace


@record
class Subject:
    """What a decision looks at.

    Attributes:
        step: The step.
        side: Whether it has succeeded.
        answer: Its answer; None where there is none.
        written: The request that it sent last.
        outputs: Its own outputs.
        outcomes: The outcomes of its decision, which say how long a retry waits.
    """

    step: ir.Step
    side: Side
    answer: Answer | None
    written: Written | None
    outputs: dict[str, object]
    outcomes: tuple[ir.Outcome, ...]


def lenient_outputs(
    frame: Frame, step: ir.Step, failure: StepFailed, written: Written | None
) -> dict[str, object]:
    """The outputs of a failed step as far as they go."""
    if isinstance(step.call, ir.Request):
        context = frame.context(step.reads, answer=failure.answer, written=written)
    else:
        context = frame.context(step.reads, called=failure.outputs)
    return {each.name: value(each.value, context) for each in step.outputs}


def decide(frame: Frame, decision: ir.Decision, subject: Subject, retries: Retries) -> str | None:
    """The key of the action that is taken; None where no action is."""
    step = subject.step
    context = frame.context(decision.reads, answer=subject.answer, written=subject.written)
    if decision.own:
        context = replace(context, steps={**frame.steps, step.id: subject.outputs})
    for choice in decision.choices:
        last = decision.exhaustive and choice is decision.choices[-1]
        if not last and not _holds(choice, decision, subject, context):
            continue
        if choice.limit is None or last:
            return choice.key
        if retries.due(choice.key, choice.limit, subject.answer, _after(subject, choice.key)):
            return choice.key
        if retries.spent:
            frame.world.taken.append(
                Branch(frame.workflow.id, step.id, "spent", subject.side, choice.key, choice.name)
            )
    return None


def _holds(choice: ir.Choice, decision: ir.Decision, subject: Subject, context: Context) -> bool:
    if choice.cond is None:
        return True
    if subject.side == "failure" and subject.answer is None:
        http = isinstance(subject.step.call, ir.Request)
        own = http and decision.own and subject.step.id in steps_read(choice.cond)
        if own or reads_message(choice.cond):
            return False
    return choice.cond == ir.ANSWERED or holds(choice.cond, context)


def _after(subject: Subject, key: str) -> float:
    """The seconds that the document has a retry wait."""
    for outcome in subject.outcomes:
        if isinstance(outcome.jump, ir.Retry) and outcome.jump.key == key:
            return outcome.jump.after or 0.0
    return 0.0


def note(
    frame: Frame, step: ir.Step, decision: ir.Decision | None, side: Side, outcome: ir.Outcome
) -> None:
    """Note the branch that an outcome is."""
    key = outcome.key
    if key is None:
        branch = Branch(frame.workflow.id, step.id, "none", side)
    else:
        branch = Branch(frame.workflow.id, step.id, "action", side, key, _name(decision, outcome))
    frame.world.taken.append(branch)


def pause(frame: Frame, step: ir.Step, poll: Poll, answer: Answer | None, side: Side) -> None:
    """Wait for the next round of a loop, or raise that the time is up, which is a branch too."""
    try:
        seconds = poll.delay(step.id, answer)
    except RunError:
        frame.world.taken.append(Branch(frame.workflow.id, step.id, "timeout", side))
        raise
    frame.world.wait(step.id, seconds)


def note_failed(frame: Frame, step: ir.Step, answer: Answer | None) -> None:
    """Note that a step fails, and no action takes over."""
    lost = answer is None and isinstance(step.call, ir.Request)
    kind: Literal["fails", "silent"] = "silent" if lost else "fails"
    frame.world.taken.append(Branch(frame.workflow.id, step.id, kind, "failure"))


def _name(decision: ir.Decision | None, outcome: ir.Outcome) -> str | None:
    for choice in decision.choices if decision is not None else ():
        if choice.key == outcome.key:
            return choice.name
    if isinstance(outcome.jump, ir.FailEnd):
        return outcome.jump.action
    return outcome.key
