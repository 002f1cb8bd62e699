"""Classifies media types as JSON or XML, and finds the declared media of a content type."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.openapi.model import Media


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON: `application/json`, `+json`, or a range that takes it in."""
    essence = content_type.partition(";")[0].strip().lower()
    return essence in (
        "application/json",
        "text/json",
        "*/*",
        "application/*",
        "",
    ) or essence.endswith(("+json", "/json"))


def is_xml(content_type: str) -> bool:
    """Whether a media type is XML."""
    essence = content_type.partition(";")[0].strip().lower()
    return essence in ("application/xml", "text/xml") or essence.endswith("+xml")


def media_for(media: Sequence[Media], content_type: str) -> Media | None:
    """The declared media of a content type, exactly or as a range; parameters are ignored."""
    wanted = content_type.partition(";")[0].strip().lower()
    for each in media:
        if each.content_type.partition(";")[0].strip().lower() == wanted:
            return each
    for each in media:
        essence = each.content_type.partition(";")[0].strip().lower()
        if essence == "*/*" or (
            essence.endswith("/*") and wanted.startswith(essence.removesuffix("*"))
        ):
            return each
    return None
