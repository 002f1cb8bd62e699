"""Runs of a workflow besides those down its branches: a value that is missing, one that cannot be
sent, a wait that the server asks for, a failure that is ridden out, another base URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.draw.words import in_words
from arazzo_gen.play.again import (
    answers_of,
    as_play,
    played_again,
    spot_of,
    takes,
    with_answer,
    with_value,
    without_value,
)
from arazzo_gen.play.model import Answer, Play, Raised, Returned
from arazzo_gen.record import record, replace

Judge = Callable[[str, str, Answer], Answer]
"""Gives the answer of a step, by its workflow and id, with remarks on what is not valid in it."""

_SECONDS = 7.0
_DAY = 86400.0
_BUSY = Answer(503)


@record
class Told:
    """A run, and what its test tells.

    Attributes:
        play: The run.
        cond: The part of its branch's condition that holds; None for all of it.
        step: The function of the step that it is about, where that is not the branch's.
        said: What it is about, in words, where that is not the branch; "" where it is.
        tolerate: That of its `Polling`.
        is_moved: Whether it is told other base URLs than the document's.
    """

    play: Play
    cond: ir.Cond | None = None
    step: str = ""
    said: str = ""
    tolerate: int = 0
    is_moved: bool = False


def further(module: ir.Module, plays: Sequence[Play], judge: Judge) -> Iterator[Told]:
    """The further runs.

    Args:
        module: The module.
        plays: Runs down its branches.
        judge: Gives answers with remarks.
    """
    good = [play for play in plays if isinstance(play.ending, Returned)]
    yield from _criteria(module, plays, judge)
    yield from _lacking(module, good, judge)
    yield from _unanswered(module, plays)
    yield from _asked_to_wait(module, plays)
    yield from _asked_too_much(module, plays)
    yield from _ridden_out(module, good, judge)
    yield from _unsendable(module, good)
    # The run that has the most to tell: it calls the most steps.
    called = [play for play in good if play.exchanges]
    if called and any(source.url is not None for source in module.sources):
        most = max(called, key=lambda play: len({(e.workflow, e.step) for e in play.exchanges}))
        yield Told(most, step="run", said="calls another base url", is_moved=True)


def _criteria(module: ir.Module, plays: Sequence[Play], judge: Judge) -> Iterator[Told]:
    """A run for each criterion of a step that alone does not hold, where no branch has one."""
    endings = [play.ending for play in plays if isinstance(play.ending, Raised)]
    known = {(each.step, each.criterion) for each in endings if each.kind == "StepFailed"}
    for play in plays:
        if not isinstance(play.ending, Returned):
            continue
        for at, exchange in enumerate(play.exchanges):
            step = module.workflow(exchange.workflow).step(exchange.step)
            for criterion in step.criteria:
                answer = exchange.answer and _otherwise(criterion.cond, exchange.answer)
                if answer is None or (step.id, criterion.text) in known:
                    continue
                answer = judge(exchange.workflow, step.id, answer)
                run = played_again(module, play, with_answer(play, at, answer))
                ending = run.ending if run is not None else None
                if run is None or not isinstance(ending, Raised):
                    continue
                if (ending.step, ending.criterion) == (step.id, criterion.text):
                    known.add((step.id, criterion.text))
                    said = f"fails unless {in_words(criterion.cond, step)}"
                    yield Told(as_play(play, run), step=step.function, said=said)


def _otherwise(cond: ir.Cond, answer: Answer) -> Answer | None:
    """An answer for which a comparison with a constant does not hold; None for other conditions."""
    cond = ir.constant_last(cond) if isinstance(cond, ir.Compare) else cond
    if not isinstance(cond, ir.Compare) or not isinstance(cond.right, ir.Const):
        return None
    spot, const = spot_of(cond.left), cond.right.value
    if spot is None or spot.kind != "body" or cond.op != "==":
        return None
    other = not const if isinstance(const, bool) else "other" if isinstance(const, str) else None
    made = with_value(answer, spot, other)
    return made if made != answer else None


def _lacking(module: ir.Module, plays: Sequence[Play], judge: Judge) -> Iterator[Told]:
    """A run for each output of a step that is absent, where that makes the run raise."""
    known: set[tuple[str, str | None]] = set()
    for play in plays:
        for at, exchange in enumerate(play.exchanges):
            step = module.workflow(exchange.workflow).step(exchange.step)
            for field in step.outputs:
                spot = spot_of(field.value)
                if exchange.answer is None or spot is None or spot.kind != "body":
                    continue
                answer = without_value(exchange.answer, spot)
                if answer == exchange.answer or (step.id, field.name) in known:
                    continue
                run = played_again(
                    module, play, with_answer(play, at, judge(exchange.workflow, step.id, answer))
                )
                ending = run.ending if run is not None else None
                if run is None or not isinstance(ending, Raised) or ending.kind != "MissingValue":
                    continue
                if (ending.step, ending.name) not in known:
                    known.add((ending.step, ending.name))
                    yield Told(as_play(play, run), step=step.function, said=f"lacks {ending.name}")


def _unanswered(module: ir.Module, plays: Sequence[Play]) -> Iterator[Told]:
    """A run for each failure action that is taken, too, where no response comes."""
    for play in plays:
        branch = play.branch
        place = (branch.workflow, branch.step)
        numbers = [at for at, x in enumerate(play.exchanges) if (x.workflow, x.step) == place]
        if branch.kind != "action" or branch.side != "failure" or not numbers:
            continue
        answers = answers_of(play)
        if any(answers[at] is None for at in numbers):
            continue  # it shows that already
        at = numbers[0]
        run = played_again(module, play, [*answers[:at], None, *answers[at + 1 :]])
        if run is not None and takes(run, branch):
            function = module.workflow(place[0]).step(place[1]).function
            said = f"gets no response and takes {branch.action or branch.key}"
            yield Told(as_play(play, run), step=function, said=said)


def _asked_too_much(module: ir.Module, plays: Sequence[Play]) -> Iterator[Told]:
    """A run for each retry, in which the server asks for a wait that is longer than `Polling` has
    them wait."""
    known: set[tuple[str, str, str | None]] = set()
    for play in plays:
        branch = play.branch
        key = (branch.workflow, branch.step, branch.key)
        for at, exchange in enumerate(play.exchanges):
            answer = exchange.answer
            if (exchange.workflow, exchange.step) != key[:2] or answer is None or key in known:
                continue
            long = replace(answer, headers=(*_no_waits(answer), ("Retry-After", f"{_DAY:g}")))
            run = played_again(module, play, with_answer(play, at, long))
            if run is not None and takes(run, replace(branch, kind="spent")):
                known.add(key)
                function = module.workflow(key[0]).step(key[1]).function
                said = f"does not wait a day for {branch.action or branch.key}"
                yield Told(as_play(play, run), step=function, said=said)


def _no_waits(answer: Answer) -> list[tuple[str, str]]:
    return [pair for pair in answer.headers if pair[0].lower() != "retry-after"]


def _asked_to_wait(module: ir.Module, plays: Sequence[Play]) -> Iterator[Told]:
    """A run for each step that waits, in which the server says how long."""
    known: set[tuple[str, str]] = set()
    for play in plays:
        for at, exchange in enumerate(play.exchanges):
            key, answer = (exchange.workflow, exchange.step), exchange.answer
            if key in known or answer is None or not exchange.wait or len(play.exchanges) > 20:
                continue
            asked = replace(answer, headers=(*answer.headers, ("Retry-After", f"{_SECONDS:g}")))
            run = played_again(module, play, with_answer(play, at, asked))
            if run is not None and run.exchanges[at].wait == _SECONDS:
                known.add(key)
                function = module.workflow(key[0]).step(key[1]).function
                yield Told(as_play(play, run), step=function, said="waits as the server asks")


def _ridden_out(module: ir.Module, plays: Sequence[Play], judge: Judge) -> Iterator[Told]:
    """A run for each loop, in which `Polling.tolerate` lets it go on after a failure."""
    known: set[tuple[str, str]] = set()
    for play in plays:
        for at, exchange in enumerate(play.exchanges):
            key = (exchange.workflow, exchange.step)
            step = module.workflow(key[0]).step(key[1])
            if key in known or step.wait is None or not step.wait.tolerant:
                continue
            answers = answers_of(play)
            more = [*answers[:at], judge(*key, _BUSY), *answers[at:]]
            handled = played_again(module, play, more)
            if handled is None or isinstance(handled.ending, Returned):
                continue  # an action handles it
            run = played_again(module, play, more, tolerate=1)
            if run is not None and isinstance(run.ending, Returned):
                known.add(key)
                said = "goes on after a failure that is tolerated"
                yield Told(as_play(play, run), step=step.function, said=said, tolerate=1)


def _unsendable(module: ir.Module, plays: Sequence[Play]) -> Iterator[Told]:
    """A run for each value of a header that cannot be sent."""
    known: set[tuple[str, str | None]] = set()
    for play in plays[:1]:
        for at, (name, value) in enumerate(play.inputs):
            if not isinstance(value, str):
                continue
            inputs = (*play.inputs[:at], (name, f"{value}\n"), *play.inputs[at + 1 :])
            other = replace(play, inputs=inputs)
            run = played_again(module, other, answers_of(play))
            ending = run.ending if run is not None else None
            if run is None or not isinstance(ending, Raised) or ending.kind != "UnsendableValue":
                continue
            if (ending.step, ending.name) not in known:
                known.add((ending.step, ending.name))
                steps = (step for workflow in module.workflows for step in workflow.steps)
                function = next(step.function for step in steps if step.id == ending.step)
                yield Told(as_play(other, run), step=function, said=f"cannot send {ending.name}")
