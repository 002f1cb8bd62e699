"""XML of a schema: what an API answers whose bodies are XML."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from arazzo_gen.openapi.refs import is_reference
from arazzo_gen.play.samples import Samples
from arazzo_gen.play.spelling import primitive
from arazzo_gen.text.node import JsonValue, Node


def xml_sample(samples: Samples, schema: Node | None, words: tuple[str, ...]) -> str:
    """A sample of a schema as XML, with the names that its `xml` keywords give."""
    value = samples.of(schema, words=words)
    name = "root"
    if schema is not None and is_reference(schema):
        target = samples.nodes.refs.target(schema)
        name = (target.name if target is not None else None) or name
    return _element(samples, schema, name, value)


def _element(samples: Samples, schema: Node | None, name: str, value: JsonValue) -> str:
    name = _said(samples, schema, "name") or name
    if isinstance(value, list):
        item = samples.part(schema, (0,))
        inside = "".join(_element(samples, item, name, each) for each in value)
        return f"<{name}>{inside}</{name}>" if _said(samples, schema, "wrapped") else inside
    if not isinstance(value, dict):
        return f"<{name}>{escape(primitive(value))}</{name}>"
    attributes, children = "", ""
    for key, each in value.items():
        part = samples.part(schema, (key,))
        if _said(samples, part, "attribute"):
            attributes += f" {_said(samples, part, 'name') or key}={quoteattr(primitive(each))}"
        else:
            children += _element(samples, part, key, each)
    return f"<{name}{attributes}>{children}</{name}>"


def _said(samples: Samples, schema: Node | None, keyword: str) -> str:
    """What the `xml` of a schema says under a keyword; "" where it says nothing."""
    if schema is None or not isinstance(schema.value, dict):
        return ""
    for part in samples.nodes.shape(schema).parts.values():
        said = part.get("xml")
        found = said.get(keyword) if said is not None else None
        if found is not None and found.value:
            return found.text or "yes"
    return ""
