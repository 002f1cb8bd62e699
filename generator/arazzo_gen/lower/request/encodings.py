"""Lowers the encodings of the properties of forms and multipart bodies (OpenAPI 3.2, "Encoding
Object")."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.lower.request.media import kind_of
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Media
from arazzo_gen.openapi.reading import flag, text_of
from arazzo_gen.text.node import Node

_ANY_FILE = "application/octet-stream"
_SPELLED = ("style", "explode", "allowReserved")


def form_fields(media: Media | None) -> tuple[ir.FormField, ...]:
    """The fields of a url-encoded form that have an encoding of their own.

    An encoding without style, explode and allowReserved has the content type of the field.
    """
    found: list[ir.FormField] = []
    for name, encoding in _encodings(media).items():
        style = text_of(encoding, "style") or "form"
        if any(encoding.get(key) is not None for key in _SPELLED):
            explode = flag(encoding, "explode", style == "form")
            found.append(ir.FormField(name, style, explode, flag(encoding, "allowReserved")))
        elif is_json(_concrete(text_of(encoding, "contentType")) or "text/plain"):
            found.append(ir.FormField(name, "json", False))
    return tuple(found)


def parts(scope: Scope, media: Media | None) -> tuple[ir.Part, ...]:
    """The properties of a multipart body that are files, or have an encoding of their own."""
    encodings = _encodings(media)
    names = dict.fromkeys(encodings)
    if media is not None and media.schema is not None:
        names = {**dict.fromkeys(scope.types.property_names(media.schema)), **names}
    found: list[ir.Part] = []
    for name in names:
        encoding = encodings.get(name)
        schema = _property(scope, media, name)
        is_file = schema is not None and _is_file(scope, schema)
        declared = text_of(encoding, "contentType") if encoding is not None else None
        content_type = _concrete(declared)
        if is_file and content_type is None:
            own = text_of(schema, "contentMediaType") if schema is not None else None
            content_type = own or _ANY_FILE
        headers = _headers(scope, encoding)
        if content_type is not None or headers:
            found.append(ir.Part(name, content_type, is_file, headers))
    return tuple(found)


def is_upload(scope: Scope, media: Media | None, name: str) -> bool:
    """Whether a property of a multipart body is declared as bytes."""
    schema = _property(scope, media, name)
    if schema is not None and scope.types.shape(schema).binary:
        return True
    encoding = _encodings(media).get(name)
    declared = _concrete(text_of(encoding, "contentType")) if encoding is not None else None
    if declared is None and schema is not None and schema.get("contentEncoding") is None:
        declared = text_of(schema, "contentMediaType")
    return declared is not None and kind_of(declared) == "binary"


def _encodings(media: Media | None) -> dict[str, Node]:
    return dict(media.encoding.entries) if media is not None and media.encoding is not None else {}


def _property(scope: Scope, media: Media | None, name: str) -> Node | None:
    """The schema of a property, of the items where it is an array."""
    if media is None or media.schema is None:
        return None
    found = _followed(scope, media.schema, name)
    while found is not None and (found.get("items") is not None):
        items = _followed(scope, found, 0)
        if items is None or items is found:
            break
        found = items
    return found


def _followed(scope: Scope, schema: Node, token: str | int) -> Node | None:
    below = scope.types.walk(schema, (token,)).schema
    return scope.types.refs.follow(below) if below is not None else None


def _is_file(scope: Scope, schema: Node) -> bool:
    if text_of(schema, "format") in ("binary", "byte"):
        return True
    return schema.get("contentMediaType") is not None


def _concrete(content_types: str | None) -> str | None:
    """The first of several content types that is not a range such as `image/*`."""
    choices = (each.strip() for each in (content_types or "").split(","))
    return next((each for each in choices if each and "*" not in each), None)


def _headers(scope: Scope, encoding: Node | None) -> tuple[tuple[str, str], ...]:
    """The headers of a part whose values the schema gives, by `const`, `default` or `enum`."""
    headers = encoding.get("headers") if encoding is not None else None
    found: list[tuple[str, str]] = []
    for name, written in headers.entries.items() if headers is not None else ():
        header = scope.types.refs.follow(written)
        schema = header.get("schema") if header is not None else None
        schema = scope.types.refs.follow(schema) if schema is not None else None
        value = _only_value(schema) if schema is not None else None
        if value is not None and name.lower() != "content-type":
            found.append((name, value))
    return tuple(found)


def _only_value(schema: Node) -> str | None:
    enum = schema.get("enum")
    only = enum.items[0] if enum is not None and len(enum.items) == 1 else None
    for node in (schema.get("const"), schema.get("default"), only):
        if node is not None and isinstance(node.value, str | int):
            return str(node.value)
    return None
