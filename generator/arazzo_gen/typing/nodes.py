"""Caches the shapes and keys of schemas, and makes schemas that combine others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from arazzo_gen.openapi.refs import Refs, is_reference
from arazzo_gen.text.node import Node
from arazzo_gen.typing.shape import Shape, combine, component_name, shape_of
from arazzo_gen.typing.tags import Tag, Tagged, Tags

_MOST_KNOWN = 20_000


class Nodes:
    """Caches the facts about schemas, so that a build analyses each of them once."""

    def __init__(self, refs: Refs) -> None:
        self.refs = refs
        self._tags = Tags(refs)
        self._shapes: dict[int, tuple[Node, Shape]] = {}
        self._made: dict[tuple[str, ...], Node] = {}
        self._made_keys: dict[int, str] = {}

    @property
    def is_full(self) -> bool:
        """Whether the cache is so large that it should be replaced by an empty one."""
        return len(self._shapes) > _MOST_KNOWN

    def shape(self, node: Node) -> Shape:
        """The shape of a schema: references followed, `allOf` merged."""
        known = self._shapes.get(id(node))
        if known is None:
            known = self._shapes[id(node)] = (node, shape_of(node, self._tags))
        return known[1]

    def combined(self, shape: Shape, branch: Node) -> Shape | None:
        """A shape together with an alternative of its first group; see `shape.combine`."""
        return combine(shape, branch, self._tags, 0)

    def target(self, node: Node) -> Node | None:
        """The schema of an alternative; None where its reference leads nowhere."""
        return node.target if isinstance(node, Tagged) else self.refs.follow(node)

    def component(self, node: Node) -> str:
        """The component name in a reference, or in an alternative that is a reference."""
        branch = node.branch if isinstance(node, Tagged) else node
        target = self.refs.target(branch) if is_reference(branch) else None
        return component_name(target) if target is not None else ""

    def key(self, node: Node) -> str:
        """The key of a schema: its position in its file."""
        if isinstance(node, Tagged):
            return f"tagged({self.key(node.target)},{self.key(node.owner)})"
        if isinstance(node, Tag):
            values = node.get("enum")
            return f"tag({','.join(each.text or '' for each in values.items) if values else ''})"
        made = self._made_keys.get(id(node))
        return made or f"{node.file.uri}#{node.line}:{node.column}"

    def merged(self, keyword: Literal["allOf", "anyOf"], nodes: Sequence[Node]) -> Node | None:
        """One schema for several: a synthetic `allOf` or `anyOf`; the schema itself for one."""
        if len(nodes) <= 1:
            return nodes[0] if nodes else None
        key = (keyword, *(self.key(node) for node in nodes))
        if key not in self._made:
            at = nodes[0]
            place = (at.file, at.line, at.column, at.end_line, at.end_column)
            node = Node({keyword: Node(list(nodes), *place)}, *place)
            self._made[key] = node
            self._made_keys[id(node)] = f"{keyword}({','.join(key[1:])})"
        return self._made[key]

    def allowed(self, nodes: Sequence[Node]) -> bool:
        """Whether a property is allowed: none of its schemas is `false`."""
        return all(node.value is not False for node in nodes)

    def hidden(self, nodes: Sequence[Node], *, sent: bool) -> bool:
        """Whether a property is for the other direction: `readOnly` in what is sent, `writeOnly`
        in what comes back (OpenAPI 3.0, "Schema Object"; JSON Schema validation, section 9.4).

        The property of a discriminator is visible in both directions.
        """
        if any(isinstance(node, Tag) for node in nodes):
            return False
        shapes = [self.shape(node) for node in nodes]
        return any(shape.read_only if sent else shape.write_only for shape in shapes)
