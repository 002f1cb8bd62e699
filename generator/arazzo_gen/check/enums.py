"""Checks the values in conditions against enums (AZ703), such as `'complete'` for `'completed'`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.diagnostics.model import Edit, Note, Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.lazy import pattern
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node, Scalar
from arazzo_gen.text.numbers import same_number
from arazzo_gen.types import Literal, Null, Type, Union
from arazzo_gen.typing.schema import Types

Value: TypeAlias = str | int | bool

_QUANTIFIER = pattern(r"\\.|[*+?{]")
_MOST_QUANTIFIERS = 3
_LONGEST_VALUE = 200


def enum_values(type_: Type, types: Types) -> tuple[Value, ...] | None:
    """The values of an enum type without null; None for any other type."""
    found = types.table.resolve(type_)
    if isinstance(found, Literal):
        return found.values
    if isinstance(found, Union):
        parts = [enum_values(m, types) for m in found.members if not isinstance(m, Null)]
        known = [part for part in parts if part is not None]
        return tuple(v for part in known for v in part) if len(known) == len(parts) else None
    return None


def check_compared(
    left: Bound, right: Bound, span: Span, types: Types, report: Report, *, loose: bool
) -> None:
    """Warn about `==` and `!=` with a value that the schema of the other side does not have.

    Args:
        left: One side of the comparison.
        right: The other.
        span: The condition.
        types: Reads schemas.
        report: Takes the warning.
        loose: Whether the comparison ignores case, as in simple conditions.
    """
    if isinstance(left.expr, ir.Const):
        left, right = right, left
    values = enum_values(left.expr.type, types)
    if not values or not isinstance(right.expr, ir.Const) or right.expr.value is None:
        return
    wanted = right.expr.value
    if isinstance(wanted, list | dict) or any(same(v, wanted, loose=loose) for v in values):
        return
    hint = hint_for(wanted, values)
    message = f"{named(left.expr)} is never {spelled(wanted)} by its schema"
    place = _literal_in(span, wanted)
    edits = spelt_as(place, wanted, values)
    report.add("AZ703", place, message, help=hint, notes=_notes(left, types), edits=edits)


def check_pattern(
    value: Bound, pattern: str | ir.Text, span: Span, types: Types, report: Report
) -> None:
    """Warn about a regular expression that matches no value of an enum."""
    values = enum_values(value.expr.type, types)
    if not values or not isinstance(pattern, str) or not _is_cheap(pattern):
        return
    texts = [each for each in values if isinstance(each, str) and len(each) <= _LONGEST_VALUE]
    if len(texts) < len(values) or any(re.search(pattern, text) for text in texts):
        return
    message = f"the pattern matches no value that {named(value.expr)} has by its schema"
    report.add("AZ703", span, message, help=listed(texts), notes=_notes(value, types))


def _is_cheap(pattern: str) -> bool:
    """Whether a pattern is safe to run at build time: few quantifiers, none on a group."""
    found = [each[0] for each in _QUANTIFIER.finditer(pattern) if not each[0].startswith("\\")]
    return len(found) <= _MOST_QUANTIFIERS and not re.search(r"\)[*+?{]", pattern)


def check_literal(
    wanted: Scalar, schema: Node, name: str, span: Span, types: Types, report: Report
) -> None:
    """Warn about such a comparison inside a JSONPath query, where only schemas are known."""
    type_ = types.of(schema, "Value", json=True)
    value = ir.At(ir.Const(None, type_), (name,), type_)
    left = Bound(value, absent=True, schemas=(schema,))
    right = Bound(ir.Const(wanted, type_), absent=False)
    check_compared(left, right, span, types, report, loose=False)


def same(value: Value, wanted: object, *, loose: bool) -> bool:
    """Whether a value of an enum equals what a condition compares it with.

    In simple conditions (`loose`) case does not count, and a numeric string equals its number.
    """
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold() if loose else value == wanted
    if isinstance(value, str) or isinstance(wanted, str):
        return loose and same_number(value, wanted)
    return value == wanted


def named(expr: ir.Expr) -> str:
    """The name of a value in a message."""
    if isinstance(expr, ir.At):
        return repr(str(expr.path[-1]))
    if isinstance(expr, ir.Input | ir.StepOutput | ir.WorkflowOutput | ir.CalledOutput):
        return repr(expr.name)
    return "the value"


def spelled(value: Scalar) -> str:
    """A constant as a message shows it."""
    return repr(value) if isinstance(value, str) else json.dumps(value)


def listed(values: Sequence[Value]) -> str:
    """The first values of an enum, for a help line."""
    shown = [spelled(value) for value in values[:12]]
    return "it is " + ", ".join(shown) + (", …" if len(values) > 12 else "")


def spelt_as(span: Span, wanted: object, values: Sequence[Value]) -> tuple[Edit, ...]:
    """The edit for a text that one value of an enum alone is near to."""
    texts = [each for each in values if isinstance(each, str)]
    return respelt(span, wanted, texts) if isinstance(wanted, str) else ()


def hint_for(wanted: object, values: Sequence[Value]) -> str:
    """The help for a value that is none of an enum's."""
    texts = [each for each in values if isinstance(each, str)]
    near = nearest(wanted, texts) if isinstance(wanted, str) else None
    return f"did you mean {near!r}?" if near else listed(values)


def _notes(value: Bound, types: Types) -> list[Note]:
    """A note at the place that lists the values."""
    schema = value.schemas[0] if value.schemas else None
    followed = types.refs.follow(schema) if schema is not None else None
    if followed is None:
        return []
    values = followed.get("enum")
    return [Note("its values", (values or followed).span)]


def _literal_in(span: Span, wanted: object) -> Span:
    """The span of a literal in a condition; the whole condition where it is not unique."""
    lines = {number: span.file.line(number) for number in range(span.line, span.end_line + 1)}
    lines[span.end_line] = lines[span.end_line][: span.end_column - 1]
    for spelled in (f"'{wanted}'", f'"{wanted}"'):
        found = [
            (number, at.start() + 1)
            for number, text in lines.items()
            for at in re.finditer(re.escape(spelled), text)
            if (number, at.start() + 1) >= (span.line, span.column)
        ]
        if len(found) == 1:
            line, column = found[0]
            return Span(span.file, line, column, line, column + len(spelled))
    return span
