"""Reads the request body and the responses of an operation of OpenAPI 3."""

from __future__ import annotations

from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import Body, Header, Media, Response
from arazzo_gen.openapi.reading import Reading, flag
from arazzo_gen.text.node import Node

_STATUS = pattern(r"[1-5](\d\d|[xX][xX])")


def read_body(reading: Reading, written: Node | None) -> Body | None:
    """The Request Body Object, None where the operation has none."""
    node = reading.follow(written, "a request body")
    if node is None:
        return None
    return Body(flag(node, "required"), read_media(reading, node.get("content")), node.span)


def read_responses(reading: Reading, written: Node | None) -> tuple[Response, ...]:
    """The responses, in document order."""
    found: list[Response] = []
    for key, value in reading.entries(written, "`responses`"):
        status = read_status(reading, key, value)
        node = reading.follow(value, "a response") if status else None
        if status is None or node is None:
            continue
        media = read_media(reading, node.get("content"))
        found.append(Response(status, media, _headers(reading, node), node.span))
    return tuple(found)


def read_status(reading: Reading, key: str, at: Node) -> str | None:
    """A key of the Responses Object as "200", "2XX" or "default"; None for anything else."""
    if key == "default":
        return key
    if _STATUS.fullmatch(key):
        return key.upper()
    reading.broken(at.span, f"{key[:40]!r} is no status code, range such as 2XX, or default")
    return None


def read_media(reading: Reading, content: Node | None) -> tuple[Media, ...]:
    """The Media Type Objects of a `content` map, in document order."""
    found: list[Media] = []
    for content_type, value in reading.entries(content, "`content`"):
        node = reading.follow(value, "a media type")
        if node is None:
            continue
        encoding = node.get("encoding")
        known = encoding if encoding is not None and isinstance(encoding.value, dict) else None
        written = node.get("example"), node.get("examples")
        found.append(Media(content_type, node.get("schema"), known, node.span, *written))
    return tuple(found)


def _headers(reading: Reading, response: Node) -> tuple[Header, ...]:
    found: list[Header] = []
    for name, value in reading.entries(response.get("headers"), "`headers`"):
        node = reading.follow(value, "a header")
        if node is None:
            continue
        schema = node.get("schema")
        if schema is None:
            media = read_media(reading, node.get("content"))
            schema = media[0].schema if media else None
        found.append(Header(name, schema, flag(node, "required")))
    return tuple(found)
