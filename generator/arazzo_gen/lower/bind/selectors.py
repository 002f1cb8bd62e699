"""Binds Selector Objects (Arazzo 1.1, "Selector Object")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, nothing
from arazzo_gen.arazzo.model import Selector
from arazzo_gen.check.media import check_parts, check_xpath, may_be_xml
from arazzo_gen.check.queries import QueryCheck
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.expressions.jsonpath.parser import ParsedQuery, parse_query
from arazzo_gen.lower.bind.pointers import into
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.text import template
from arazzo_gen.record import replace
from arazzo_gen.source.span import Span
from arazzo_gen.text.pointer import PointerError, parse
from arazzo_gen.types import Bool, Json, List, Number, Str, Type

if TYPE_CHECKING:
    from arazzo_gen.expressions.xpath import ParsedXPath


_GIVES: dict[str, Type] = {"text": Str(), "number": Number(), "boolean": Bool(), "any": Json()}


def bind_selector(binder: Binder, selector: Selector) -> Bound:
    """The value that a selector picks out of its context.

    A JSON Pointer and a JSONPath that leads to one node at the most give that node; any other
    JSONPath gives the list of its nodes; an XPath gives text, a number or a boolean.
    """
    context = binder.text(selector.context.value, selector.context.span)
    text, span = selector.selector.value, selector.selector.span
    if selector.type == "jsonpointer":
        return _pointer(binder, context, text, span)
    if selector.type == "xpath":
        return _xpath(binder, context, selector)
    parsed = parse_query(text.strip(), selector.version)
    if not isinstance(parsed, ParsedQuery):
        return wrong(binder, "AZ403", parsed, span)
    note_slow(binder, parsed, span)
    path = pointer_path(parsed.query)
    if path is not None:
        return into(binder, context, path, span, "the context")
    bindings = bind_embedded(binder, parsed.bound, span)
    check = query_check(binder, context, span)
    check.query(parsed.query, check.root)
    type_ = Json() if parsed.query.singular else List(Json())
    expr = ir.JsonPathValue(context.expr, parsed.query, bindings, type_)
    return Bound(expr, absent=parsed.query.singular, secret=context.secret)


def pointer_path(query: jsonpath.Query) -> tuple[str | int, ...] | None:
    """The path of a query that is equivalent to a JSON Pointer; None for any other query.

    A pointer takes a number for an index, where `$['0']` means the name alone.
    """
    path = query.path
    if path is None or any(isinstance(token, str) and token.isdecimal() for token in path):
        return None
    return path


def bind_embedded(
    binder: Binder, bound: tuple[ast.Expression | ast.Template, ...], span: Span
) -> tuple[ir.Expr, ...]:
    """The values of the runtime expressions in a query, in order."""
    found: list[ir.Expr] = []
    for each in bound:
        # The parser of the query has reported the braces.
        inner = binder.at_condition()
        if isinstance(each, ast.Template):
            found.append(template(inner, each, span).expr)
        else:
            found.append(inner.expression(each, span).expr)
    return tuple(found)


def query_check(binder: Binder, context: Bound, span: Span) -> QueryCheck:
    """A check of queries against the schemas of their context; without schemas in an action of
    the workflow, whose steps have different ones."""
    if not binder.shared:
        check_parts(context.content, (), span, binder.scope.types, binder.scope.report)
    known = () if binder.shared else context.schemas or ()
    return QueryCheck(known, span, binder.scope.types, binder.scope.report)


def _pointer(binder: Binder, context: Bound, text: str, span: Span) -> Bound:
    if "{$" in text:
        message = "a JSON Pointer takes no expressions"
        binder.scope.report.add("AZ403", span, message, help="a JSONPath takes them: `$[…]`")
        return nothing()
    try:
        tokens = parse(text.removeprefix("#"))
    except PointerError as error:
        binder.scope.report.add("AZ403", span.inside(error.offset, error.offset + 1), str(error))
        return nothing()
    return into(binder, context, tokens, span, "the context")


def _xpath(binder: Binder, context: Bound, selector: Selector) -> Bound:
    from arazzo_gen.expressions.xpath import ParsedXPath, parse_xpath  # few have XPath

    parsed = parse_xpath(selector.selector.value, selector.version)
    if not isinstance(parsed, ParsedXPath):
        return wrong(binder, "AZ405", parsed, selector.selector.span)
    note_library(binder, parsed, selector.selector.span)
    context = xpath_context(binder, context, selector.selector.span)
    path = bind_pattern(binder, parsed.path, selector.selector.span)
    expr = ir.XPathValue(context.expr, path, selector.version, _GIVES[parsed.gives])
    return Bound(expr, absent=True, secret=context.secret)


def xpath_context(binder: Binder, context: Bound, span: Span) -> Bound:
    """What an XPath reads: the text of a body that may be XML. One into JSON is reported."""
    if not binder.shared:
        check_xpath(context.content, span, binder.scope.report)
    is_body = isinstance(context.expr, ir.ResponseBody) and may_be_xml(context.content)
    return replace(context, expr=ir.ResponseBody("text", Str())) if is_body else context


def note_library(binder: Binder, parsed: ParsedXPath, span: Span) -> None:
    """Warn that the module imports `elementpath`, which its users have to install, and of patterns
    that backtrack for very long."""
    if parsed.library:
        message = "this XPath is more than xml.etree can do: the module imports elementpath"
        hint = "its users install it beside httpx"
        binder.scope.report.add("AZ406", span, message, help=hint)
    note_slow(binder, parsed, span)


def note_slow(binder: Binder, parsed: ParsedQuery | ParsedXPath, span: Span) -> None:
    """Warn of patterns in a query that take very long on some strings."""
    for each in parsed.dialects:
        if each.code is not None:
            place = span.inside(each.start, each.end)
            binder.scope.report.add(each.code, place, each.message, help=each.help)


def bind_pattern(binder: Binder, text: str | ast.Template, span: Span) -> str | ir.Text:
    """A pattern or path with embedded values: constant text where it has none."""
    if isinstance(text, str):
        return text
    expr = template(binder, text, span).expr
    if isinstance(expr, ir.Text):
        return expr
    return str(expr.value) if isinstance(expr, ir.Const) else ir.Text((expr,), Str())


def wrong(binder: Binder, code: str, error: ExpressionError, span: Span) -> Bound:
    """Report an expression that cannot be parsed; a null in its place."""
    end = error.end if error.end is not None else error.offset + 1
    binder.scope.report.add(code, span.inside(error.offset, end), error.message, help=error.help)
    return nothing()
