"""Classifies media types as JSON or XML, and finds the declared media of a content type."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.openapi.model import Media


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON: `application/json`, `+json`, or a range that takes it in."""
    essence = _essence(content_type)
    return essence in (
        "application/json",
        "text/json",
        "*/*",
        "application/*",
        "",
    ) or essence.endswith(("+json", "/json"))


def is_xml(content_type: str) -> bool:
    """Whether a media type is XML."""
    essence = _essence(content_type)
    return essence in ("application/xml", "text/xml") or essence.endswith("+xml")


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
