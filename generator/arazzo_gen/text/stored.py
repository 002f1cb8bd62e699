"""Packs trees as bytes for the cache: to unpack one takes a fraction of the time of parsing it.

An unpacked tree makes its nodes when they are read. So the time depends on how much of a document a
build reads.
"""

from __future__ import annotations

import json
from array import array
from typing import Any

from arazzo_gen.cache import DamagedError
from arazzo_gen.source.span import SourceFile
from arazzo_gen.text.node import Node

_FORMAT = 1
_SCALARS = frozenset({str, int, float, bool, type(None)})


def pack(root: Node) -> bytes | None:
    """A tree as bytes.

    Args:
        root: Its root.

    Returns:
        None for a tree that has the same list or map at two places, as an alias makes it.
    """
    places = array("I")
    seen: set[int] = set()

    def packed(node: Node) -> tuple[Any, ...]:
        number = len(places)
        places.extend((node.line, node.column, node.end_line, node.end_column))
        value = node.value
        if isinstance(value, (dict, list)):
            if id(node) in seen:
                raise _SharedError
            seen.add(id(node))
        if isinstance(value, dict):
            keys = node.keys or {}
            for key in value:
                known = keys[key]
                places.extend((known.line, known.column, known.end_line, known.end_column))
            return number, {key: packed(below) for key, below in value.items()}
        if isinstance(value, list):
            return number, [packed(below) for below in value]
        return number, value

    try:
        tree = packed(root)
        written = json.dumps(tree, separators=(",", ":")).encode()
    except (_SharedError, ValueError):  # or a number has too many digits
        return None
    return _head(len(places)) + places.tobytes() + written


def unpack(data: bytes, file: SourceFile) -> Node | None:
    """The tree of a file from bytes.

    Args:
        data: What `pack` gave.
        file: The file.

    Returns:
        None where the bytes are no tree of this version. A part of the tree is checked only when
        it becomes a node; if it is damaged, reading it raises DamagedError.
    """
    head, places = _head(0), array("I")
    count = int.from_bytes(data[len(head) - 8 : len(head)], "big")
    end = len(head) + count * places.itemsize
    if data[: len(head)] != _head(count) or end > len(data):
        return None
    places.frombytes(data[len(head) : end])
    try:
        return StoredNode(json.loads(data[end:]), places, file)
    except (ValueError, RecursionError, DamagedError):
        return None


def _head(count: int) -> bytes:
    """The first bytes of a packed tree, whose positions are `count` numbers."""
    return bytes((_FORMAT, array("I").itemsize)) + count.to_bytes(8, "big")


class _SharedError(Exception):
    """The tree has a node at two places."""


class StoredNode(Node):
    """A node that makes its list or map from the stored data when it is first read."""

    __slots__ = ("_places", "_stored")

    def __init__(self, stored: Any, places: array[int], file: SourceFile) -> None:
        try:
            at, value = stored
            self.line, self.column, self.end_line, self.end_column = places[at : at + 4]
        except (TypeError, ValueError):
            raise DamagedError from None
        if type(value) not in _SCALARS and not isinstance(value, (dict, list)):
            raise DamagedError
        self._stored = at, value
        self._places = places
        self.file = file

    def __getattr__(self, name: str) -> Any:
        # Python asks here for slots that are not set; from now on they are.
        number, value = self._stored
        places, file = self._places, self.file
        keys = None
        if isinstance(value, dict):
            keys = {}
            for order, key in enumerate(value, 1):
                at = number + 4 * order
                try:
                    line, column, end_line, end_column = places[at : at + 4]
                except ValueError:
                    raise DamagedError from None
                keys[key] = Node(key, file, line, column, end_line, end_column)
            value = {key: StoredNode(below, places, file) for key, below in value.items()}
        elif isinstance(value, list):
            value = [StoredNode(below, places, file) for below in value]
        self.value, self.keys = value, keys
        return value if name == "value" else keys
