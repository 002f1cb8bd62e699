"""The tree of a YAML or JSON file: its values, each with its span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias, Union

from arazzo_gen.source.span import SourceFile, Span

Scalar: TypeAlias = None | bool | int | float | str
JsonValue: TypeAlias = Union[Scalar, "list[JsonValue]", "dict[str, JsonValue]"]


class Node:
    """A value of a document with its place.

    `value` is a scalar, a list of nodes, or a dict from key to node in document order.
    `keys` holds, for a map, the node of each key (its span is the key's).
    """

    __slots__ = ("column", "end_column", "end_line", "file", "keys", "line", "value")

    def __init__(
        self,
        value: Scalar | list[Node] | dict[str, Node],
        file: SourceFile,
        line: int,
        column: int,
        end_line: int,
        end_column: int,
        keys: dict[str, Node] | None = None,
    ) -> None:
        self.value = value
        self.file = file
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column
        self.keys = keys

    def __repr__(self) -> str:
        return f"Node({self.kind} at {self.file.name}:{self.line}:{self.column})"

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return Span(self.file, self.line, self.column, self.end_line, self.end_column)

    @property
    def kind(self) -> str:
        """What JSON calls the value: null, boolean, integer, number, string, array, object."""
        value = self.value
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "boolean"
        if isinstance(value, int):
            return "integer"
        if isinstance(value, float):
            return "number"
        if isinstance(value, str):
            return "string"
        return "array" if isinstance(value, list) else "object"

    @property
    def entries(self) -> dict[str, Node]:
        """The entries of a map; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The items of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str | None:
        """The value when it is a string, else None."""
        return self.value if isinstance(self.value, str) else None

    def get(self, key: str) -> Node | None:
        """The value under a key of a map; None where there is none."""
        value = self.value
        return value.get(key) if isinstance(value, dict) else None

    def key_span(self, key: str) -> Span:
        """Where a key of a map stands; the map's own span where there is no such key."""
        node = (self.keys or {}).get(key)
        return node.span if node is not None else self.span

    def at(self, tokens: Sequence[str]) -> Node | None:
        """The node under unescaped JSON Pointer tokens (RFC 6901); None where there is none."""
        node: Node | None = self
        for token in tokens:
            if node is None:
                return None
            if isinstance(node.value, dict):
                node = node.value.get(token)
            elif isinstance(node.value, list):
                known = token.isascii() and token.isdecimal() and int(token) < len(node.value)
                node = node.value[int(token)] if known else None
            else:
                return None
        return node

    def plain(self) -> JsonValue:
        """The value without positions."""
        value = self.value
        if isinstance(value, dict):
            return {key: node.plain() for key, node in value.items()}
        if isinstance(value, list):
            return [node.plain() for node in value]
        return value

    def walk(self) -> Iterator[Node]:
        """This node and every node below it, in document order."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            if isinstance(node.value, dict):
                pending.extend(reversed(node.value.values()))
            elif isinstance(node.value, list):
                pending.extend(reversed(node.value))
