"""What the YAML reader keeps of each list and map that is still open."""

from __future__ import annotations

from typing import Any

from arazzo_gen.text.node import Node

NO_KEY, ENTRY, MERGE, SKIP = range(4)


class Frame:
    """A list or map that is being read.

    `pending` says what the next node of a map is: `NO_KEY` (a key), `ENTRY` (the value of `key`),
    `MERGE` (a value to merge) or `SKIP` (a value to leave out).
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
    """A node with an anchor; how many nodes are in it, and how many levels deep they go."""

    __slots__ = ("count", "height", "node")

    def __init__(self, node: Node, count: int, height: int) -> None:
        self.node = node
        self.count = count
        self.height = height
