"""Lowers the bare-filter dialect of JSONPath criteria to plain conditions: `$.status == 'done'` is
a comparison, also in the generated module."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, constant
from arazzo_gen.check.enums import check_compared
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.lower.bind.pointers import into
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.selectors import pointer_path, query_check
from arazzo_gen.source.span import Span


def bind_test(
    binder: Binder,
    test: jsonpath.Test,
    context: Bound,
    bindings: tuple[ir.Expr, ...],
    span: Span,
) -> ir.Cond:
    """The condition of a test. Parts that only a query can express stay queries; the others become
    plain conditions."""
    plain = _plain(binder, test, context, bindings, span)
    if plain is not None:
        return plain
    check = query_check(binder, context, span)
    check.test(test, check.root)
    return ir.JsonPathFinds(context.expr, test, bindings)


def _plain(
    binder: Binder,
    test: jsonpath.Test,
    context: Bound,
    bindings: tuple[ir.Expr, ...],
    span: Span,
) -> ir.Cond | None:
    """The plain condition of a test; None where there is none."""
    match test:
        case jsonpath.And() | jsonpath.Or():
            items = tuple(bind_test(binder, item, context, bindings, span) for item in test.items)
            return ir.All(items) if isinstance(test, jsonpath.And) else ir.Any(items)
        case jsonpath.Not():
            return ir.Not(bind_test(binder, test.item, context, bindings, span))
        case jsonpath.Exists():
            path = pointer_path(test.query)
            if path is None or test.query.relative:
                return None
            return ir.Exists(into(binder, context, path, span, "the context").expr)
        case jsonpath.Compare():
            return _compare(binder, test, context, bindings, span)
        case _:
            return None


def _compare(
    binder: Binder,
    test: jsonpath.Compare,
    context: Bound,
    bindings: tuple[ir.Expr, ...],
    span: Span,
) -> ir.Cond | None:
    length = _length(binder, test, context, span)
    if length is not None:
        return length
    left = _operand(binder, test.left, context, bindings, span)
    right = _operand(binder, test.right, context, bindings, span)
    if left is None or right is None:
        return None
    if test.op in ("==", "!=") and not binder.shared:
        types, report = binder.scope.types, binder.scope.report
        check_compared(left, right, span, types, report, loose=False)
    return ir.Compare(test.op, left.expr, right.expr, loose=False)


def _length(binder: Binder, test: jsonpath.Compare, context: Bound, span: Span) -> ir.Length | None:
    """`length($.items) > 0`, either way round."""
    left, right, op = test.left, test.right, test.op
    if isinstance(right, jsonpath.Call):
        left, right, op = right, left, ir.FLIPPED[op]
    if not isinstance(left, jsonpath.Call) or left.name != "length":
        return None
    query = left.args[0]
    path = pointer_path(query) if isinstance(query, jsonpath.Query) else None
    size = right.value if isinstance(right, jsonpath.LiteralValue) else None
    if path is None or isinstance(size, bool) or not isinstance(size, int | float):
        return None
    return ir.Length(op, into(binder, context, path, span, "the context").expr, size)


def _operand(
    binder: Binder,
    operand: jsonpath.Comparable,
    context: Bound,
    bindings: tuple[ir.Expr, ...],
    span: Span,
) -> Bound | None:
    if isinstance(operand, jsonpath.LiteralValue):
        return constant(operand.value)
    if isinstance(operand, jsonpath.Bound):
        return Bound(bindings[operand.index], absent=True)
    if isinstance(operand, jsonpath.Query) and not operand.relative:
        path = pointer_path(operand)
        if path is not None:
            return into(binder, context, path, span, "the context")
    return None
