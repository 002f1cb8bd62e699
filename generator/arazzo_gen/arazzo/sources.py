"""Source Description Objects (section of this name)."""

from __future__ import annotations

from typing import cast

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of
from arazzo_gen.arazzo.model import SourceDescription, SourceType
from arazzo_gen.arazzo.names import check_id, check_unique
from arazzo_gen.text.node import Node

_TYPES: tuple[SourceType, ...] = ("openapi", "arazzo", "asyncapi")


def read_sources(document: Fields) -> tuple[SourceDescription, ...]:
    """Read the `sourceDescriptions` of a document; of two with one name, the first is kept."""
    reader = document.reader
    reader.lost |= not document.has("sourceDescriptions")
    found = reader.each(
        document.required_items("sourceDescriptions"), lambda item: _read_source(item, reader)
    )
    check_unique(((one.name.value, one.name) for one in found), "the source description", reader)
    kept: dict[str, SourceDescription] = {}
    for source in found:
        kept.setdefault(source.name.value, source)
    return tuple(kept.values())


def may_have_events(sources: list[Node]) -> bool:
    """Whether one of the sources may be an AsyncAPI document: its type says so, or is left out.

    True for a document without sources, too: that has been reported, and any may be meant.
    """
    types = [source.get("type") for source in sources]
    return not types or any(
        found is None or found.text not in ("openapi", "arazzo") for found in types
    )


def _read_source(node: Node, reader: Reader) -> SourceDescription | None:
    fields = fields_of(node, kinds.SOURCE, reader)
    if fields is None:
        return None
    fields.check_names()
    lacking = [key for key in ("name", "url") if not fields.has(key)]
    if lacking:
        fields.missing(*lacking)
    name = fields.name("name")
    if name is not None:
        check_id(name, "the source description", reader)
    url = fields.name("url")
    found = fields.choice("type", _TYPES)
    if found is not None and found.value == "asyncapi":
        reader.later(found.span, "`type: asyncapi`")
    if name is None or url is None:
        return None
    # A wrong type has been reported; the file itself shows what it is.
    return SourceDescription(
        name, url, cast(SourceType, found.value) if found else None, fields.span
    )
