"""Plays once more, with an answer that differs: confirmed, as all plays are, on the IR."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from arazzo_gen import ir
from arazzo_gen.ir.walk import picked
from arazzo_gen.play.context import Context, NotPlayed
from arazzo_gen.play.model import Answer, Branch, Play
from arazzo_gen.play.simulate import Polling, Run, simulate
from arazzo_gen.play.world import Asked
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import JsonValue

Path = tuple[str | int, ...]


@record
class Spot:
    """The place of a value in an answer: in its body, one of its headers, or its status."""

    kind: str
    name: str = ""
    path: Path = ()


def spot_of(expr: ir.Expr) -> Spot | None:
    """The place of the value that an expression reads of an answer; None for any other value."""
    expr, path = picked(expr)
    match expr:
        case ir.ResponseBody(media="json"):
            return Spot("body", path=path)
        case ir.ResponseHeader():
            return Spot("header", expr.name.lower()) if not path else None
        case ir.StatusCode():
            return Spot("status") if not path else None
    return None


def value_at(answer: Answer, spot: Spot) -> JsonValue:
    """The value at a place; None where there is none."""
    if spot.kind == "status":
        return answer.status
    if spot.kind == "header":
        return next((v for name, v in answer.headers if name.lower() == spot.name), None)
    found = answer.body
    for token in spot.path:
        if isinstance(found, dict) and str(token) in found:
            found = found[str(token)]
        elif isinstance(found, list) and isinstance(token, int) and token < len(found):
            found = found[token]
        else:
            return None
    return found


def with_value(answer: Answer, spot: Spot, value: JsonValue) -> Answer:
    """An answer with another value at a place."""
    if spot.kind == "status" and isinstance(value, int):
        return replace(answer, status=value)
    if spot.kind == "header":
        headers = tuple((n, str(value) if n.lower() == spot.name else v) for n, v in answer.headers)
        return replace(answer, headers=headers)
    return replace(answer, body=_set(answer.body, spot.path, value))


def without_value(answer: Answer, spot: Spot) -> Answer:
    """An answer without the value at a place in its body."""
    return replace(answer, body=_dropped(answer.body, spot.path))


def _set(body: JsonValue, path: Path, value: JsonValue) -> JsonValue:
    if not path:
        return value
    if isinstance(body, dict) and str(path[0]) in body:
        key = str(path[0])
        return {**body, key: _set(body[key], path[1:], value)}
    if isinstance(body, list) and isinstance(path[0], int) and path[0] < len(body):
        made = list(body)
        made[path[0]] = _set(body[path[0]], path[1:], value)
        return made
    return body


def _dropped(body: JsonValue, path: Path) -> JsonValue:
    """A value without what is at a path; a list that loses all of its only item is empty."""
    if isinstance(body, dict) and path and str(path[0]) in body:
        key = str(path[0])
        if len(path) > 1:
            return {**body, key: _dropped(body[key], path[1:])}
        return {name: each for name, each in body.items() if name != key}
    if isinstance(body, list) and path and isinstance(path[0], int) and path[0] < len(body):
        return body[: path[0]]
    return body


def answers_of(play: Play) -> list[Answer | None]:
    """The answers of a play, in order."""
    return [each.answer for each in play.exchanges]


def with_answer(play: Play, at: int, answer: Answer) -> list[Answer | None]:
    """The answers of a play, of which that to one request, counted from 0, is another."""
    answers = answers_of(play)
    return [*answers[:at], answer, *answers[at + 1 :]]


def played_again(
    module: ir.Module,
    play: Play,
    answers: Sequence[Answer | None],
    *,
    most: int = 0,
    tolerate: int = 0,
    but: Callable[[Answer, Asked], Answer] | None = None,
) -> Run | None:
    """A play with other answers; None where it cannot be played, or does not end.

    Args:
        module: The module.
        play: The play, with the inputs.
        answers: The answers, the last of which is repeated.
        most: How many requests the run may send; 0 for as many as there are answers.
        tolerate: That of `Polling`.
        but: Changes each answer when its request is there.
    """

    def answer(asked: Asked) -> Answer | None:
        found = answers[min(asked.number, len(answers)) - 1]
        return but(found, asked) if but is not None and found is not None else found

    try:
        run = simulate(
            module,
            dict(play.inputs),
            dict(play.keywords),
            answer,
            polling=Polling(tolerate=tolerate),
            most=most or len(answers),
        )
    except NotPlayed:
        return None
    return run if run.ending is not None else None


def contexts_of(module: ir.Module, play: Play, tolerate: int = 0) -> list[Context]:
    """What the steps of a play read, for each of its requests in order."""
    found: list[Context] = []
    answers = answers_of(play)

    def answer(asked: Asked) -> Answer | None:
        found.append(asked.context)
        return answers[asked.number - 1]

    if answers:
        polling = Polling(tolerate=tolerate)
        inputs, keywords = dict(play.inputs), dict(play.keywords)
        simulate(module, inputs, keywords, answer, polling=polling, most=len(answers))
    return found


def as_play(play: Play, run: Run) -> Play:
    """The play that a run is, with what another one begins with."""
    assert run.ending is not None
    return replace(play, exchanges=run.exchanges, ending=run.ending)


def takes(run: Run, branch: Branch) -> bool:
    """Whether a run takes a branch."""
    kinds = [(each.workflow, each.step, each.kind, each.key) for each in run.taken]
    return (branch.workflow, branch.step, branch.kind, branch.key) in kinds
