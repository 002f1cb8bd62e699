"""Finds the answers with which the loop over a polled step goes on: one for each state of a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.openapi.media import media_for
from arazzo_gen.openapi.model import Operation
from arazzo_gen.play.context import NotPlayed
from arazzo_gen.play.model import Answer, Play
from arazzo_gen.play.simulate import Asked, simulate
from arazzo_gen.record import replace
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.typing.nodes import Nodes

_MOST = 20
"""How many states of a job are tried, at most."""


def states(module: ir.Module, play: Play, operation: Operation, usual: Answer) -> list[Answer]:
    """The answers of a polled step with which its loop goes on.

    Args:
        module: The module.
        play: A run in which the loop goes on once: the one for that branch.
        operation: The operation of the step.
        usual: The answer that ends the loop.

    Returns:
        The answer of the run, and the others that say another value of an enum at the place in
        which it differs from the usual one, in the order of the enum; [] where the run has none.
    """
    place = (play.branch.workflow, play.branch.step)
    numbers = [i for i, x in enumerate(play.exchanges) if (x.workflow, x.step) == place]
    first = play.exchanges[numbers[0]].answer if numbers else None
    if first is None:
        return []
    found = [
        answer
        for answer in _variants(first, usual, operation)
        if answer == first or _goes_on(module, play, numbers[0], answer)
    ]
    return found if first in found else [first]


def moved(answer: Answer, end: Answer, like: Answer) -> Answer:
    """An answer that differs from another one as it differs from `end`."""
    body = like.body
    for path, value, _ in _different(answer.body, end.body):
        body = _changed(body, path, value)
    return replace(answer, body=body)


def _goes_on(module: ir.Module, play: Play, number: int, answer: Answer) -> bool:
    """Whether a run takes its branch with another answer, too."""

    def given(asked: Asked) -> Answer | None:
        index = asked.number - 1
        if index == number:
            return answer
        return play.exchanges[index].answer if index < len(play.exchanges) else None

    try:
        inputs, keywords = dict(play.inputs), dict(play.keywords)
        run = simulate(module, inputs, keywords, given, most=len(play.exchanges))
    except NotPlayed:
        return False
    return play.branch in run.taken


def _variants(answer: Answer, usual: Answer, operation: Operation) -> Iterator[Answer]:
    """An answer with each value that an enum allows at a place where it differs from another."""
    schema = schema_of(answer, operation)
    if schema is None:
        return
    nodes = Nodes(operation.document.refs)
    for path, value, other in _different(answer.body, usual.body):
        if not isinstance(value, str) or not isinstance(other, str):
            continue
        allowed = _enum(nodes, schema, path)
        for each in [one for one in allowed if isinstance(one, str)][:_MOST]:
            if each != other:
                yield replace(answer, body=_changed(answer.body, path, each))


def schema_of(answer: Answer, operation: Operation) -> Node | None:
    """The schema of an answer's body."""
    status = str(answer.status)
    for wanted in (status, f"{status[0]}XX", "default"):
        for response in operation.responses:
            if response.status.upper() == wanted.upper():
                media = media_for(response.media, answer.content_type or "")
                return media.schema if media is not None else None
    return None


def _different(
    one: JsonValue, two: JsonValue, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], JsonValue, JsonValue]]:
    """The places in objects at which two values differ."""
    if isinstance(one, dict) and isinstance(two, dict):
        for key, value in one.items():
            if key in two:
                yield from _different(value, two[key], (*path, key))
    elif one != two:
        yield path, one, two


def _enum(nodes: Nodes, schema: Node, path: Sequence[str]) -> Sequence[JsonValue]:
    """The values that an enum allows at a place; () where there is none."""
    node = schema
    for key in path:
        declared = nodes.shape(node).properties.get(key)
        if not declared:
            return ()
        node = declared[0]
    return nodes.shape(node).enum or ()


def _changed(value: JsonValue, path: Sequence[str], new: JsonValue) -> JsonValue:
    """A value with another at a place in its objects."""
    if not path or not isinstance(value, dict):
        return new
    return {**value, path[0]: _changed(value.get(path[0]), path[1:], new)}
