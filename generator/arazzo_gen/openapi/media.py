"""Classifies media types, and finds the declared media of a content type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from arazzo_gen.openapi.model import Media

Format = Literal["json", "xml", "structured", "plain"]
"""What a body is: JSON, XML, another format with parts (CSV, a form), or text or bytes without."""

LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
_JSON = ("application/json", "text/json", "*/*", "application/*", "")
_STRUCTURED = frozenset(
    {
        *LINES,
        "application/ndjson",
        "application/json-seq",
        "application/csv",
        "text/csv",
        "text/tab-separated-values",
        "text/event-stream",
        "application/x-www-form-urlencoded",
    }
)
_PLAIN = frozenset(
    {"application/octet-stream", "application/pdf", "application/zip", "application/gzip"}
)
_PLAIN_KINDS = frozenset({"text", "image", "audio", "video", "font"})


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON: `application/json`, `+json`, or a range that takes it in."""
    essence = _essence(content_type)
    return essence in _JSON or essence.endswith(("+json", "/json"))


def is_xml(content_type: str) -> bool:
    """Whether a media type is XML."""
    essence = _essence(content_type)
    return essence in ("application/xml", "text/xml") or essence.endswith("+xml")


def is_yaml(content_type: str) -> bool:
    """Whether a media type is YAML."""
    return _essence(content_type).endswith(("+yaml", "/yaml", "/x-yaml"))


def format_of(content_type: str) -> Format | None:
    """The format of a media type; None where its name does not say, as in a range (`*/*`) or in
    `application/vnd.shop.v2`."""
    essence = _essence(content_type)
    if is_json(essence):
        return None if essence in ("*/*", "application/*", "") else "json"
    if is_xml(essence):
        return "xml"
    if essence in _STRUCTURED or is_yaml(essence) or essence.startswith("multipart/"):
        return "structured"
    if essence.endswith(("json", "javascript")):  # such as text/x-json
        return None
    kind = essence.partition("/")[0]
    return "plain" if essence in _PLAIN or kind in _PLAIN_KINDS else None


def preferred(media: Sequence[Media]) -> Media | None:
    """The declared media to send where a step does not say: JSON before others; None where there
    are ranges alone."""
    concrete = [each for each in media if "*" not in each.content_type]
    json = (each for each in concrete if is_json(each.content_type))
    return next(json, concrete[0] if concrete else None)


def media_for(media: Sequence[Media], content_type: str) -> Media | None:
    """The declared media of a content type, exactly or else as the narrowest range that takes it
    in, such as `application/*+json`; parameters are ignored."""
    wanted = _essence(content_type)
    for each in media:
        if _essence(each.content_type) == wanted:
            return each
    ranges = [each for each in media if _takes_in(_essence(each.content_type), wanted)]
    return max(ranges, key=lambda each: len(_essence(each.content_type)), default=None)


def _takes_in(range_: str, essence: str) -> bool:
    start, star, end = range_.partition("*")
    if range_ == "*/*":
        return True
    return bool(star) and "/" in start and essence.startswith(start) and essence.endswith(end)


def _essence(content_type: str) -> str:
    """A content type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()
