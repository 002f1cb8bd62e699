"""Expressions of the IR as the document would write them, for messages."""

from __future__ import annotations

from arazzo_gen.ir import values as ir
from arazzo_gen.text import pointer


def spelled(expr: ir.Expr) -> str | None:
    """The runtime expression of a value, with its pointer (Arazzo 1.1, "Runtime Expressions").

    A value that a JSONPath or XPath picks is spelled as its context. None where there is no
    runtime expression: for constants, texts and structures with values in them.
    """
    if isinstance(expr, ir.JsonPathValue | ir.XPathValue):
        return spelled(expr.base)
    path: tuple[str | int, ...] = ()
    while isinstance(expr, ir.At):
        path = (*expr.path, *path)
        expr = expr.base
    head = _head(expr)
    if head is None or not path:
        return head
    return f"{head}#{pointer.write(str(token) for token in path)}"


def spelled_inside(definition: ir.Expr, expr: ir.Expr) -> str | None:
    """The same for an output or a value inside one, spelled by the output's definition.

    Args:
        definition: The expression that defines the output.
        expr: The output as a leaf, or an `At` of it.
    """
    if isinstance(expr, ir.At):
        inner: ir.Expr = ir.At(definition, expr.path, expr.type)
        return spelled(inner) or spelled(expr)
    return spelled(definition) or spelled(expr)


def _head(expr: ir.Expr) -> str | None:
    """The expression without a pointer."""
    match expr:
        case ir.Input():
            return f"$inputs.{expr.name}"
        case ir.StepOutput():
            return f"$steps.{expr.step}.outputs.{expr.name}"
        case ir.WorkflowOutput():
            return f"$workflows.{expr.workflow}.outputs.{expr.name}"
        case ir.CalledOutput():
            return f"$outputs.{expr.name}"
        case ir.ResponseHeader():
            return f"$response.header.{expr.name}"
        case ir.ResponseBody():
            return "$response.body"
        case ir.RequestHeader():
            return f"$request.header.{expr.name}"
        case ir.RequestQuery():
            return f"$request.query.{expr.name}"
        case ir.RequestBody():
            return "$request.body"
        case ir.StatusCode():
            return "$statusCode"
        case ir.RequestUrl():
            return "$url"
        case _:
            return None
