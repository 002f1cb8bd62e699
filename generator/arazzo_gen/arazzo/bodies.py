"""Request Body and Payload Replacement Objects (sections of these names)."""

from __future__ import annotations

from itertools import islice
from typing import Final, cast

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of
from arazzo_gen.arazzo.misspelt import unknown_fields, with_payload
from arazzo_gen.arazzo.model import Replacement, RequestBody, SelectorType
from arazzo_gen.arazzo.selectors import SELECTOR_TYPES, check_selectors, expression_type
from arazzo_gen.arazzo.written import yaml_lines
from arazzo_gen.text.node import Node

_MOST_LINES: Final = 24


def read_request_body(step: Fields) -> RequestBody | None:
    """Read the `requestBody` of a step; None where there is none, or it is no object."""
    node = step.get("requestBody")
    if node is None:
        return None
    reader = step.reader
    fields = fields_of(node, kinds.REQUEST_BODY, reader)
    if fields is None:
        reader.lost = True
        return None
    _check_payload(fields)
    fields.check_names()
    content_type = fields.name("contentType")
    payload = fields.get("payload")
    if payload is not None:
        check_selectors(payload, reader)
    replacements = reader.each(
        fields.items("replacements"), lambda item: _read_replacement(item, reader)
    )
    return RequestBody(content_type, payload, replacements, fields.span)


def _check_payload(fields: Fields) -> None:
    """Report a payload that stands in the request body itself, and read it as `payload`."""
    node = fields.node
    unknown = unknown_fields(node, fields.kind, ())
    own = {key: value for key, value in node.entries.items() if key in unknown}
    if not own or any(unknown.values()) or fields.has("payload") or fields.has("replacements"):
        return
    right = with_payload(node, own)
    lines = tuple(islice(yaml_lines({"requestBody": right.plain()}), _MOST_LINES))
    message = "what a request sends stands under `payload`"
    span = node.key_span(next(iter(own)))
    fields.reader.error("AZ104", span, message, help="write", lines=lines)
    fields.node = right


def _read_replacement(node: Node, reader: Reader) -> Replacement | None:
    fields = fields_of(node, kinds.REPLACEMENT, reader)
    if fields is None:
        return None
    fields.check_names()
    lacking = [key for key in ("target", "value") if not fields.has(key)]
    if lacking:
        fields.missing(*lacking)
    target = fields.text("target")
    value = fields.get("value")
    if value is not None:
        check_selectors(value, reader)
    language = expression_type(fields, "targetSelectorType", SELECTOR_TYPES)
    wrong_language = fields.has("targetSelectorType") and language is None
    if target is None or value is None or wrong_language:
        return None
    name, version = language or (None, None)
    return Replacement(target, cast("SelectorType | None", name), version, value, fields.span)
