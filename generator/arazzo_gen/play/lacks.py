"""Says which expressions may be absent or null in a function, as the type checkers of a module see
it: a module checks only those, and writes an object's other entries first."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen import ir, types
from arazzo_gen.ir.walk import LeafKey, leaf_key

Reads = Mapping[LeafKey, ir.Read]


def may_lack(expr: ir.Expr, reads: Reads, *, null_lacks: bool = False) -> bool:
    """Whether an expression may be absent.

    Args:
        expr: The expression.
        reads: What the function reads; what is not among it is taken to be always there.
        null_lacks: Null counts as absent.
    """
    if isinstance(expr, ir.Input | ir.StepOutput | ir.WorkflowOutput):
        read = reads.get(leaf_key(expr))
        if read is None:
            return False
        strict = null_lacks or not isinstance(expr, ir.Input)
        return not read.required or (strict and _takes_null(read.type))
    if isinstance(expr, ir.Supplied):
        return not expr.required
    if isinstance(expr, ir.Const | ir.ListOf | ir.MapOf | ir.Required):
        return False
    if isinstance(expr, ir.OrNull):
        return _or_null_lacks(expr.value, reads)
    if isinstance(expr, ir.Text):
        return any(may_lack(p, reads) for p in expr.parts if not isinstance(p, str))
    if isinstance(expr, ir.XmlEscaped):
        return may_lack(expr.value, reads)
    if isinstance(expr, ir.At) and not expr.path:
        return may_lack(expr.base, reads)
    if isinstance(expr, ir.JsonPathValue):
        return expr.query.singular
    return True


def seen_type(expr: ir.Expr, reads: Reads) -> types.Type | None:
    """The type that checkers see of a value which is there; None for any."""
    if isinstance(expr, ir.Const | ir.Supplied):
        return types.without_null(expr.type)
    if isinstance(expr, ir.Input | ir.StepOutput | ir.WorkflowOutput):
        read = reads.get(leaf_key(expr))
        return types.without_null(expr.type if read is None else read.type)
    if isinstance(expr, ir.Required):
        lacks = may_lack(expr.value, reads, null_lacks=True)
        return None if lacks else seen_type(expr.value, reads)
    if isinstance(expr, ir.Text):
        return None if may_lack(expr, reads) else types.Str()
    if isinstance(expr, ir.At) and not expr.path:
        return seen_type(expr.base, reads)
    return None


def _or_null_lacks(inner: ir.Expr, reads: Reads) -> bool:
    if isinstance(inner, ir.At):
        return bool(inner.path)
    if isinstance(inner, ir.Input | ir.StepOutput | ir.WorkflowOutput):
        read = reads.get(leaf_key(inner))
        return read is not None and read.unset
    return False


def _takes_null(type_: types.Type) -> bool:
    return isinstance(type_, types.Union) and types.nullable(type_)
