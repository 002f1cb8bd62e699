"""The positioned tree: what a YAML or JSON file says, and where it says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, Union

from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.scalar_places import scalar_places

Scalar: TypeAlias = None | bool | int | float | str
JsonValue: TypeAlias = Union[Scalar, "list[JsonValue]", "dict[str, JsonValue]"]

# What ends a line in YAML 1.2 and in an editor; `str.splitlines` knows many more.
LINE_BREAK = pattern(r"\r\n|\r|\n")


class SourceFile:
    """One file that was read.

    Attributes:
        name: The path as it is shown in diagnostics (relative to the working directory
            where it is below it), or the URL.
        path: Where the file really is, links resolved; None for what was fetched.
        text: What it holds, decoded as UTF-8.
        uri: The URI that relative references inside it are resolved against.
    """

    __slots__ = ("_lines", "name", "path", "text", "uri")

    def __init__(self, name: str, path: Path | None, text: str, uri: str) -> None:
        self.name = name
        self.path = path
        self.text = text
        self.uri = uri
        self._lines: list[str] = []

    def __repr__(self) -> str:
        return f"SourceFile({self.name!r})"

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line break; "" past the end."""
        if not self._lines:
            self._lines.extend(LINE_BREAK.split(self.text))
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""


@record
class Span:
    """A stretch of a file: lines and columns count from 1, the end is exclusive."""

    file: SourceFile
    line: int
    column: int
    end_line: int
    end_column: int

    def inside(self, start: int, end: int) -> Span:
        """The part from offset `start` to offset `end` of a scalar.

        Offsets count in the scalar's value. Where they cannot be mapped to the file, the whole
        span comes back.
        """
        places = scalar_places(self._lines(), self.line, self.column)
        if places is None or not 0 <= start <= len(places) or not places:
            return self
        if start == len(places):  # something is missing behind the text
            line, _, column = places[-1]
            return Span(self.file, line, column, line, column)
        line, column, _ = places[start]
        end_line, _, end_column = places[max(start, min(end, len(places)) - 1)]
        return Span(self.file, line, column, end_line, end_column)

    def _lines(self) -> list[str]:
        """The lines of the place, cut to what belongs to it."""
        lines = [self.file.line(at) for at in range(self.line, self.end_line + 1)]
        lines[-1] = lines[-1][: self.end_column - 1]
        lines[0] = lines[0][self.column - 1 :]
        return lines if len(lines) == 1 or lines[-1] else lines[:-1]


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
