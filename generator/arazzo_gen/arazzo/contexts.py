"""Reads the `context` of criteria and Selector Objects, as the specification and as other tools
write it: `response`, `response.body`, `{$inputs.a}`."""

from __future__ import annotations

import re

from arazzo_gen.arazzo.fields import Fields, Reader
from arazzo_gen.arazzo.model import Text
from arazzo_gen.diagnostics.model import Edit
from arazzo_gen.lazy import pattern

_BRACES = pattern(r"[$#]?\{\s*([^{}]*?)\s*\}|[$#]?\{\{\s*([^{}]*?)\s*\}\}")
_STATUS = pattern(r"(?:\$?response\.)?\$?status_?code", re.IGNORECASE)
_BODY = pattern(r"\$?(response|request)(?:[ _-]?body)?", re.IGNORECASE)
_ROOTED = pattern(
    r"\$?\.?(?:(?:inputs|outputs|(?:response|request)\.(?:body|headers?))(?:[.\[#]\S*)?"
    r"|(?:steps|workflows|request\.(?:query|path))\.\S+|url|method)"
)


def is_expression(text: str) -> bool:
    """Whether a text is meant as one runtime expression."""
    return text.startswith("$")


def read_context(fields: Fields) -> Text | None:
    """The context of an object that has one; None, reported, where it can be no expression."""
    context = fields.text("context")
    if context is None:
        return None
    meant = _meant(context.value.strip())
    if meant is not None and meant != context.value:
        message = "a context is a runtime expression"
        edits = [Edit(context.span, context.value, meant)]
        fields.reader.warn("AZ303", context.span, message, help=f"write `{meant}`", edits=edits)
        return Text(meant, context.span)
    if is_expression(context.value):
        return context
    _not_an_expression(context, fields.reader)
    return None


def _meant(text: str) -> str | None:
    """The one expression that a context can mean; None where there is none, or more than one.

    A response or request as a whole is its body. A `body` can be that of either.
    """
    braces = _BRACES.fullmatch(text)
    if braces is not None:
        text = braces[1] if braces[1] is not None else braces[2]
    if _STATUS.fullmatch(text):
        return "$statusCode"
    body = _BODY.fullmatch(text)
    if body is not None:
        return f"${body[1].lower()}.body"
    if _ROOTED.fullmatch(text):
        return "$" + text.removeprefix("$").removeprefix(".")
    return text if braces is not None and is_expression(text) else None


def _not_an_expression(context: Text, reader: Reader) -> None:
    """Report a context that is no runtime expression."""
    reader.error(
        "AZ121",
        context.span,
        "the context must be a runtime expression",
        help="write an expression such as `$response.body`",
    )
