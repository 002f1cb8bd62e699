"""Chooses the content type of a request body, and the kind of body that it means."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from arazzo_gen.analysis.scope import Scope
from arazzo_gen.arazzo.model import RequestBody
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.media import LINES, is_json, is_xml, is_yaml, preferred
from arazzo_gen.openapi.model import Media
from arazzo_gen.openapi.reading import text_of

Kind = Literal["json", "form", "multipart", "text", "xml", "binary", "lines"]

_ANY_FILE = "application/octet-stream"
_OF_RANGES = {"text": "text/plain", "application": "application/json", "*": "application/json"}
_CHARSET = pattern(r";\s*charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)
_TEXTS = ("application/graphql", "application/jwt", "application/sql", "application/javascript")


def content_type_of(
    scope: Scope, body: RequestBody, declared: tuple[Media, ...]
) -> tuple[str, bool]:
    """The step's content type; else the operation's, JSON before others.

    Returns:
        The content type, and whether the operation leaves it open (`image/*`), so that a file's
        own is better.
    """
    if body.content_type is not None:
        return body.content_type.value, False
    chosen = preferred(declared)
    if chosen is not None:
        return chosen.content_type, False
    for media in declared:
        main = media.content_type.partition("/")[0].strip().lower()
        if _is_binary(scope, media) or main not in _OF_RANGES:
            return _ANY_FILE, True
        return _OF_RANGES[main], False
    return "application/json", False


def _is_binary(scope: Scope, media: Media) -> bool:
    schema = scope.types.refs.follow(media.schema) if media.schema is not None else None
    return schema is not None and text_of(schema, "format") == "binary"


def kind_of(content_type: str) -> Kind:
    """The kind of body of a content type."""
    essence = content_type.partition(";")[0].strip().lower()
    if essence == "application/x-www-form-urlencoded":
        return "form"
    if essence.startswith("multipart/"):
        return "multipart"
    if essence in LINES:
        return "lines"
    if is_json(content_type):
        return "json"
    if is_xml(content_type):
        return "xml"
    if essence.startswith("text/") or is_yaml(essence):
        return "text"
    return "text" if essence in _TEXTS else "binary"


def charset_of(content_type: str, kind: Kind) -> str | None:
    """The charset of a content type where it is not UTF-8; None for one that Python lacks.

    Text in ASCII is sent as UTF-8, where other characters are not lost. JSON can escape them.
    """
    written = _CHARSET.search(content_type)
    try:
        known = codecs.lookup(written[1]).name if written else "utf-8"
    except LookupError:
        return None
    is_json_text = kind in ("json", "lines")
    return None if known == "utf-8" or (known == "ascii" and not is_json_text) else known
