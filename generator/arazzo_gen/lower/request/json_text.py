"""Binds JSON payloads that are written as text with expressions in it.

The text is parsed as JSON before any value is known. An expression in the place of a value, or
alone in a string, keeps its type; one inside longer text becomes text. So no value can break out
of its string.
"""

from __future__ import annotations

import json

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, constant
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import source_file
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.template import parse_value
from arazzo_gen.lazy import pattern
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.text import bind_text, template
from arazzo_gen.source.lines import LineTable
from arazzo_gen.text.json_reader import read_json
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.types import Json, Str

# Marks of expressions while the text is parsed as JSON: private-use characters, which no JSON
# document needs, around a number.
_MARK = pattern("\ue000([0-9]+)\ue001")


def bind_json_text(binder: Binder, payload: Node) -> Bound:
    """A JSON payload given as a string: one expression, or JSON text with expressions in it."""
    text = payload.value
    assert isinstance(text, str)
    parsed = parse_value(text)
    if isinstance(parsed, str):
        return _constant(binder, payload, parsed)
    if isinstance(parsed, ast.Template) and not _MARK.search(text):
        tree = _template_tree(parsed)
        if tree is not None:
            return _Reader(binder, payload, text, parsed).bind(tree[0])
        message = "the payload is not JSON once its expressions have values"
        hint = "mend it, or give the payload as a map; as it is, it is sent as the text it is"
        binder.scope.report.add("AZ607", payload.span, message, help=hint)
        return template(binder, parsed, payload.span)
    if isinstance(parsed, ExpressionError):
        return bind_text(binder, text, payload.span)
    return bind_text(binder, text, payload.span)


def _constant(binder: Binder, payload: Node, text: str) -> Bound:
    """The constant for text without expressions: its JSON, else a JSON string."""
    if text.lstrip()[:1] not in ("{", "["):
        return constant(text)
    try:
        value: JsonValue = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        _report_mistake(binder, payload, text)
        return constant(text)
    return Bound(ir.Const(value, Json()), absent=False)


def _report_mistake(binder: Binder, payload: Node, text: str) -> None:
    """Report the position at which a text is no JSON."""
    place, message = payload.span, "the payload begins like JSON, but is not"
    hint = "mend it, or give the payload as a map; as it is, it is sent as a JSON string"
    attempt = Report()
    read_json(source_file(text, "payload.json"), attempt)
    for found in attempt.diagnostics:
        if found.span is not None and found.code == "AZ002":
            lines = LineTable(text)
            start = lines.offset(found.span.line, found.span.column)
            end = lines.offset(found.span.end_line, found.span.end_column)
            place = payload.span.inside(start, end)
            said = found.message.removeprefix("not valid JSON: ").replace("the file", "the text")
            message = f"the payload is not JSON: {said}"
    binder.scope.report.add("AZ607", place, message, help=hint)


def _template_tree(parsed: ast.Template) -> list[JsonValue] | None:
    """The JSON with marks in place of expressions, in a list: null is [None], no JSON is None."""
    for quoted in (False, True):
        pieces: list[str] = []
        inside = False
        for index, part in enumerate(parsed.parts):
            if isinstance(part, str):
                pieces.append(part)
                inside = _in_string(part, inside)
            else:
                mark = f"\ue000{index}\ue001"
                pieces.append(mark if inside or quoted else f'"{mark}"')
        try:
            return [json.loads("".join(pieces), strict=False, parse_constant=_refuse)]
        except (ValueError, RecursionError):
            continue
    return None


def _refuse(name: str) -> None:
    """JSON has no NaN and no infinities (RFC 8259, section 6)."""
    raise ValueError(name)


def _in_string(text: str, inside: bool) -> bool:
    """Whether a JSON string is open behind a stretch of text."""
    escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif inside and char == "\\":
            escaped = True
        elif char == '"':
            inside = not inside
    return inside


class _Reader:
    """Puts the expressions of a template back into its JSON."""

    def __init__(self, binder: Binder, payload: Node, text: str, parsed: ast.Template) -> None:
        self.binder = binder
        self.payload = payload
        self.text = text
        self.parts = parsed.parts

    def bind(self, tree: JsonValue) -> Bound:
        """The value of a piece of the JSON."""
        return Bound(self.expr(tree), absent=False)

    def expr(self, tree: JsonValue) -> ir.Expr:
        if isinstance(tree, dict):
            entries = tuple((self.key(key), self.expr(value)) for key, value in tree.items())
            return ir.MapOf(entries, Json())
        if isinstance(tree, list):
            return ir.ListOf(tuple(self.expr(item) for item in tree), Json())
        if isinstance(tree, str) and _MARK.search(tree):
            return self.marked(tree)
        return constant(tree).expr

    def key(self, key: str) -> str:
        if _MARK.search(key):
            message = "an expression cannot be the name of a property"
            self.binder.scope.report.add("AZ607", self.payload.span, message)
        return _MARK.sub("", key)

    def marked(self, text: str) -> ir.Expr:
        whole = _MARK.fullmatch(text)
        if whole is not None:
            return self.value(int(whole[1]))
        parts: list[str | ir.Expr] = []
        position = 0
        for match in _MARK.finditer(text):
            if match.start() > position:
                parts.append(text[position : match.start()])
            parts.append(self.value(int(match[1])))
            position = match.end()
        if position < len(text):
            parts.append(text[position:])
        return ir.Text(tuple(parts), Str())

    def value(self, index: int) -> ir.Expr:
        part = self.parts[index]
        assert isinstance(part, ast.Embedded)
        one = ast.Template((part,))
        bound = template(self.binder, one, self.payload.span)
        if isinstance(bound.expr, ir.Text) and len(bound.expr.parts) == 1:
            only = bound.expr.parts[0]
            return only if not isinstance(only, str) else constant(only).expr
        return bound.expr
