"""A bound expression: its IR, and what is known of its value."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.types import Bool, Int, Json, Null, Number, Str, Type


@record
class Bound:
    """A value of the workflow.

    Attributes:
        expr: How it is computed.
        absent: Whether it may be None when it is read (absent, or null).
        schemas: The schemas that it can have; None where nothing is known of it.
        secret: Whether it must not be shown.
        hint: The name of its type, should that need one and have none of its own.
        sent: Whether it is of what callers send, not of what comes back from an API.
    """

    expr: ir.Expr
    absent: bool
    schemas: tuple[Node, ...] | None = None
    secret: bool = False
    hint: str = "Value"
    sent: bool = False


def nothing() -> Bound:
    """What stands in for an expression that is wrong; the report has said so."""
    return Bound(ir.Const(None, Json()), absent=True)


def constant(value: JsonValue) -> Bound:
    """A constant of the document."""
    return Bound(ir.Const(value, type_of(value)), absent=value is None)


def type_of(value: JsonValue) -> Type:
    """The type of a constant."""
    if value is None:
        return Null()
    if isinstance(value, bool):
        return Bool()
    if isinstance(value, int):
        return Int()
    if isinstance(value, float):
        return Number()
    return Str() if isinstance(value, str) else Json()
