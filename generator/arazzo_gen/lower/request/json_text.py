"""Binds JSON payloads that are written as text with expressions in it.

The text is parsed as JSON before any value is known. An expression in the place of a value keeps
its type, one inside longer text becomes text, and one alone in quotes becomes what the schema of
the body wants there. So no value can break out of its string.
"""

from __future__ import annotations

import json

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, constant
from arazzo_gen.check.kinds import kinds
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import source_file
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.template import parse_value
from arazzo_gen.lazy import pattern
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.text import bind_text, template
from arazzo_gen.record import record
from arazzo_gen.source.lines import LineTable
from arazzo_gen.text.json_reader import read_json
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.types import Json, Str

# Marks of expressions while the text is parsed as JSON: private-use characters, which no JSON
# document needs, around a number. The last one says whether the expression stands in quotes.
_QUOTED, _BARE = "\ue001", "\ue002"
_MARK = pattern(f"\ue000([0-9]+)([{_QUOTED}{_BARE}])")


def bind_json_text(binder: Binder, payload: Node, schema: Node | None) -> Bound:
    """A JSON payload given as a string: one expression, or JSON text with expressions in it.

    `schema` is that of the body.
    """
    text = payload.value
    assert isinstance(text, str)
    parsed = parse_value(text)
    if isinstance(parsed, str):
        return _constant(binder, payload, parsed)
    if isinstance(parsed, ast.Template) and not _MARK.search(text):
        tree = _template_tree(parsed)
        if tree is not None:
            return Bound(_Reader(binder, payload, parsed).expr(tree[0], schema), absent=False)
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
                mark = f"\ue000{index}"
                is_text = inside or quoted
                pieces.append(f"{mark}{_QUOTED}" if is_text else f'"{mark}{_BARE}"')
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


@record
class _Reader:
    """Puts the expressions of a template back into its JSON."""

    binder: Binder
    payload: Node
    parsed: ast.Template

    def expr(self, tree: JsonValue, schema: Node | None) -> ir.Expr:
        """The value of a piece of the JSON, whose place has a schema if that is known."""
        if isinstance(tree, dict):
            entries = ((self.key(k), self.expr(v, self.inside(schema, k))) for k, v in tree.items())
            return ir.MapOf(tuple(entries), Json())
        if isinstance(tree, list):
            items = (self.expr(each, self.inside(schema, at)) for at, each in enumerate(tree))
            return ir.ListOf(tuple(items), Json())
        if isinstance(tree, str) and _MARK.search(tree):
            return self.marked(tree, schema)
        return constant(tree).expr

    def inside(self, schema: Node | None, key: str | int) -> Node | None:
        return None if schema is None else self.binder.scope.types.walk(schema, (key,)).schema

    def key(self, key: str) -> str:
        if _MARK.search(key):
            message = "an expression cannot be the name of a property"
            self.binder.scope.report.add("AZ607", self.payload.span, message)
        return _MARK.sub("", key)

    def marked(self, text: str, schema: Node | None) -> ir.Expr:
        whole = _MARK.fullmatch(text)
        if whole is not None:
            value = self.value(int(whole[1]))
            return value if whole[2] == _BARE else self.quoted(value, schema)
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

    def quoted(self, value: ir.Expr, schema: Node | None) -> ir.Expr:
        """A value that stands alone in quotes: text, unless the schema wants something else."""
        types = self.binder.scope.types
        wanted = Json() if schema is None else types.of(schema, "Value", sent=True)
        found = kinds(wanted, types.table)
        is_text = kinds(value.type, types.table) == {"string"}
        if is_text or (found and "string" not in found):
            return value
        return ir.Text((value,), Str())

    def value(self, index: int) -> ir.Expr:
        part = self.parsed.parts[index]
        assert isinstance(part, ast.Embedded)
        one = ast.Template((part,))
        bound = template(self.binder, one, self.payload.span)
        if isinstance(bound.expr, ir.Text) and len(bound.expr.parts) == 1:
            only = bound.expr.parts[0]
            return only if not isinstance(only, str) else constant(only).expr
        return bound.expr
