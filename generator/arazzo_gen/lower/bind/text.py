"""Binds strings of the document: plain text, one expression, or text with expressions in it."""

from __future__ import annotations

import re

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, constant, nothing
from arazzo_gen.analysis.spellings import meant
from arazzo_gen.arazzo.model import Text
from arazzo_gen.diagnostics.model import Edit, Severity
from arazzo_gen.diagnostics.nearest import alone, nearest
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.spellings import Place, Spelling
from arazzo_gen.expressions.template import braced_words, parse_unbraced, parse_value
from arazzo_gen.lazy import pattern
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.source.span import Span
from arazzo_gen.text import pointer
from arazzo_gen.types import Str

_ROOT = pattern(r"\$([A-Za-z_]\w*)(?=[.\[#])")
"""The beginning of an output that starts with an expression."""

_WORD = pattern(r"\$[A-Za-z_][^\s{}]*")
"""A text that its author may have taken for an expression."""

_JSONPATH = pattern(r"\$([.\[][^\s?*:(){}]*)")
"""A JSONPath that leads to one value."""

_PARTS = ("body", "header")


def bind_text(binder: Binder, text: str, span: Span) -> Bound:
    """A string: plain text, one expression (which keeps its type), or a template."""
    parsed = parse_value(text)
    if isinstance(parsed, ExpressionError):
        return _wrong(binder, parsed, text, span)
    if isinstance(parsed, str | ast.Template):
        said = check_spellings(binder, text, span)
        if isinstance(parsed, ast.Template):
            return template(binder, parsed, span)
        if not said and _WORD.fullmatch(parsed):
            _warn_of_text(binder, parsed, span.inside(0, len(parsed)))
        return constant(parsed)
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
    if isinstance(parsed, str | ast.Template) and _is_misspelt(binder, text):
        return nothing()
    root = _ROOT.match(text.value)
    if isinstance(parsed, str) and root is not None:
        message = f"unknown expression `{root[0]}`"
        near = f"$response.{root[1]}" if root[1] in _PARTS else None
        hint = (
            f"did you mean `{near}`?" if near else "an output is an expression: `$response.body#/…`"
        )
        binder.scope.report.add("AZ301", text.span, message, help=hint)
        return nothing()
    if isinstance(parsed, str):
        hint = "an output is meant to be an expression such as `$response.body#/id`"
        binder.scope.report.add("AZ123", text.span, "this output is a constant", help=hint)
        return constant(parsed)
    return bind_text(binder, text.value, text.span)


def _is_misspelt(binder: Binder, text: Text) -> bool:
    """Report an output that names something, but not as an expression does (AZ123)."""
    found = meant(binder.scope, text.value, "output")
    place = text.span
    path = _JSONPATH.fullmatch(text.value.strip())
    if found:
        right = suggested(found[0], text.value)
        hint = f"did you mean `{right}`?"
        place = text.span.inside(found[0].start, found[0].end)
        message = f"this output is the text `{found[0].text}`, not an expression"
        edits = [Edit(place, found[0].text, right, is_safe=False)]
    elif path is not None and binder.step is not None:
        tokens = [part for part in re.split(r"[.\[\]'\"]+", path[1]) if part]
        right = f"$response.body#{pointer.write(tokens)}"
        hint = f"did you mean `{right}`?"
        edits = [Edit(place, text.value.strip(), right, is_safe=False)]
        message = "this output is the text of a JSONPath, not an expression"
    else:
        return False
    severity = Severity.ERROR
    binder.scope.report.add("AZ123", place, message, help=hint, severity=severity, edits=edits)
    return True


def suggested(found: Spelling, text: str) -> str:
    """What to write for a stretch of a text; in longer text, an expression has braces."""
    return found.right if found.text == text.strip() else "{" + found.right + "}"


def check_spellings(binder: Binder, text: str, span: Span, place: Place = "value") -> bool:
    """Report the stretches of a text that name something of the workflow in the spelling of another
    tool (AZ306), and say whether there are any.

    They stay text. Where none can be meant, in a path or a condition, that is an error.
    """
    found = meant(binder.scope, text, place)
    for each in found if not binder.mutes_dialects else ():
        what = "is no expression here, and stays text"
        if each.text.startswith(("{{$", "${{$")):
            what = "is an expression in too many braces, and those stay text"
        right = each.right if place == "condition" else suggested(each, text)
        severity = Severity.ERROR if binder.refuses_text or place != "value" else None
        part = span.inside(each.start, each.end)
        binder.scope.report.add(
            "AZ306",
            part,
            f"`{each.text}` {what}",
            help=f"did you mean `{right}`?",
            severity=severity,
            edits=[Edit(part, each.text, right, is_safe=False)],
        )
    words = list(braced_words(text)) if place in ("value", "condition") else []
    for match in words:
        refused = place == "condition"
        _warn_of_text(binder, match[0], span.inside(*match.span()), refused=refused)
    return bool(found or words)


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
            _warn_of_text(binder, part.text, place, inside=True)
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


def _warn_of_text(
    binder: Binder, text: str, span: Span, *, refused: bool = False, inside: bool = False
) -> None:
    """Warn that a text which looks like an expression is taken literally; an error with `refused`,
    and in a path where an input may be meant. `inside`: it is a part of longer text."""
    if binder.mutes_dialects:
        return
    root, _, name = text.strip("{}").removeprefix("$").rpartition(".")
    inputs = binder.scope.inputs if root in ("", "inputs") else {}
    near = name if name in inputs else nearest(name, list(inputs))
    hint = "to send it as it is without this warning, make it the `default` of an input"
    if near is not None:
        hint = f"did you mean `$inputs.{near}`? {hint[0].upper()}{hint[1:]}"
    message = f"`{text}` is no expression here, and stays text"
    refused = refused or (binder.refuses_text and near is not None)
    severity = Severity.ERROR if refused else None
    sure = name if name in inputs else alone(name, list(inputs))
    right = f"$inputs.{sure}"
    right = "{" + right + "}" if inside or text.startswith("{") else right
    edits = [Edit(span, text, right, is_safe=False)] if sure is not None else []
    binder.scope.report.add("AZ306", span, message, help=hint, severity=severity, edits=edits)


def misread(error: ExpressionError, text: str, place: Span) -> list[Edit]:
    """The edit for a stretch of a text that cannot be read, where what was meant is known."""
    if error.right is None:
        return []
    return [Edit(place, text[error.offset : error.end], error.right, is_safe=False)]


def _wrong(binder: Binder, error: ExpressionError, text: str, span: Span) -> Bound:
    end = error.end if error.end is not None else error.offset + 1
    place = span.inside(error.offset, end)
    edits = misread(error, text, place)
    binder.scope.report.add("AZ301", place, error.message, help=error.help, edits=edits)
    return nothing()
