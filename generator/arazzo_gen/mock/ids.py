"""Sees to it that the ids of later runs, and what later requests send, fit where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen import ir
from arazzo_gen.mock.scripts import COUNTED, SPELLED, Line, Script, numbered, renamed
from arazzo_gen.openapi.model import Operation
from arazzo_gen.play.again import answers_of, played_again
from arazzo_gen.play.replies import schema_of
from arazzo_gen.play.simulate import Run
from arazzo_gen.play.valid import is_valid
from arazzo_gen.record import replace
from arazzo_gen.text.node import Node
from arazzo_gen.typing.nodes import Nodes

_DIVIDERS = ("-", "", COUNTED, SPELLED)


def with_valid_ids(script: Script, nodes: Nodes) -> Script:
    """A script whose created values have a form for later runs that their schemas allow; one that
    has none stays the same in all runs.

    Args:
        script: The script.
        nodes: What is known of schemas.
    """
    created: dict[str | int, str] = {}
    for value in script.created:
        for divider in _DIVIDERS:
            other = numbered(value, 2, divider)
            if all(_is_allowed(line, value, other, nodes) for line in script.lines):
                created[value] = divider
                break
    return replace(script, created=created)


def with_fixed(module: ir.Module, script: Script, nodes: Nodes) -> Script:
    """A script that knows which of the values that it sends its answers have for another reason:
    its run would go another way, or an answer would not be valid, if they were what a client sends.

    Args:
        module: The module that the run is of.
        script: The script.
        nodes: What is known of schemas.
    """
    sent = {text for line in script.lines for text in line.sent.values()}
    plain = played_again(module, script.play, answers_of(script.play))
    fixed = [
        each
        for each in sorted(sent)
        if plain is None or not _may_differ(module, script, plain, each, nodes)
    ]
    return replace(script, fixed=frozenset(fixed))


def _may_differ(module: ir.Module, script: Script, plain: Run, value: str, nodes: Nodes) -> bool:
    """Whether the answers of a script may have another text in the place of one; `plain` is its
    run with the answers as they are."""
    answers = answers_of(script.play)
    for divider in _DIVIDERS:
        other = numbered(value, 2, divider)
        if not all(_is_allowed(line, value, other, nodes) for line in script.lines):
            continue
        swapped = [each and renamed(each, {value: other}) for each in answers]
        run = played_again(module, script.play, swapped)
        if run is not None and run.taken == plain.taken:
            return True
    return False


def _is_allowed(line: Line, value: str | int, other: str | int, nodes: Nodes) -> bool:
    """Whether a request and its answer may have another value in the place of one."""
    operation = line.route.operation
    for schema in _schemas(line, str(value), operation):
        kinds = nodes.shape(schema).kinds
        if not is_valid(nodes, schema, int(other) if _is_number(kinds, other) else str(other)):
            return False
    answer = line.exchange.answer
    if answer is None:
        return True
    whole, changed = schema_of(operation, answer), renamed(answer, {value: other})
    return is_valid(nodes, whole, changed.body) or not is_valid(nodes, whole, answer.body)


def _is_number(kinds: frozenset[str], value: str | int) -> bool:
    return bool(kinds & {"integer", "number"}) and str(value).isdecimal()


def _schemas(line: Line, value: str, operation: Operation) -> Iterator[Node]:
    """The schemas of the parameters that have a value."""
    for parameter in operation.parameters:
        is_sent = line.sent.get(parameter.name) == value
        if is_sent and parameter.schema is not None and parameter.location in ("path", "query"):
            yield parameter.schema
