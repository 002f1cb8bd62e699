"""Trees as bytes, for the cache: read back in a fraction of the time that parsing takes.

Only what is looked at becomes nodes again, so that a large document costs what is used of it.
"""

from __future__ import annotations

import marshal
from array import array
from typing import Any

from arazzo_gen.text.node import Node, SourceFile

_FORMAT = 1


def pack(root: Node) -> bytes | None:
    """A tree as bytes.

    Args:
        root: Its root.

    Returns:
        None for a tree in which a list or map stands at two places, as one with an anchor may.
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
    except _SharedError:
        return None
    return marshal.dumps((_FORMAT, places.itemsize, places.tobytes(), tree))


def unpack(data: bytes, file: SourceFile) -> Node | None:
    """The tree of a file from bytes.

    Args:
        data: What `pack` gave.
        file: The file that the tree is of.

    Returns:
        None where the bytes are of another version.
    """
    version, size, raw, tree = marshal.loads(data)
    places = array("I")
    if version != _FORMAT or size != places.itemsize:
        return None
    places.frombytes(raw)
    return StoredNode(tree, places, file)


class _SharedError(Exception):
    """A node stands at two places."""


class StoredNode(Node):
    """A node whose list or map is made of what is stored when it is first asked for."""

    __slots__ = ("_places", "_stored")

    def __init__(self, stored: tuple[int, Any], places: array[int], file: SourceFile) -> None:
        self._stored = stored
        self._places = places
        self.file = file
        at = stored[0]
        self.line, self.column, self.end_line, self.end_column = places[at : at + 4]

    def __getattr__(self, name: str) -> Any:
        # Slots that are not set yet: this is asked once, then they are.
        number, value = self._stored
        places, file = self._places, self.file
        keys = None
        if isinstance(value, dict):
            keys = {}
            for order, key in enumerate(value, 1):
                at = number + 4 * order
                line, column, end_line, end_column = places[at : at + 4]
                keys[key] = Node(key, file, line, column, end_line, end_column)
            value = {key: StoredNode(below, places, file) for key, below in value.items()}
        elif isinstance(value, list):
            value = [StoredNode(below, places, file) for below in value]
        self.value, self.keys = value, keys
        return value if name == "value" else keys
