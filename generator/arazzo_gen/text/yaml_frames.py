"""The state of the YAML reader for each list and map that is still open."""

from __future__ import annotations

from typing import Any

from arazzo_gen.text.node import Node

NO_KEY, ENTRY, MERGE, SKIP = range(4)


class Frame:
    """A list or map that is being read.

    `pending` says what becomes of the next value of a map: `NO_KEY` (it is a key),
    `ENTRY` (it belongs to `key`), `MERGE` or `SKIP`.
    """

    __slots__ = ("anchor", "count", "deepest", "key", "keys", "merges", "node", "pending", "value")

    def __init__(self, node: Node, anchor: str | None, count: int, depth: int) -> None:
        self.node = node
        self.value: Any = node.value
        self.keys = node.keys
        self.anchor = anchor
        self.count = count
        self.deepest = depth
        self.pending = NO_KEY
        self.key = ""
        self.merges: list[Node] | None = None


class Anchored:
    """A node with an anchor: how many nodes it stands for, and how many levels."""

    __slots__ = ("count", "height", "node")

    def __init__(self, node: Node, count: int, height: int) -> None:
        self.node = node
        self.count = count
        self.height = height
