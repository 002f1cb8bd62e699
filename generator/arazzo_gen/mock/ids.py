"""Sees to it that the ids of later runs are ids that the API may have."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen.mock.scripts import COUNTED, SPELLED, Line, Script, numbered, renamed
from arazzo_gen.openapi.model import Operation
from arazzo_gen.play.replies import schema_of
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
