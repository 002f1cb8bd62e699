"""Collects the XML names of an object's parts (OpenAPI 3.2, "XML Object")."""

from __future__ import annotations

from typing import Literal

from arazzo_gen import ir
from arazzo_gen.openapi.reading import flag, text_of
from arazzo_gen.record import fresh, record
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node
from arazzo_gen.typing.members import name_span
from arazzo_gen.typing.schema import Types

_DEEPEST = 12
"""The greatest depth to which names are collected, since a schema may be recursive."""


def xml_names(types: Types, schema: Node | None) -> XmlNames:
    """The XML names of a schema's parts, where they differ from those in JSON.

    Args:
        types: Reads schemas.
        schema: The schema of the whole document.
    """
    found = XmlNames(types)
    if schema is not None:
        found.root(schema)
    return found


@record(frozen=False)
class XmlNames:
    """The names of a schema, by the path of their property.

    Attributes:
        types: Reads schemas.
        tag: The name of the root element; None where the schema has none.
        names: The names that are not those of JSON.
        namespaces: The declarations of namespaces.
        given: The names and prefixes that the schema gives, with their places.
        own: The properties that are called in XML as in JSON, with their places.
    """

    types: Types
    tag: str | None = None
    names: dict[str, str] = fresh(factory=dict)
    namespaces: dict[str, tuple[tuple[str, str], ...]] = fresh(factory=dict)
    given: list[tuple[Literal["name", "prefix"], str, Span]] = fresh(factory=list)
    own: dict[str, tuple[str, Span]] = fresh(factory=dict)

    @property
    def written(self) -> ir.XmlNames:
        """What the writer of a body needs of them."""
        return ir.XmlNames(self.tag, tuple(self.names.items()), tuple(self.namespaces.items()))

    def root(self, schema: Node) -> None:
        """Note the names of a document's schema."""
        target = self.types.refs.target(schema)
        if target is None:
            return
        xml = self._xml(target.node)
        self.tag = _prefixed(xml, self._name(xml))
        if not self.tag and target.name:
            self.tag = _prefixed(xml, target.name)
            self.given.append(("name", target.name, target.node.span))
        self._namespace("", xml)
        self._inside(target.node, "", 0)

    def _inside(self, schema: Node, at: str, depth: int) -> None:
        if depth > _DEEPEST:
            return
        shape = self.types.shape(schema)
        for name in self.types.property_names(schema):
            below = self.types.walk(schema, (name,)).schema
            found = self.types.refs.follow(below) if below is not None else None
            if found is not None:
                place = name_span(name, shape, found)
                self._property(found, name, f"{at}/{name}", depth, place)

    def _property(self, schema: Node, name: str, at: str, depth: int, place: Span) -> None:
        xml = self._xml(schema)
        items = schema.get("items")
        if items is not None:
            item = self.types.refs.follow(items)
            inner = self._xml(item) if item is not None else None
            wrapped = xml is not None and _is_wrapped(xml)
            outer = self._name(xml) if wrapped else None
            tag = self._name(inner)
            is_own = not (outer if wrapped else tag)
            outer = _prefixed(xml, outer or name)
            tag = _prefixed(inner, tag) or (outer if wrapped else name)
            spelled = f"{outer}/{tag}" if wrapped else str(tag)
            self._namespace(at, xml if wrapped else inner)
            if item is not None:
                self._inside(item, at, depth + 1)
        else:
            own = self._name(xml)
            spelled = _marked(xml, _prefixed(xml, own or name) or name)
            is_own = not own and spelled != ""
            self._namespace(at, xml)
            self._inside(schema, at, depth + 1)
        if is_own:
            self.own[at] = (name, place)
        if spelled != name:
            self.names[at] = spelled

    def _name(self, xml: Node | None) -> str | None:
        """The name that an XML Object gives, which is noted with its prefix."""
        if xml is None:
            return None
        for key in ("name", "prefix"):
            node, text = xml.get(key), text_of(xml, key)
            if node is not None and text:
                self.given.append((key, text, node.span))
        return text_of(xml, "name")

    def _xml(self, schema: Node) -> Node | None:
        xml = schema.get("xml")
        return xml if xml is not None and isinstance(xml.value, dict) else None

    def _namespace(self, at: str, xml: Node | None) -> None:
        uri = text_of(xml, "namespace") if xml is not None else None
        if xml is not None and uri:
            prefix = text_of(xml, "prefix")
            self.namespaces[at] = ((f"xmlns:{prefix}" if prefix else "xmlns", uri),)


def _prefixed(xml: Node | None, name: str | None) -> str | None:
    prefix = text_of(xml, "prefix") if xml is not None else None
    return f"{prefix}:{name}" if prefix and name else name


def _marked(xml: Node | None, name: str) -> str:
    """A name with its mark, where it is not an element: `@id`, or "" for the text itself."""
    if xml is None:
        return name
    kind = text_of(xml, "nodeType")
    if flag(xml, "attribute") or kind == "attribute":
        return f"@{name}"
    return "" if kind in ("text", "cdata") else name


def _is_wrapped(xml: Node) -> bool:
    return flag(xml, "wrapped") or text_of(xml, "nodeType") == "element"
