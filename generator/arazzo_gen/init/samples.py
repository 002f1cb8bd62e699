"""Reads the schema of an answer from its example, where a document has no schema for it.

Examples stand under `example` and `examples`, or as JSON in the text of an operation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from arazzo_gen.init.states import Kind, kind_of, sort
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import JsonValue, Node

_FENCE = pattern(r"```(?:json)?[ \t]*\r?\n(\{[^`]{2,20000}\})\s*```")
_QUOTED = pattern(r"`([A-Za-z][A-Za-z_ -]{1,30})`")
_TRAILING = pattern(r",(\s*[}\]])")
_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
_STATUS = ("status", "state")


def sample_schema(operation: Node, refs: Refs, text: str) -> Node | None:
    """A schema for the JSON object of an example; None where there is none.

    Args:
        operation: The operation.
        refs: Follows references.
        text: What the document says of the operation.
    """
    for sample in (*_examples(operation, refs), *_fenced(text)):
        if isinstance(sample, dict) and sample:
            values = [value for value in _values(text) if value not in sample]
            return _schema(sample, operation, values)
    return None


def _examples(operation: Node, refs: Refs) -> Iterator[JsonValue]:
    responses = operation.get("responses")
    for status, written in responses.entries.items() if responses is not None else ():
        response = refs.follow(written) if status.startswith("2") else None
        if response is None:
            continue
        old = response.get("examples")
        for content_type, example in old.entries.items() if old is not None else ():
            if is_json(content_type):
                yield _value(example)
        content = response.get("content")
        for content_type, media in content.entries.items() if content is not None else ():
            if is_json(content_type):
                yield from _of_media(media, refs)


def _of_media(media: Node, refs: Refs) -> Iterator[JsonValue]:
    single, several = media.get("example"), media.get("examples")
    if single is not None:
        yield _value(single)
    for written in several.entries.values() if several is not None else ():
        example = refs.follow(written)
        value = example.get("value") if example is not None else None
        if value is not None:
            yield _value(value)


def _value(node: Node) -> JsonValue:
    """An example; some are JSON in a string."""
    return _parsed(node.text) if node.text is not None else node.plain()


def _fenced(text: str) -> Iterator[JsonValue]:
    for found in _FENCE.finditer(text):
        yield _parsed(found[1])


def _parsed(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(_TRAILING.sub(r"\1", text))
    except (ValueError, RecursionError):
        return None
    return value


def _values(text: str) -> list[str]:
    """The values of a status that a text lists: known ones alone, since it quotes other words."""
    found = [value for value in _QUOTED.findall(text) if kind_of(value) is not Kind.UNKNOWN]
    return found if sort(found).is_job else []


def _schema(sample: Mapping[str, JsonValue], at: Node, values: list[str]) -> Node:
    place = (at.file, at.line, at.column, at.end_line, at.end_column)

    def node(value: object) -> Node:
        if isinstance(value, dict):
            return Node({key: node(one) for key, one in value.items()}, *place)
        if isinstance(value, list):
            return Node([node(one) for one in value], *place)
        assert value is None or isinstance(value, (str, bool))
        return Node(value, *place)

    def described(value: JsonValue, depth: int) -> dict[str, object]:
        if isinstance(value, dict) and depth < 3:
            properties: dict[str, object] = {}
            for key, one in value.items():
                properties[key] = described(one, depth + 1)
                if key in _STATUS and depth == 0 and values and isinstance(one, str):
                    listed = ", ".join(f"`{each}`" for each in values)
                    properties[key] = {"type": "string", "description": listed}
            return {"type": "object", "properties": properties}
        kind = _KINDS.get(type(value))
        return {"type": kind} if kind is not None else {}

    return node(described(dict(sample), 0))
