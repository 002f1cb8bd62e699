"""Finds the schemas with URIs or names of their own: `$id`, `$anchor`, `$dynamicAnchor`, `$self`
(JSON Schema 2020-12, section 8.2; OpenAPI 3.2, "Base URI Within Content")."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin

from arazzo_gen.record import fresh, record
from arazzo_gen.remote.urls import is_portable
from arazzo_gen.text.node import Node

_DATA = frozenset({"const", "default", "enum", "example", "examples"})
_NAME_MAPS = frozenset(
    {
        "$defs",
        "callbacks",
        "content",
        "definitions",
        "dependentSchemas",
        "encoding",
        "headers",
        "inputs",
        "links",
        "mediaTypes",
        "parameters",
        "pathItems",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securitySchemes",
        "variables",
        "webhooks",
    }
)


@record(frozen=False)
class Names:
    """The names in one document.

    Attributes:
        base: The URI of the document itself.
        resources: Schema resources (and the document) by absolute URI without fragment.
        anchors: Places by the URI of their resource and their plain name.
        bases: For nodes inside an embedded resource: its URI, by `id(node)` of nodes that have a
            `$ref`.
    """

    base: str
    resources: dict[str, Node] = fresh(factory=dict)
    anchors: dict[tuple[str, str], Node] = fresh(factory=dict)
    bases: dict[int, str] = fresh(factory=dict)


def join(base: str, reference: str) -> str:
    """Resolve a reference; one that cannot be resolved is returned unchanged."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def split(reference: str) -> tuple[str, str]:
    """A reference's part before `#`, and its fragment."""
    try:
        return urldefrag(reference)
    except ValueError:
        return reference, ""


def is_data(key: str) -> bool:
    """Whether the value of a keyword is data, in which `$ref` and `$id` mean nothing."""
    return key in _DATA


def is_name_map(key: str) -> bool:
    """Whether the keys of a keyword's value are names, not keywords."""
    return key in _NAME_MAPS


def read_names(root: Node) -> Names:
    """The names that a document gives to its parts.

    The text is searched first, so that a document without such names costs next to nothing.
    """
    own = root.get("$self")
    base = root.file.uri
    if own is not None and own.text:
        base = _claimed(root, split(join(base, own.text))[0], base)
    names = Names(base, {root.file.uri: root, base: root})
    text = root.file.text
    if any(word in text for word in ("$id", "$anchor", "$dynamicAnchor", "\\u0024")):
        _collect(root, names)
    return names


def _collect(root: Node, names: Names) -> None:
    seen: set[int] = set()
    pending: list[tuple[Node, str, bool]] = [(root, names.base, False)]
    while pending:
        node, base, by_name = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node.value, list):
            pending.extend((item, base, False) for item in reversed(node.value))
            continue
        if not by_name:
            base = _own_names(node, base, names)
        for key, value in reversed(node.entries.items()):
            if by_name or key not in _DATA:
                pending.append((value, base, not by_name and key in _NAME_MAPS))


def _claimed(node: Node, uri: str, base: str) -> str:
    """The URI that a node claims; a document from the network may not claim that of a file."""
    return uri if node.file.path is not None or is_portable(uri) else base


def _own_names(node: Node, base: str, names: Names) -> str:
    """Note the names of one schema. Returns the base URI of the references in it."""
    own = node.get("$id")
    if own is not None and own.text:
        uri, fragment = split(join(base, own.text))
        if fragment:
            names.anchors.setdefault((base, fragment), node)
        else:
            base = _claimed(node, uri, base)
            names.resources.setdefault(base, node)
    for keyword in ("$anchor", "$dynamicAnchor"):
        anchor = node.get(keyword)
        if anchor is not None and anchor.text:
            names.anchors.setdefault((base, anchor.text), node)
    if base != names.base and node.get("$ref") is not None:
        names.bases[id(node)] = base
    return base
