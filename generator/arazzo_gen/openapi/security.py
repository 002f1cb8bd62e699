"""Reads the security requirements of an operation ("Security Requirement Object")."""

from __future__ import annotations

import re

from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.header_names import is_header_name
from arazzo_gen.openapi.model import OpenApiDocument, SchemeKind, SchemeUse
from arazzo_gen.openapi.reading import Reading, article, text_of
from arazzo_gen.openapi.refs import is_reference
from arazzo_gen.text.node import Node

_CONVERSATIONS = ("digest", "hoba", "mutual", "negotiate", "scram-sha-1", "scram-sha-256")
"""HTTP schemes in which the server speaks first: only the `auth` of an httpx client can do them."""

_URI = pattern("[#/]")
_PLACES: dict[str, SchemeKind] = {"header": "header", "query": "query", "cookie": "cookie"}


def read_security(reading: Reading, operation: Node) -> tuple[tuple[SchemeUse, ...], ...]:
    """The alternatives that satisfy an operation; its own replace the document's."""
    written = operation.get("security")
    if written is None:
        written = reading.document.root.get("security")
    found: list[tuple[SchemeUse, ...]] = []
    for item in reading.items(written, "`security`"):
        if not isinstance(item.value, dict):
            kind = article(item.kind)
            reading.broken(item.span, f"a security requirement is an object, not {kind}")
            continue
        uses = tuple(_scheme(reading, name, item) for name in item.value)
        if uses not in found:
            found.append(uses)
    return tuple(found)


def api_keys(document: OpenApiDocument) -> tuple[SchemeUse, ...]:
    """The API keys among the security schemes of a document, whether or not something requires
    them. A scheme that cannot be sent is reported where an operation requires it."""
    if document.keys is None:
        schemes = _schemes(document)
        found: list[SchemeUse] = []
        for name, written in schemes.entries.items() if schemes is not None else ():
            use = _key(document, name, written)
            if use is not None:
                found.append(use)
        document.keys = tuple(found)
    return document.keys


def _key(document: OpenApiDocument, name: str, written: Node) -> SchemeUse | None:
    if is_reference(written) and not (text_of(written, "$ref") or "").startswith("#"):
        return None  # no other file is read for what nothing requires
    node = document.refs.follow(written)
    if node is None or text_of(node, "type") != "apiKey":
        return None
    kind, parameter = _kind(node)
    if kind == "none" or (kind != "query" and not is_header_name(parameter)):
        return None
    return SchemeUse(name, kind, parameter, text_of(node, "description"), node.span)


def _schemes(document: OpenApiDocument) -> Node | None:
    """The security schemes of a document, by name."""
    if document.version == "2.0":
        return document.root.get("securityDefinitions")
    return document.root.at(("components", "securitySchemes"))


def _scheme(reading: Reading, name: str, requirement: Node) -> SchemeUse:
    at, schemes = requirement.key_span(name), _schemes(reading.document)
    written = schemes.get(name) if schemes is not None else None
    if written is None and reading.document.version == "3.2" and _URI.search(name):
        written = _reference(name, requirement)
        name = re.split("[/#]", name)[-1]
    if written is None:
        close = nearest(name, list(schemes.entries) if schemes is not None else [])
        known = schemes.entries if schemes is not None else {}
        hint = f"did you mean {close!r}?" if close else listed(known, "known:")
        message = f"there is no security scheme {name!r}"
        reading.report.add("AZ807", at, message, help=hint)
        return SchemeUse(name, "none", "", None, at)
    node = reading.follow(written, "a security scheme")
    if node is None:
        return SchemeUse(name, "none", "", None, at)
    kind, parameter = _kind(node)
    if kind in ("header", "cookie") and not is_header_name(parameter):
        message = f"a {kind} cannot be called {parameter!r}, so the scheme {name!r} is left out"
        hint = "its name has letters, digits and hyphens"
        reading.report.add("AZ613", node.entries["name"].span, message, help=hint)
        kind = "none"
    return SchemeUse(name, kind, parameter, text_of(node, "description"), node.span)


def _reference(uri: str, requirement: Node) -> Node:
    """A Reference Object to a scheme that a requirement names by its URI (OpenAPI 3.2)."""
    span = requirement.key_span(uri)
    place = (span.file, span.line, span.column, span.end_line, span.end_column)
    return Node({"$ref": Node(uri, *place)}, *place)


def _kind(node: Node) -> tuple[SchemeKind, str]:
    type_ = text_of(node, "type")
    scheme = (text_of(node, "scheme") or "").lower()
    if type_ in ("oauth2", "openIdConnect") or (type_ == "http" and scheme == "bearer"):
        return "bearer", "Authorization"
    if type_ == "basic" or (type_ == "http" and scheme == "basic"):
        return "basic", "Authorization"
    if type_ == "http" and scheme and scheme not in _CONVERSATIONS:
        return "header", "Authorization"
    name = text_of(node, "name")
    place = _PLACES.get(text_of(node, "in") or "")
    if type_ == "apiKey" and name and place:
        return place, name
    return "none", ""
