"""Lowers the query in the key of a path: parts without parameters go as they are written."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_plus

from arazzo_gen import ir
from arazzo_gen.lower.request.parts import RequestParts
from arazzo_gen.openapi.model import Operation
from arazzo_gen.types import Str


def add_key_query(operation: Operation, parts: RequestParts) -> None:
    """Add the query in an operation's key, without those that the step gives by their names."""
    for part in operation.query:
        name, _, value = part.partition("=")
        decoded = unquote_plus(name)
        if parts.given("query", decoded):
            continue
        if "{" not in value:
            parts.fixed_query.append(quote(part, safe="/:?@!$'()*,;=-._~%+[]"))
            continue
        pieces = [each for each in re.split(r"(\{[^{}]+\})", value) if each]
        found = [_piece(each, parts) for each in pieces]
        if len(found) == 1 and isinstance(found[0], ir.Param):
            only = found[0]
            parts.query.append(ir.Param(decoded, only.value, "form", False, only.shape))
        elif None not in found:
            texts = (each.value if isinstance(each, ir.Param) else each or "" for each in found)
            text = ir.Text(tuple(texts), Str())
            parts.query.append(ir.Param(decoded, text, "form", False, "primitive"))


def _piece(piece: str, parts: RequestParts) -> str | ir.Param | None:
    """A piece of a value: text, or the parameter in braces; None where nothing gives it."""
    if not piece.startswith("{"):
        return unquote_plus(piece)
    name = piece[1:-1]
    given = next((each for each in parts.query if each.name == name), None)
    if given is not None:
        parts.query.remove(given)
        return given
    return parts.path.get(name)
