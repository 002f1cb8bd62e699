"""Where the value of an expression comes from, and how a value is put there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.play.context import Context
from arazzo_gen.play.values import value
from arazzo_gen.record import record

GONE: Final = object()
"""Put in a place, it takes away what is there."""

_MOST_ITEMS = 50


@record
class Place:
    """A place that a value comes from.

    `root` is a part of the response that the step gets ("status", "header" with its `name`,
    "body"), or something before it: an "input", an output of a "step" or of a "workflow" before
    (`path` begins with the name of the output), an output of the workflow that the step calls
    ("called"), a "keyword".
    """

    root: Literal["status", "header", "body", "input", "step", "workflow", "called", "keyword"]
    name: str = ""
    path: tuple[str | int, ...] = ()

    @property
    def is_response(self) -> bool:
        """Whether it is a part of the response."""
        return self.root in ("status", "header", "body")


def place_of(expr: ir.Expr, step: ir.Step, context: Context) -> Place | None:
    """The place that the value of an expression comes from as it is; None where it is worked out.

    Args:
        expr: The expression, in a criterion, an action or an output of the step.
        step: The step.
        context: Gives the values of expressions that are embedded in queries.
    """
    match expr:
        case ir.StatusCode():
            return Place("status")
        case ir.ResponseHeader():
            return Place("header", expr.name)
        case ir.ResponseBody():
            return Place("body")
        case ir.Input():
            return Place("input", expr.name)
        case ir.Supplied():
            return Place("keyword", expr.param)
        case ir.StepOutput():
            own = _output(step, expr)
            if own is not None:
                return place_of(own.value, step, context)
            return Place("step", expr.step, (expr.name,))
        case ir.WorkflowOutput():
            return Place("workflow", expr.workflow, (expr.name,))
        case ir.CalledOutput():
            return Place("called", "", (expr.name,))
        case ir.At():
            return _inside(place_of(expr.base, step, context), expr.path)
        case ir.JsonPathValue():
            bindings = [value(each, context) for each in expr.bindings]
            path = path_of(expr.query, bindings)
            base = place_of(expr.base, step, context)
            return _inside(base, path) if path is not None else None
        case ir.Required() | ir.OrNull():
            return place_of(expr.value, step, context)
        case ir.RequestHeader() | ir.RequestQuery():
            given = _parameter(step, expr)
            return place_of(given, step, context) if given is not None else None
        case ir.Text():
            only = expr.parts[0] if len(expr.parts) == 1 else ""
            return None if isinstance(only, str) else place_of(only, step, context)
    return None


def path_of(query: jsonpath.Query, bindings: Sequence[Any]) -> tuple[str | int, ...] | None:
    """The path of a query that gives one node at the most; None for any other query."""
    if not query.singular:
        return None
    path: list[str | int] = []
    for segment in query.segments:
        match segment.selectors[0]:
            case jsonpath.Name(name):
                path.append(name)
            case jsonpath.Index(index) if index >= 0:
                path.append(index)
            case jsonpath.EmbeddedName(bound):
                path.append(str(bindings[bound]))
            case jsonpath.EmbeddedIndex(bound) if str(bindings[bound]).isdecimal():
                path.append(int(bindings[bound]))
            case _:
                return None
    return tuple(path)


def put(base: Any, path: Sequence[str | int], item: Any) -> Any:
    """A value with another at a path, or without it (`GONE`); what leads there is made."""
    if not path:
        return None if item is GONE else item
    key, rest = path[0], path[1:]
    if isinstance(base, list) and (isinstance(key, int) or key.isdecimal()):
        return _put_item(base, int(key), rest, item)
    if not isinstance(base, Mapping):
        if isinstance(key, int):
            return _put_item([], key, rest, item)
        base = {}
    name = str(key)
    if item is GONE:
        if name not in base:
            return base
        if not rest:
            return {other: base[other] for other in base if other != name}
    return {**base, name: put(base.get(name), rest, item)}


def _put_item(base: list[Any], index: int, rest: Sequence[str | int], item: Any) -> list[Any]:
    if item is GONE:
        if index >= len(base):
            return base
        if not rest:
            return base[:index]
    filled = list(base)
    while len(filled) <= min(index, _MOST_ITEMS):
        # A copy of an item that is there fits the schema; nothing else is known here.
        filled.append(filled[-1] if filled else None)
    if index < len(filled):
        filled[index] = put(filled[index], rest, item)
    return filled


def _inside(base: Place | None, path: tuple[str | int, ...]) -> Place | None:
    if base is None or (base.root in ("status", "header", "keyword") and path):
        return None
    return Place(base.root, base.name, (*base.path, *path))


def _output(step: ir.Step, expr: ir.StepOutput) -> ir.OutputField | None:
    if expr.step != step.id:
        return None
    return next((each for each in step.outputs if each.name == expr.name), None)


def _parameter(step: ir.Step, expr: ir.RequestHeader | ir.RequestQuery) -> ir.Expr | None:
    """What gives a header or a query parameter of the request."""
    if not isinstance(step.call, ir.Request):
        return None
    params = step.call.headers if isinstance(expr, ir.RequestHeader) else step.call.query
    found = (each for each in params if each.name.lower() == expr.name.lower())
    return next((each.value for each in found), None)
