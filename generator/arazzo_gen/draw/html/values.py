"""Says in words where a value of the IR comes from: pieces of text and code, some of which name the
step or the input that gives the value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

from arazzo_gen import ir
from arazzo_gen.draw.spelling import path_text, query_text
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record

_BREAK = pattern(r"\n *")
_INDENT = "  "

Target: TypeAlias = tuple[Literal["step", "input", "workflow"], str]
"""What a piece is about: a step or an input of the workflow, or another workflow."""


@record
class Piece:
    """A stretch of text, with one look.

    Attributes:
        text: The text; of a document, where `look` is not "words".
        look: Words of ours, a name or a constant of the document, or the layout of a structure.
        target: What it names, for a link.
    """

    text: str
    look: Literal["words", "code", "layout"] = "words"
    target: Target | None = None


Pieces: TypeAlias = tuple[Piece, ...]


def words(text: str) -> Pieces:
    """Words of ours."""
    return (Piece(text),)


def code(text: str, target: Target | None = None) -> Pieces:
    """A name or a constant of the document."""
    return (Piece(text, "code", target),)


def value(expr: ir.Expr) -> Pieces:
    """Where a value comes from, on one line."""
    match expr:
        case ir.Const():
            return code(json.dumps(expr.value, ensure_ascii=False))
        case ir.Required() | ir.XmlEscaped():
            return value(expr.value)
        case ir.OrNull():
            return (*value(expr.value), *words(", or null where there is none"))
        case ir.At():
            return (*code(path_text(expr.path)), *words(" in "), *value(expr.base))
        case ir.Text():
            return _joined(expr.parts)
        case ir.ListOf() | ir.MapOf():
            return tuple(_one_line(structure(expr)))
        case ir.JsonPathValue():
            query = query_text(expr.query, expr.bindings)
            return (*words("JSONPath "), *code(query), *_of(expr.base))
        case ir.XPathValue():
            return (*words("XPath "), *text(expr.path), *_of(expr.base))
    return _source(expr)


def text(parts: str | ir.Text) -> Pieces:
    """A pattern or path: a constant, or text with values in it."""
    return code(parts) if isinstance(parts, str) else _joined(parts.parts)


def structure(expr: ir.Expr, indent: str = "") -> Pieces:
    """A value that may be an object or array, as JSON is written, over several lines."""
    deeper = indent + _INDENT
    match expr:
        case ir.MapOf():
            entries = [
                (*_layout(f"{json.dumps(name, ensure_ascii=False)}: "), *structure(item, deeper))
                for name, item in expr.entries
            ]
            return _enclosed("{", entries, "}", indent)
        case ir.ListOf():
            return _enclosed("[", [structure(item, deeper) for item in expr.items], "]", indent)
        case ir.Const():
            shown = json.dumps(expr.value, ensure_ascii=False, indent=len(_INDENT))
            return _layout(shown.replace("\n", f"\n{indent}"))
        case ir.Required():
            return structure(expr.value, indent)
    return value(expr)


def _source(expr: ir.Expr) -> Pieces:
    """Where a value comes from that no other is made of."""
    match expr:
        case ir.Input():
            return (*words("input "), *code(expr.name, ("input", expr.name)))
        case ir.StepOutput():
            return (
                *words("output "), *code(expr.name),
                *words(" of "), *code(expr.step, ("step", expr.step)),
            )  # fmt: skip
        case ir.WorkflowOutput():
            return (
                *words("output "), *code(expr.name),
                *words(" of workflow "), *code(expr.workflow, ("workflow", expr.workflow)),
            )  # fmt: skip
        case ir.CalledOutput():
            return (*words("output "), *code(expr.name), *words(" of the called workflow"))
        case ir.Supplied():
            return (*words("keyword "), *code(expr.param))
        case ir.ResponseHeader():
            return (*words("response header "), *code(expr.name))
        case ir.ResponseBody():
            return words("the response body")
        case ir.RequestHeader():
            return (*words("request header "), *code(expr.name))
        case ir.RequestQuery():
            return (*words("query parameter "), *code(expr.name), *words(" of the request"))
        case ir.RequestBody():
            return words("the request body")
        case ir.RequestUrl():
            return words("the URL of the request")
    return words("the HTTP status")


def _of(base: ir.Expr) -> Pieces:
    return (*words(" in "), *value(base))


def _joined(parts: Iterable[str | ir.Expr]) -> Pieces:
    """Text with values in it: what it is put together of."""
    found: list[Piece] = []
    for part in parts:
        found += words(" + ") if found else ()
        if isinstance(part, str):
            found += code(json.dumps(part, ensure_ascii=False))
        else:
            found += value(part)
    return tuple(found) or code('""')


def _enclosed(opening: str, items: Sequence[Pieces], closing: str, indent: str) -> Pieces:
    if not items:
        return _layout(opening + closing)
    inner = f"\n{indent}{_INDENT}"
    found = [*_layout(opening + inner), *items[0]]
    for _, item in pairwise(items):
        found += (*_layout("," + inner), *item)
    return (*found, *_layout(f"\n{indent}{closing}"))


def _layout(shown: str) -> Pieces:
    return (Piece(shown, "layout"),)


def _one_line(pieces: Pieces) -> Iterable[Piece]:
    """A structure without its line breaks, which stand between its parts alone."""
    for piece in pieces:
        if piece.look == "layout":
            yield Piece(_BREAK.sub(" ", piece.text), "layout")
        else:
            yield piece
