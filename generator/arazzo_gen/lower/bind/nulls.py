"""Decides what a value inside JSON becomes where it is None: left out, null, or `MissingValue`.

A result says None for a null and for what is not there. So None of a place whose schema allows null
is sent as null, and None of any other place is left out.
"""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.ir.walk import LeafKey, leaf_key, walk
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.required import require
from arazzo_gen.record import record
from arazzo_gen.text.node import Node
from arazzo_gen.types import Json, Null, Type, Union, nullable, union

_DEEPEST = 20
"""The greatest depth to which a structure is looked at."""

_MAY_LACK = (
    ir.StepOutput,
    ir.WorkflowOutput,
    ir.At,
    ir.Text,
    ir.JsonPathValue,
    ir.XPathValue,
)
"""Values that may be None though no caller said so; an input knows null from what is left out."""


@record
class Place:
    """Where a value goes.

    Attributes:
        name: Its property, for errors.
        schema: Its schema; None where it is unknown.
        required: Whether it has to be there.
        nulls: Whether null can be written there: in JSON, but not in a form.
        depth: How deep it is.
    """

    name: str
    schema: Node | None
    required: bool = False
    nulls: bool = True
    depth: int = 0


def settle(binder: Binder, expr: ir.Expr, place: Place) -> ir.Expr:
    """The value, with a mark on each part that is needed or that is null where it is None."""
    if isinstance(expr, ir.MapOf) and place.depth < _DEEPEST:
        entries = ((key, settle(binder, e, _inside(binder, place, key))) for key, e in expr.entries)
        return ir.MapOf(tuple(entries), expr.type)
    if isinstance(expr, ir.ListOf) and place.depth < _DEEPEST:
        items = (settle(binder, e, _inside(binder, place, i)) for i, e in enumerate(expr.items))
        return ir.ListOf(tuple(items), expr.type)
    if not isinstance(expr, (*_MAY_LACK, ir.Input)):
        return expr
    types = binder.scope.types
    wanted = Json() if place.schema is None else types.of(place.schema, "Value", sent=True)
    if not (nullable(wanted) or says_null(binder, wanted)):
        if place.required:
            return require(Bound(expr, absent=True), binder, place.name)
        return expr
    if place.nulls and isinstance(expr, _MAY_LACK) and _is_null(binder, expr, wanted, place):
        return ir.OrNull(expr, union(expr.type, Null()))
    return expr


def _inside(binder: Binder, place: Place, key: str | int) -> Place:
    """The place of a part of an object or array."""
    inner = Place(str(key), None, nulls=place.nulls, depth=place.depth + 1)
    if place.schema is None:
        return inner
    walk = binder.scope.types.walk(place.schema, (key,), sent=True)
    if walk.failed_at is not None or walk.schema is None:
        return inner
    required = isinstance(key, str) and not walk.optional
    return Place(str(key), walk.schema, required, place.nulls, place.depth + 1)


def _is_null(binder: Binder, expr: ir.Expr, wanted: Type, place: Place) -> bool:
    """Whether None of a value stands for null in a place that may take null."""
    given = expr.type
    if isinstance(expr, ir.Text) and len(expr.parts) == 1 and not isinstance(expr.parts[0], str):
        given = expr.parts[0].type
    if says_null(binder, given):
        return True
    if not says_null(binder, wanted):
        return False
    return place.required or isinstance(given, Json)


def says_null(binder: Binder, type_: Type) -> bool:
    """Whether a schema has said that null is among the values of a type."""
    found = binder.scope.types.table.resolve(type_)
    members = found.members if isinstance(found, Union) else (found,)
    return any(isinstance(member, Null) for member in members)


def sent_as_null(tree: object) -> set[LeafKey]:
    """The leaves of which a None is sent as null: they are directly inside an `OrNull`."""
    found = (expr.value for expr in walk(tree) if isinstance(expr, ir.OrNull))
    return {leaf_key(leaf) for leaf in found if isinstance(leaf, ir.StepOutput | ir.WorkflowOutput)}
