"""A bound expression: its IR, and the facts about its value."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.openapi.model import Media
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.types import Bool, Int, Json, Null, Number, Str, Type

ELSEWHERE = frozenset({-1})
"""In the place of replies: a value of another workflow, not all of whose runs may give it."""


@record
class Content:
    """What the whole body of a message is declared to be.

    Attributes:
        owner: The message in findings, such as "the response of getJob".
        media: The media types that it can have; () where they are unknown.
        is_sent: Whether it is a request's.
        payload: What the step sends as its body, as written.
    """

    owner: str
    media: tuple[Media, ...]
    is_sent: bool = False
    payload: Node | None = None


@record
class Bound:
    """A value of the workflow, with the facts that binding found.

    Attributes:
        expr: The expression that computes it.
        absent: Whether it may be None when it is read (absent, or null).
        schemas: The schemas that it can have; None where they are unknown.
        secret: Whether reprs and messages must not show it.
        hint: The name of its type, if that needs one and has none of its own.
        sent: Whether it comes from the caller, not from an API's response.
        lacking: The replies of the step, by index, that do not give it, where it may be absent for
            that alone: after any other reply it is there. `ELSEWHERE` stands for the runs of
            another workflow that end without it. () where it may be absent for another reason.
        content: Where it is the whole body of a message: what that is declared to be.
    """

    expr: ir.Expr
    absent: bool
    schemas: tuple[Node, ...] | None = None
    secret: bool = False
    hint: str = "Value"
    sent: bool = False
    lacking: frozenset[int] = frozenset()
    content: Content | None = None


def nothing() -> Bound:
    """A null in place of an expression that is wrong, which has been reported."""
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
