"""Evaluates conditions of the IR, as generated modules do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.play.compare import equal, json_equal, ordered
from arazzo_gen.play.context import Context
from arazzo_gen.play.nodes import NOTHING, Nodes, length
from arazzo_gen.play.patterns import found_in
from arazzo_gen.play.values import ABSENT, flattened, found, has, pieces, value
from arazzo_gen.play.xpath import XPaths


def holds(cond: ir.Cond, context: Context) -> bool:
    """Whether a condition holds.

    Raises:
        NotPlayed: It cannot be evaluated here.
    """
    return _EVALUATORS[type(cond)](cond, context)


def _compare(cond: ir.Compare, context: Context) -> bool:
    left, right = value(cond.left, context), value(cond.right, context)
    if cond.op in ("==", "!="):
        same = equal(left, right) if cond.loose else json_equal(left, right)
        return same is (cond.op == "==")
    return ordered(left, cond.op, right, strict=not cond.loose)


def _all(cond: ir.All, context: Context) -> bool:
    return all(holds(item, context) for item in cond.items)


def _any(cond: ir.Any, context: Context) -> bool:
    return any(holds(item, context) for item in cond.items)


def _not(cond: ir.Not, context: Context) -> bool:
    return not holds(cond.item, context)


def _truthy(cond: ir.Truthy, context: Context) -> bool:
    made = value(cond.value, context)
    return made is not None and made is not False


def _exists(cond: ir.Exists, context: Context) -> bool:
    return _is_there(cond.value, context)


def _is_there(expr: ir.Expr, context: Context) -> bool:
    if isinstance(expr, ir.At) and expr.path:
        base, path = flattened(expr)
        return has(value(base, context), path)
    return found(expr, context) is not ABSENT


def _matches(cond: ir.Matches, context: Context) -> bool:
    pattern = cond.pattern
    given = pattern if isinstance(pattern, str) else value(pattern, context)
    return found_in(given, value(cond.value, context))


def _finds(cond: ir.JsonPathFinds, context: Context) -> bool:
    query = cond.query
    if isinstance(query, jsonpath.Query):
        path = query.path
        if path == ():
            return _is_there(cond.base, context)
        if path is not None:
            return has(value(cond.base, context), path)
    base = value(cond.base, context)
    nodes = Nodes(base, [value(each, context) for each in cond.bindings])
    if isinstance(query, jsonpath.Query):
        return bool(nodes.of(query))
    return base is not None and nodes.holds(query, base)


def _xpath(cond: ir.XPathHolds, context: Context) -> bool:
    path, bound = pieces(cond.path, context)
    return XPaths(path, cond.version, bound).holds(value(cond.base, context))


def _length(cond: ir.Length, context: Context) -> bool:
    size = length(value(cond.value, context))
    if size is NOTHING:
        return cond.op == "!="
    if cond.op in ("==", "!="):
        return (size == cond.size) is (cond.op == "==")
    return ordered(size, cond.op, cond.size, strict=True)


_EVALUATORS: Final[Mapping[type[Any], Callable[[Any, Context], bool]]] = {
    ir.Compare: _compare,
    ir.All: _all,
    ir.Any: _any,
    ir.Not: _not,
    ir.Truthy: _truthy,
    ir.Exists: _exists,
    ir.Matches: _matches,
    ir.JsonPathFinds: _finds,
    ir.XPathHolds: _xpath,
    ir.Length: _length,
}
