"""What is usual in the plays of a module: said once in its tests, which then say what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from arazzo_gen import ir
from arazzo_gen.play.model import Answer, Exchange, Play, Returned, Sent, SentBody
from arazzo_gen.record import record
from arazzo_gen.text.keys import key_of
from arazzo_gen.text.node import JsonValue

_T = TypeVar("_T")

StepKey = tuple[str, str]
"""The ids of a workflow and of a step in it."""


@record
class Usual:
    """The usual values.

    Attributes:
        sent: The request of each step, in the order in which the workflows have the steps.
        answers: Its answer; None where none ever comes.
        inputs: The inputs, by their names.
        keywords: The values of credentials and supplied parameters.
        outputs: What the workflow returns, by field; None where it never returns.
    """

    sent: Mapping[StepKey, Sent]
    answers: Mapping[StepKey, Answer | None]
    inputs: Mapping[str, JsonValue]
    keywords: Mapping[str, str]
    outputs: Mapping[str, JsonValue] | None


def usual_of(module: ir.Module, plays: Sequence[Play]) -> Usual:
    """The values that most plays have; of those that equally many have, the first."""
    sent: dict[StepKey, Sent] = {}
    answers: dict[StepKey, Answer | None] = {}
    for workflow in module.workflows:
        for step in workflow.steps:
            key = (workflow.id, step.id)
            found = [list(_exchanges(play, key)) for play in plays]
            if any(found):
                sent[key] = _most([each.sent for group in found for each in group], key_of_sent)
                answers[key] = _usual_answer(plays, key)
    returned = [
        outputs_of(module, play, play.ending) for play in plays if isinstance(play.ending, Returned)
    ]
    return Usual(
        sent,
        answers,
        dict(_most([each.inputs for each in plays], _key_of_pairs)) if plays else {},
        dict(_most([each.keywords for each in plays], _key_of_pairs)) if plays else {},
        _most(returned, lambda each: _key_of_pairs(each.items())) if returned else None,
    )


def outputs_of(module: ir.Module, play: Play, ending: Returned) -> Mapping[str, JsonValue]:
    """What a run returns, by field; None for what is absent."""
    known = dict(ending.outputs)
    fields = (each for each in _returning(module, play).outputs if each.declared)
    return {each.field: known.get(each.name) for each in fields}


def _returning(module: ir.Module, play: Play) -> ir.Workflow:
    """The workflow whose outputs a run returns: one that the module's own has handed over to, or
    that itself."""
    main = module.workflows[0]
    pending, found = list(main.transfers), set[str]()
    while pending:
        workflow = pending.pop()
        if workflow not in found:
            found.add(workflow)
            pending += module.workflow(workflow).transfers
    last = play.exchanges[-1].workflow if play.exchanges else main.id
    return module.workflow(last) if last in found else main


def _exchanges(play: Play, key: StepKey) -> Iterator[Exchange]:
    return (each for each in play.exchanges if (each.workflow, each.step) == key)


def _usual_answer(plays: Sequence[Play], key: StepKey) -> Answer | None:
    """The answer that most plays end with at a step, of those in which the workflow returns."""
    good = [play for play in plays if isinstance(play.ending, Returned)]
    for some in (good, plays):
        own = [list(_exchanges(play, key)) for play in some]
        answers = [group[-1].answer for group in own if group]
        given = [each for each in answers if each is not None]
        if given:
            return _most(given, key_of_answer)
    return None


def _most(values: Sequence[_T], key: Callable[[_T], Hashable]) -> _T:
    counts = Counter(map(key, values))
    return max(values, key=lambda each: counts[key(each)])


def _key_of_pairs(pairs: Iterable[tuple[str, JsonValue]]) -> Hashable:
    return tuple((name, key_of(value)) for name, value in pairs)


def key_of_sent(sent: Sent) -> Hashable:
    """A key that is equal for equal requests."""
    body = _key_of_body(sent.body) if sent.body is not None else None
    return (sent.method, sent.source, sent.path, sent.query, sent.headers, sent.cookies, body)


def _key_of_body(body: SentBody) -> Hashable:
    return (body.kind, body.content_type, key_of(body.value))


def key_of_answer(answer: Answer | None) -> Hashable:
    """A key that is equal for equal answers."""
    if answer is None:
        return None
    return (answer.status, answer.headers, answer.content_type, key_of(answer.body))


def key_of_play(play: Play) -> Hashable:
    """A key that is equal for plays that are one run."""
    exchanges = tuple(
        (each.workflow, each.step, key_of_sent(each.sent), key_of_answer(each.answer), each.wait)
        for each in play.exchanges
    )
    return (_key_of_pairs(play.inputs), play.keywords, exchanges)
