"""Binds values of the document: constants, strings, Selector Objects, and structures of them."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, constant
from arazzo_gen.arazzo.selectors import as_selector
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.selectors import bind_selector
from arazzo_gen.lower.bind.text import bind_text
from arazzo_gen.text.node import Node
from arazzo_gen.types import Json


def bind_value(binder: Binder, node: Node) -> Bound:
    """A value of a parameter or a payload.

    Strings may be expressions or templates, and maps may be Selector Objects. A value without any
    of them is a constant.
    """
    if isinstance(node.value, str):
        return bind_text(binder, node.value, node.span)
    if isinstance(node.value, list):
        return _collect(ir.ListOf(tuple(bind_value(binder, n).expr for n in node.value), Json()))
    if isinstance(node.value, dict):
        selector = as_selector(node)
        if selector is not None:
            return bind_selector(binder, selector)
        entries = tuple((key, bind_value(binder, n).expr) for key, n in node.value.items())
        return _collect(ir.MapOf(entries, Json()))
    return constant(node.value)


def _collect(expr: ir.ListOf | ir.MapOf) -> Bound:
    """A list or an object; a constant where all parts are constant."""
    if isinstance(expr, ir.ListOf):
        items = [item.value for item in expr.items if isinstance(item, ir.Const)]
        if len(items) == len(expr.items):
            return Bound(ir.Const(items, Json()), absent=False)
        return Bound(expr, absent=False)
    values = {key: item.value for key, item in expr.entries if isinstance(item, ir.Const)}
    if len(values) == len(expr.entries):
        return Bound(ir.Const(values, Json()), absent=False)
    return Bound(expr, absent=False)
