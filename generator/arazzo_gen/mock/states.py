"""Finds the answers with which the loop over a polled step goes on: one for each state of a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.openapi.model import Operation
from arazzo_gen.play.again import Spot, played_again, takes, with_answer, with_value
from arazzo_gen.play.model import Answer, Play
from arazzo_gen.play.replies import schema_of
from arazzo_gen.text.node import JsonValue
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.walk import walk

_MOST = 20
"""How many states of a job are tried, at most."""


def states(
    module: ir.Module, play: Play, operation: Operation, usual: Answer, nodes: Nodes
) -> list[Answer]:
    """The answers of a polled step with which its loop goes on.

    Args:
        module: The module.
        play: A run in which the loop goes on once: the one for that branch.
        operation: The operation of the step.
        usual: The answer that ends the loop.
        nodes: What is known of schemas.

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
        for answer in _variants(first, usual, operation, nodes)
        if answer == first or _goes_on(module, play, numbers[0], answer)
    ]
    return found if first in found else [first]


def moved(answer: Answer, end: Answer, like: Answer) -> Answer:
    """What differs from an answer as another one differs from `end`.

    Args:
        answer: The other one, whose status and headers it has.
        end: An answer.
        like: The answer from which it is to differ.
    """
    found = like
    for path, value, _ in _different(answer.body, end.body):
        found = with_value(found, Spot("body", path=path), value)
    return with_value(answer, Spot("body"), found.body)


def spread(answers: Sequence[Answer], polls: int) -> list[Answer]:
    """So many answers that each comes as often as the others, in their order."""
    return [answers[i * len(answers) // polls] for i in range(polls)] if answers else []


def _goes_on(module: ir.Module, play: Play, number: int, answer: Answer) -> bool:
    """Whether a run takes its branch with another answer, too."""
    run = played_again(module, play, with_answer(play, number, answer))
    return run is not None and takes(run, play.branch)


def _variants(
    answer: Answer, usual: Answer, operation: Operation, nodes: Nodes
) -> Iterator[Answer]:
    """An answer with each value that an enum allows at a place where it differs from another."""
    for path, value, other in _different(answer.body, usual.body):
        if not isinstance(value, str) or not isinstance(other, str):
            continue
        schema = walk(nodes, schema_of(operation, answer), path, "Value", sent=False).schema
        allowed = nodes.shape(schema).enum if schema is not None else None
        for each in [one for one in allowed or () if isinstance(one, str)][:_MOST]:
            if each != other:
                yield with_value(answer, Spot("body", path=path), each)


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
