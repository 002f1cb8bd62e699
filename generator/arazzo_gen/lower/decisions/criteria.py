"""Lowers Criterion Objects to conditions of the IR (Arazzo 1.1, "Criterion Object")."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, constant
from arazzo_gen.arazzo.model import Criterion, Text
from arazzo_gen.check.enums import check_compared, check_pattern
from arazzo_gen.diagnostics.model import Edit
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.condition import ParsedCondition, parse_condition
from arazzo_gen.expressions.errors import Dialect, ExpressionError
from arazzo_gen.expressions.jsonpath.parser import ParsedQuery, ParsedTest, parse_criterion
from arazzo_gen.expressions.jsonpath.root_tests import root_test
from arazzo_gen.expressions.regex import ParsedRegex, parse_regex
from arazzo_gen.expressions.spellings import Place
from arazzo_gen.lazy import pattern
from arazzo_gen.lower.bind.pointers import into
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.selectors import (
    bind_embedded,
    bind_pattern,
    note_library,
    query_check,
    xpath_context,
)
from arazzo_gen.lower.bind.text import check_spellings, template
from arazzo_gen.lower.decisions.called_status import ALWAYS, NEVER, CalledStatus
from arazzo_gen.lower.decisions.filters import bind_test
from arazzo_gen.record import replace
from arazzo_gen.source.span import Span

_LIKE_JSONPATH = pattern(r"[\s!(]*[$@]([.\[\s)]|$)")
"""The beginning of a JSONPath, of which no runtime expression has any."""

_INSTEAD = (
    "a JSONPath needs `type: jsonpath`",
    "a JSONPath needs `context: $response.body` and `type: jsonpath`; "
    "in a simple condition a value of the body is `$response.body#/name`",
)
"""What to do about a JSONPath that is a simple condition: with a context, without one."""

_NEVER = ir.Any(())
"""The condition in place of one that is wrong, which has been reported."""


def lower_criteria(
    binder: Binder, criteria: Sequence[Criterion], *, well: bool | None = True
) -> ir.Cond | None:
    """All of some criteria as one condition: None where there are none, or where they hold without
    a test, and `NEVER` where they do not. `well` is as for `lower_criterion`."""
    lowered = [lower_criterion(binder, each, well=well) for each in criteria]
    conditions = tuple(each for each in lowered if each is not ALWAYS)
    if NEVER in conditions:
        return NEVER
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else ir.All(conditions)


def criterion_text(criterion: Criterion) -> str:
    """A criterion as errors show it: one line, with its context if it has one."""
    criterion = _meant(criterion)
    text = " ".join(criterion.condition.value.split())
    if criterion.type == "simple" or criterion.context is None:
        return text
    return f"{criterion.context.value} {criterion.type} {text}"


def _meant(criterion: Criterion) -> Criterion:
    """The criterion; one with a context, no type, and a condition like a JSONPath is a JSONPath."""
    text = criterion.condition.value
    if criterion.untyped is None or isinstance(parse_condition(text), ParsedCondition):
        return criterion
    like = _LIKE_JSONPATH.match(text) or isinstance(parse_criterion(text), ParsedQuery | ParsedTest)
    return replace(criterion, type="jsonpath") if like else criterion


def lower_criterion(binder: Binder, criterion: Criterion, *, well: bool | None = True) -> ir.Cond:
    """Lower one criterion, and check its values against the schemas of what it reads.

    Args:
        binder: Binds its expressions.
        criterion: The criterion.
        well: Of a step that calls a workflow: whether that has ended well, where it is known.
    """
    criterion = _meant(criterion)
    if criterion.untyped is not None:
        _report_untyped(binder, criterion, criterion.untyped)
    written = criterion.condition
    place: Place = "condition" if criterion.type == "simple" else "query"
    if check_spellings(binder, written.value, written.span, place):
        return _NEVER
    status = CalledStatus(binder, well)
    condition = _lowered(binder, criterion, status)
    status.report(condition)
    return condition


def _lowered(binder: Binder, criterion: Criterion, status: CalledStatus) -> ir.Cond:
    if criterion.type == "simple":
        return _simple(binder, criterion, status)
    if criterion.context is None:
        return _NEVER
    settled = status.pattern(criterion)
    if settled is not None:
        return settled
    context = binder.text(criterion.context.value, criterion.context.span)
    if criterion.type == "regex":
        return _regex(binder, criterion, context)
    if criterion.type == "xpath":
        return _xpath(binder, criterion, context)
    return _jsonpath(binder, criterion, context)


def _report_untyped(binder: Binder, criterion: Criterion, span: Span) -> None:
    """Warn of a context that no type uses."""
    if criterion.type == "jsonpath":
        message = "a JSONPath condition without its type"
        binder.scope.report.add("AZ402", span, message, help="add `type: jsonpath`")
        return
    message = "the context has no effect on a simple condition"
    hint = "give `type` (regex, jsonpath or xpath), or leave `context` out"
    binder.scope.report.add("AZ122", span, message, help=hint)


# --- Simple -----------------------------------------------------------------------------


def _simple(binder: Binder, criterion: Criterion, status: CalledStatus) -> ir.Cond:
    text, span = criterion.condition.value, criterion.condition.span
    parsed = parse_condition(text)
    if not isinstance(parsed, ParsedCondition):
        if _LIKE_JSONPATH.match(text):
            parsed = replace(parsed, help=_INSTEAD[criterion.context is None])
        return _wrong(binder, "AZ401", parsed, span)
    _dialects(binder, criterion.condition, parsed.dialects)
    condition = status.condition(parsed.condition, span)
    if condition != parsed.condition and isinstance(condition, ast.LiteralValue):
        return ALWAYS if condition.value else NEVER
    return _condition(binder, condition, span)


def _condition(binder: Binder, condition: ast.Condition, span: Span) -> ir.Cond:
    match condition:
        case ast.And():
            return ir.All(tuple(_condition(binder, item, span) for item in condition.items))
        case ast.Or():
            return ir.Any(tuple(_condition(binder, item, span) for item in condition.items))
        case ast.Not():
            return ir.Not(_condition(binder, condition.item, span))
        case ast.Comparison():
            return _comparison(binder, condition, span)
        case _:
            value = _operand(binder, condition, span)
            return ir.Truthy(value.expr) if value is not None else _NEVER


def _comparison(binder: Binder, condition: ast.Comparison, span: Span) -> ir.Cond:
    left = _operand(binder, condition.left, span)
    right = _operand(binder, condition.right, span)
    if left is None or right is None:
        message = "a comparison takes values on both sides"
        binder.scope.report.add("AZ401", span, message, help="join them with `&&`, `||`")
        return _NEVER
    if condition.op in ("==", "!=") and not binder.shared:
        types, report = binder.scope.types, binder.scope.report
        check_compared(left, right, span, types, report, loose=True)
    return ir.Compare(condition.op, left.expr, right.expr)


def _operand(binder: Binder, operand: ast.Condition, span: Span) -> Bound | None:
    if isinstance(operand, ast.LiteralValue):
        return constant(operand.value)
    if isinstance(operand, ast.Operand):
        place = span.inside(operand.start, operand.end)
        bound = binder.at_condition().expression(operand.expression, place)
        return into(binder, bound, operand.path, place, "the value")
    if isinstance(operand, ast.TextOperand):
        return template(binder, operand.template, span)
    return None


# --- The others -------------------------------------------------------------------------


def _regex(binder: Binder, criterion: Criterion, context: Bound) -> ir.Cond:
    span = criterion.condition.span
    parsed = parse_regex(criterion.condition.value)
    if not isinstance(parsed, ParsedRegex):
        return _wrong(binder, "AZ404", parsed, span)
    _dialects(binder, criterion.condition, parsed.dialects)
    pattern = bind_pattern(binder, parsed.pattern, span)
    if not binder.shared:
        check_pattern(context, pattern, span, binder.scope.types, binder.scope.report)
    return ir.Matches(context.expr, pattern)


def _xpath(binder: Binder, criterion: Criterion, context: Bound) -> ir.Cond:
    span, version = criterion.condition.span, criterion.version or "xpath-31"
    from arazzo_gen.expressions.xpath import ParsedXPath, parse_xpath  # few have XPath

    parsed = parse_xpath(criterion.condition.value, version)
    if not isinstance(parsed, ParsedXPath):
        return _wrong(binder, "AZ405", parsed, span)
    _dialects(binder, criterion.condition, parsed.dialects)
    note_library(binder, parsed, span)
    context = xpath_context(binder, context, span)
    return ir.XPathHolds(context.expr, bind_pattern(binder, parsed.path, span), version)


def _jsonpath(binder: Binder, criterion: Criterion, context: Bound) -> ir.Cond:
    span = criterion.condition.span
    parsed = parse_criterion(criterion.condition.value, criterion.version or "rfc9535")
    if isinstance(parsed, ParsedQuery):
        _dialects(binder, criterion.condition, parsed.dialects)
        if not parsed.query.segments:
            # `$` is the context itself, and a context that is null fails ("JSONPath Conditions").
            return ir.Compare("!=", context.expr, constant(None).expr, loose=False)
        bindings = bind_embedded(binder, parsed.bound, span)
        test = root_test(parsed.query)
        if test is not None:
            return bind_test(binder, test, context, bindings, span)
        check = query_check(binder, context, span)
        check.query(parsed.query, check.root)
        return ir.JsonPathFinds(context.expr, parsed.query, bindings)
    if not isinstance(parsed, ParsedTest):
        return _wrong(binder, "AZ403", parsed, span)
    _dialects(binder, criterion.condition, parsed.dialects)
    bindings = bind_embedded(binder, parsed.bound, span)
    return bind_test(binder, parsed.test, context, bindings, span)


def _dialects(binder: Binder, text: Text, dialects: Sequence[Dialect]) -> None:
    for each in dialects:
        place = text.span.inside(each.start, each.end)
        edits = []
        if each.right is not None:
            edits.append(Edit(place, text.value[each.start : each.end], each.right))
        code = each.code or "AZ402"
        binder.scope.report.add(code, place, each.message, help=each.help, edits=edits)


def _wrong(binder: Binder, code: str, error: ExpressionError, span: Span) -> ir.Cond:
    end = error.end if error.end is not None else error.offset + 1
    binder.scope.report.add(code, span.inside(error.offset, end), error.message, help=error.help)
    return _NEVER
