"""Binds form and XML payloads that are written as text with expressions in it.

The value of an expression is encoded or escaped: it can add no field to a form, and no element to
a document.
"""

from __future__ import annotations

from urllib.parse import unquote_plus

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.template import parse_value
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.text import bind_text, template
from arazzo_gen.text.node import Node
from arazzo_gen.types import Bool, Int, Json, Number, Str

_Field = list[str | ast.Embedded]
_SCALARS = Str | Int | Number | Bool


def bind_form_text(
    binder: Binder, payload: Node, *, opened: bool = False, query: bool = False
) -> Bound:
    """Bind a form given as text: its fields, so that their values are encoded when it is sent.

    Text without expressions stays text, unless it is `opened` for replacements. That of a `query`
    may begin with its question mark.
    """
    text = payload.value
    assert isinstance(text, str)
    parsed = parse_value(text)
    if isinstance(parsed, str) and opened:
        parsed = ast.Template((parsed,))
    if query and isinstance(parsed, ast.Template) and isinstance(parsed.parts[0], str):
        parsed = ast.Template((parsed.parts[0].removeprefix("?"), *parsed.parts[1:]))
    fields = _fields(parsed) if isinstance(parsed, ast.Template) else None
    if fields is None:
        return bind_text(binder, text, payload.span)
    entries: dict[str, list[ir.Expr]] = {}
    for name, parts in fields:
        entries.setdefault(name, []).append(_joined(binder, payload, text, parts))
    values = tuple(
        (name, each[0] if len(each) == 1 else ir.ListOf(tuple(each), Json()))
        for name, each in entries.items()
    )
    return Bound(ir.MapOf(values, Json()), absent=False)


def _fields(parsed: ast.Template) -> list[tuple[str, _Field]] | None:
    """The names of a form's fields and the pieces of their values; None where it is no form."""
    fields: list[_Field] = [[]]
    for part in parsed.parts:
        pieces: _Field = list(part.split("&")) if isinstance(part, str) else [part]
        fields[-1].append(pieces[0])
        fields += [[piece] for piece in pieces[1:]]
    named: list[tuple[str, _Field]] = []
    is_form = False
    for first, *rest in fields:
        if first == "" and not rest:
            continue
        if not isinstance(first, str) or ("=" not in first and rest):
            return None
        name, sign, value = first.partition("=")
        is_form = is_form or sign == "="
        pieces = [piece for piece in (value, *rest) if piece != ""]
        decoded: _Field = [_decoded(p) if isinstance(p, str) else p for p in pieces]
        named.append((unquote_plus(name.strip()), decoded))
    return named if is_form else None


def _decoded(text: str) -> str:
    return unquote_plus(text.strip("\r\n"))


def _joined(binder: Binder, payload: Node, text: str, pieces: _Field) -> ir.Expr:
    """The value of a field, as text."""
    parts: list[str | ir.Expr] = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(piece)
        else:
            parts += _parts(_value(binder, payload, text, piece))
    if all(isinstance(part, str) for part in parts):
        return ir.Const("".join(part for part in parts if isinstance(part, str)), Str())
    if len(parts) == 1 and not isinstance(parts[0], str) and isinstance(parts[0].type, _SCALARS):
        return parts[0]
    return ir.Text(tuple(parts), Str())


def bind_xml_text(binder: Binder, payload: Node) -> Bound:
    """Bind XML given as text, its values escaped; text that is one expression is sent as is."""
    text = payload.value
    assert isinstance(text, str)
    parsed = parse_value(text)
    if not isinstance(parsed, ast.Template) or len(parsed.parts) == 1:
        return bind_text(binder, text, payload.span)
    parts: list[str | ir.Expr] = []
    absent = False
    before = ""
    for part in parsed.parts:
        if isinstance(part, str):
            parts.append(part)
            before += part
            continue
        cdata = before.rfind("<![CDATA[") > before.rfind("]]>")
        bound = _value(binder, payload, text, part)
        absent = absent or bound.absent
        for value in _parts(bound):
            if isinstance(value, str):
                parts.append(value)
            else:
                parts.append(ir.XmlEscaped(value, cdata, Str()))
    return Bound(ir.Text(tuple(parts), Str()), absent)


def _value(binder: Binder, payload: Node, text: str, part: ast.Embedded) -> Bound:
    """The value of one expression; text where it is a dialect and its name is not declared."""
    return template(binder, ast.Template((part,)), payload.span)


def _parts(bound: Bound) -> tuple[str | ir.Expr, ...]:
    """A value as parts of a longer text."""
    if isinstance(bound.expr, ir.Text):
        return bound.expr.parts
    if isinstance(bound.expr, ir.Const) and isinstance(bound.expr.value, str):
        return (bound.expr.value,)
    return (bound.expr,)
