"""The entry to typing: translates JSON Schema of OpenAPI 2.0 to 3.2, and of inputs, to types."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import Node
from arazzo_gen.types import Binary, List, Map, Str, Tuple, Type, TypeTable, Union, union
from arazzo_gen.typing.builder import Builder
from arazzo_gen.typing.members import Members, members_of
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.shape import Shape
from arazzo_gen.typing.walk import Walk, property_names, walk

__all__ = ["Types", "Walk"]


class Types:
    """Turns schemas into types; named ones go into the table, once each.

    Args:
        refs: Follows references.
        table: Gets the named types.
        report: Gets the warnings about schemas.
        nodes: The cache of schemas, which other tables share.
    """

    def __init__(
        self, refs: Refs, table: TypeTable, report: Report, nodes: Nodes | None = None
    ) -> None:
        self.refs = refs
        self.table = table
        self.report = report
        self._nodes = nodes or Nodes(refs)
        self._builder = Builder(refs, table, self._nodes)

    def of(self, schema: Node | None, hint: str, *, json: bool = False, sent: bool = False) -> Type:
        """The type of a schema, null included where it allows null.

        Args:
            schema: The schema; None gives Json.
            hint: The PascalCase name to take if the schema needs one and has none of its own.
            json: The value is inside JSON, where binary content is a string.
            sent: A caller sends the value: objects in it have no properties that are `readOnly`.
                Otherwise it comes back from an API: they have none that are `writeOnly`.
        """
        found = self._builder.type_of(schema, hint, sent=sent)
        return without_bytes(found) if json else found

    def walk(
        self,
        schema: Node | None,
        path: Sequence[str | int],
        hint: str = "Value",
        *,
        sent: bool = False,
    ) -> Walk:
        """Follow a path into the values of a schema.

        Args:
            schema: The schema of the value that the path starts from; None for any value.
            path: JSON Pointer tokens, or keys and indexes.
            hint: The name of the type of that value, should it have none of its own.
            sent: Whether a caller sends the value, as for `of`.
        """
        return walk(self._nodes, schema, path, hint, sent=sent)

    def property_names(self, schema: Node | None, *, sent: bool = False) -> tuple[str, ...]:
        """The names of the properties of a schema, through `$ref`, `allOf`, `oneOf`, `anyOf`."""
        return property_names(self._nodes, schema, sent=sent)

    def members(self, schema: Node) -> Members:
        """The properties that a schema declares in whichever keyword."""
        return members_of(self._nodes, schema)

    def shape(self, schema: Node) -> Shape:
        """The shape of a schema: references followed, `allOf` merged."""
        return self._nodes.shape(schema)

    def one_of(self, schemas: Sequence[Node]) -> Node | None:
        """One schema for a value of any of several; None for none."""
        distinct = list({id(schema): schema for schema in schemas}.values())
        return self._nodes.merged("anyOf", distinct)

    def all_of(self, schemas: Sequence[Node]) -> Node:
        """One schema for a value to which all of several apply; there is at least one."""
        return self._nodes.merged("allOf", schemas) or schemas[0]


def without_bytes(type_: Type) -> Type:
    """A type with each bytes type replaced by a string."""
    if isinstance(type_, Binary):
        return Str("binary")
    if isinstance(type_, List):
        return List(without_bytes(type_.item))
    if isinstance(type_, Map):
        return Map(without_bytes(type_.value))
    if isinstance(type_, Tuple):
        rest = without_bytes(type_.rest) if type_.rest is not None else None
        return Tuple(tuple(without_bytes(item) for item in type_.items), rest)
    if isinstance(type_, Union):
        return union(*(without_bytes(member) for member in type_.members))
    return type_
