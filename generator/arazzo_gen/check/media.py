"""Checks that pointers, JSONPath and XPath read bodies of their own kind (AZ706)."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.analysis.bound import Content
from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.openapi.media import Format, format_of
from arazzo_gen.openapi.model import Media
from arazzo_gen.source.span import Span
from arazzo_gen.typing.schema import Types

_XPATH = "read it with `type: xpath`: in a criterion, or in a Selector Object (Arazzo 1.1)"
_REGEX = "test its text with `type: regex` in a criterion; as an output, take the whole text: "
_SENT = "write what the payload has there"
_JSON = "read it with a JSON Pointer, `$response.body#/name`, or with `type: jsonpath`"


def check_parts(
    content: Content | None,
    path: Sequence[str | int],
    span: Span,
    types: Types,
    report: Report,
) -> None:
    """Warn of a JSON Pointer or a JSONPath into a body that is declared, and never as JSON.

    Args:
        content: What the body is declared to be; None for any other value.
        path: Where it leads; () for a query that may lead to several places.
        span: The expression or query.
        types: Reads schemas.
        report: Takes the warning.
    """
    if content is None or not content.media:
        return
    formats = {_without_parts(each, types) for each in content.media}
    if None in formats:
        return
    if content.is_sent:
        written = content.payload.at([str(token) for token in path]) if content.payload else None
        is_text = path and written is not None and isinstance(written.value, str)
        hint = f"{_SENT}: `{written.value}`" if is_text and written is not None else _SENT
    else:
        hint = _XPATH if formats == {"xml"} else f"{_REGEX}`$response.body`"
    _report(content, "no JSON Pointer and no JSONPath", hint, span, report)


def check_xpath(content: Content | None, span: Span, report: Report) -> None:
    """Warn of an XPath into a body that is declared, and only as JSON."""
    if content is None or not content.media:
        return
    if all(format_of(each.content_type) == "json" for each in content.media):
        _report(content, "no XPath", _SENT if content.is_sent else _JSON, span, report)


def may_be_xml(content: Content | None) -> bool:
    """Whether a body is declared as XML, among others."""
    media = content.media if content is not None else ()
    return any(format_of(each.content_type) == "xml" for each in media)


def _without_parts(media: Media, types: Types) -> Format | None:
    """The format of a body that is no JSON; None where it is or may be JSON. A text whose schema
    is an object or a list is most likely JSON that is declared with the wrong name."""
    found = format_of(media.content_type)
    if found == "plain" and media.schema is not None:
        kinds = types.shape(media.schema).kinds
        return None if {"object", "array"} & set(kinds) else found
    return None if found == "json" else found


def _report(content: Content, what: str, hint: str, span: Span, report: Report) -> None:
    names = dict.fromkeys(each.content_type.partition(";")[0].strip() for each in content.media)
    message = f"{content.owner} is {' or '.join(names)}, which {what} can read"
    notes = [Note("declared here", content.media[0].span)]
    report.add("AZ706", span, message, help=hint, notes=notes)
