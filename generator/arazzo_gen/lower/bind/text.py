"""Binds strings of the document: plain text, one expression, or text with expressions in it."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, constant, nothing
from arazzo_gen.arazzo.model import Text
from arazzo_gen.diagnostics.model import Edit
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.template import parse_unbraced, parse_value
from arazzo_gen.lazy import pattern
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.source.span import Span
from arazzo_gen.types import Str

_ROOT = pattern(r"\$([A-Za-z_]\w*)(?=[.\[#])")
"""The beginning of an output that starts with an expression."""

_WORD = pattern(r"\$[A-Za-z_][^\s{}]*")
"""A text that its author may have taken for an expression."""

_PARTS = ("body", "header")


def bind_text(binder: Binder, text: str, span: Span) -> Bound:
    """A string: plain text, one expression (which keeps its type), or a template."""
    parsed = parse_value(text)
    if isinstance(parsed, ExpressionError):
        return _wrong(binder, parsed, span)
    if isinstance(parsed, str):
        if _WORD.fullmatch(parsed):
            _warn_of_text(binder, parsed, span)
        return constant(parsed)
    if isinstance(parsed, ast.Template):
        return template(binder, parsed, span)
    if any(blank in text.strip() for blank in " \t\n") and not binder.declared(parsed):
        loose = parse_unbraced(text)
        if isinstance(loose, ast.Template):
            return template(binder, loose, span)
    return binder.expression(parsed, span)


def bind_output_text(binder: Binder, text: Text) -> Bound:
    """The text of an output: as any other, but `{$expression}` alone is the expression."""
    parsed = parse_value(text.value)
    if isinstance(parsed, ast.Template) and len(parsed.parts) == 1:
        part = parsed.parts[0]
        if isinstance(part, ast.Embedded):
            return binder.expression(part.expression, text.span)
    root = _ROOT.match(text.value)
    if isinstance(parsed, str) and root is not None:
        message = f"unknown expression `{root[0]}`"
        near = f"$response.{root[1]}" if root[1] in _PARTS else None
        hint = (
            f"did you mean `{near}`?" if near else "an output is an expression: `$response.body#/…`"
        )
        binder.scope.report.add("AZ301", text.span, message, help=hint)
        return nothing()
    return bind_text(binder, text.value, text.span)


def template(binder: Binder, parsed: ast.Template, span: Span) -> Bound:
    """Bind text with values in it. An unbraced expression of an undeclared name is text."""
    parts: list[str | ir.Expr] = []
    absent, secret = False, False
    lacking: list[frozenset[int]] = []
    for part in parsed.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        place = span.inside(part.start, part.end)
        if not part.braced and not binder.declared(part.expression):
            _warn_of_text(binder, part.text, place)
            parts.append(part.text)
            continue
        if not part.braced and not binder.mutes_dialects:
            message = "an expression in text stands in braces"
            right = "{" + part.text + "}"
            edits = [Edit(place, part.text, right)]
            binder.scope.report.add("AZ303", place, message, help=f"write `{right}`", edits=edits)
        bound = binder.expression(part.expression, place)
        parts.append(bound.expr)
        absent, secret = absent or bound.absent, secret or bound.secret
        lacking += [bound.lacking] if bound.absent else []
    merged = _merge(parts)
    if all(isinstance(part, str) for part in merged):
        return constant("".join(part for part in merged if isinstance(part, str)))
    known = frozenset().union(*lacking) if all(lacking) else frozenset()
    return Bound(ir.Text(tuple(merged), Str()), absent, secret=secret, lacking=known)


def _merge(parts: list[str | ir.Expr]) -> list[str | ir.Expr]:
    """Merge neighbouring texts and constants."""
    merged: list[str | ir.Expr] = []
    for part in parts:
        if isinstance(part, ir.Const) and isinstance(part.value, str):
            part = part.value
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _warn_of_text(binder: Binder, text: str, span: Span) -> None:
    """Warn that a text which looks like an expression is taken literally."""
    if binder.mutes_dialects:
        return
    root, _, name = text.removeprefix("$").rpartition(".")
    inputs = binder.scope.inputs if root in ("", "inputs") else {}
    near = name if name in inputs else nearest(name, list(inputs))
    hint = (
        f"did you mean `$inputs.{near}`?"
        if near is not None
        else "an expression names what the workflow declares: `$inputs.…`, `$steps.….outputs.…`"
    )
    message = f"`{text}` is no expression here, and stays text"
    binder.scope.report.add("AZ306", span, message, help=hint)


def _wrong(binder: Binder, error: ExpressionError, span: Span) -> Bound:
    end = error.end if error.end is not None else error.offset + 1
    place = span.inside(error.offset, end)
    binder.scope.report.add("AZ301", place, error.message, help=error.help)
    return nothing()
