"""What the parts of an object are called in XML (OpenAPI 3.2, "XML Object")."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.openapi.reading import flag, text_of
from arazzo_gen.record import fresh, record
from arazzo_gen.text.node import Node
from arazzo_gen.typing.schema import Types

_DEEPEST = 12
"""How deep names are collected: a recursive schema has no end."""


def xml_names(types: Types, schema: Node | None) -> ir.XmlNames:
    """The names that a schema gives in XML, where they are not those of JSON.

    Args:
        types: Reads schemas.
        schema: The schema of the whole document.
    """
    found = _Names(types)
    if schema is not None:
        found.root(schema)
    return ir.XmlNames(found.tag, tuple(found.names.items()), tuple(found.namespaces.items()))


@record(frozen=False)
class _Names:
    types: Types
    tag: str | None = None
    names: dict[str, str] = fresh(factory=dict)
    namespaces: dict[str, tuple[tuple[str, str], ...]] = fresh(factory=dict)

    def root(self, schema: Node) -> None:
        target = self.types.refs.target(schema)
        if target is None:
            return
        xml = self._xml(target.node)
        self.tag = _prefixed(xml, text_of(xml, "name") if xml is not None else None)
        self.tag = self.tag or _prefixed(xml, target.name)
        self._namespace("", xml)
        self._inside(target.node, "", 0)

    def _inside(self, schema: Node, at: str, depth: int) -> None:
        if depth > _DEEPEST:
            return
        for name in self.types.property_names(schema):
            below = self.types.walk(schema, (name,)).schema
            found = self.types.refs.follow(below) if below is not None else None
            if found is not None:
                self._property(found, name, f"{at}/{name}", depth)

    def _property(self, schema: Node, name: str, at: str, depth: int) -> None:
        xml = self._xml(schema)
        items = schema.get("items")
        if items is not None:
            item = self.types.refs.follow(items)
            inner = self._xml(item) if item is not None else None
            own = text_of(xml, "name") if xml is not None else None
            wrapped = xml is not None and _is_wrapped(xml)
            outer = _prefixed(xml, own or name)
            tag = _prefixed(inner, text_of(inner, "name") if inner is not None else None)
            tag = tag or (outer if wrapped else name)
            spelled = f"{outer}/{tag}" if wrapped else str(tag)
            self._namespace(at, xml if wrapped else inner)
            if item is not None:
                self._inside(item, at, depth + 1)
        else:
            own = text_of(xml, "name") if xml is not None else None
            spelled = _marked(xml, _prefixed(xml, own or name) or name)
            self._namespace(at, xml)
            self._inside(schema, at, depth + 1)
        if spelled != name:
            self.names[at] = spelled

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
    """A name with what it is, where it is no element: `@id`, or "" for the text itself."""
    if xml is None:
        return name
    kind = text_of(xml, "nodeType")
    if flag(xml, "attribute") or kind == "attribute":
        return f"@{name}"
    return "" if kind in ("text", "cdata") else name


def _is_wrapped(xml: Node) -> bool:
    return flag(xml, "wrapped") or text_of(xml, "nodeType") == "element"
