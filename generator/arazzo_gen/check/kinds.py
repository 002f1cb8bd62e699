"""What an expression gives against what the operation takes (AZ705)."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.text.node import Span
from arazzo_gen.types import (
    Binary,
    Bool,
    Int,
    List,
    Literal,
    Map,
    Null,
    Number,
    ObjectDef,
    Str,
    Tuple,
    Type,
    TypeTable,
    Union,
)

_URL_TEXT = frozenset({"number", "boolean", "string"})
"""In a URL or a header a string, a number and a boolean are text alike."""


def check_kind(
    expr: ir.Expr,
    wanted: Type,
    name: str,
    span: Span,
    table: TypeTable,
    report: Report,
    *,
    url: bool,
) -> None:
    """Warn where a value that the workflow computes is of another kind than the operation takes.

    Args:
        expr: The value; constants are left to the author.
        wanted: The type that the operation's schema gives.
        name: The parameter or property.
        span: The value's place.
        table: The named types.
        report: Takes the warning.
        url: The value goes into a URL or a header, where numbers are as good as text.
    """
    if isinstance(expr, ir.Required):
        expr = expr.value
    if not isinstance(expr, ir.StepOutput | ir.At | ir.Input | ir.WorkflowOutput | ir.CalledOutput):
        return
    given, taken = kinds(expr.type, table), kinds(wanted, table)
    if not given or not taken or given & taken:
        return
    if url and taken <= {"string"} and given <= _URL_TEXT:
        return
    if url and "array" in taken and given <= _URL_TEXT:
        return
    message = f"{name!r} takes {_spoken(taken)}, and is given {_spoken(given)}"
    report.add("AZ705", span, message)


def kinds(type_: Type, table: TypeTable) -> frozenset[str]:
    """The kinds of JSON value that a type has, null aside; empty where it can be any."""
    found = table.resolve(type_)
    if isinstance(found, Union):
        parts = [kinds(m, table) for m in found.members if not isinstance(m, Null)]
        return frozenset[str]().union(*parts) if all(parts) else frozenset()
    if isinstance(found, Literal):
        return frozenset(_literal(value) for value in found.values)
    for types, name in (
        ((Str, Binary), "string"),
        ((Int, Number), "number"),
        ((Bool,), "boolean"),
        ((List, Tuple), "array"),
        ((Map, ObjectDef), "object"),
    ):
        if isinstance(found, types):
            return frozenset({name})
    return frozenset()


def _literal(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int) else "string"


def _spoken(found: frozenset[str]) -> str:
    words = sorted(found)
    article = "an" if words[0][0] in "ao" else "a"
    return f"{article} {' or '.join(words)}"
