"""Lowers a step's parameters to those of a request (Arazzo 1.1, "Parameter Object")."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, constant
from arazzo_gen.analysis.calls import strays
from arazzo_gen.analysis.inherited import request_parameters
from arazzo_gen.analysis.parts import whole_of
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.analysis.ungiven import fixed_value
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.check.constants import ConstantCheck
from arazzo_gen.check.kinds import KindCheck
from arazzo_gen.check.parameters import ParameterCheck
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.lazy import pattern
from arazzo_gen.lower.bind.binder import ExpressionBinder
from arazzo_gen.lower.bind.numbers import keep_text
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.required import require
from arazzo_gen.lower.bind.text import check_spellings
from arazzo_gen.lower.bind.values import bind_value
from arazzo_gen.lower.request.form_text import bind_form_text
from arazzo_gen.lower.request.key_query import add_key_query
from arazzo_gen.lower.request.parts import RequestParts
from arazzo_gen.lower.request.supplied import Supplies
from arazzo_gen.openapi.declared import find_declared, is_sent_by_client, key_of, needed
from arazzo_gen.openapi.header_names import is_header_name
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Operation, OperationParameter
from arazzo_gen.openapi.reading import text_of
from arazzo_gen.record import replace
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node
from arazzo_gen.types import (
    Bool,
    Int,
    Map,
    Number,
    ObjectDef,
    Str,
    Tuple,
    Type,
    TypeTable,
    without_null,
)
from arazzo_gen.types import List as ListType
from arazzo_gen.types import Literal as LiteralType

_DEFAULT_STYLE = {
    "path": ("simple", False),
    "query": ("form", True),
    "header": ("simple", False),
    "cookie": ("form", True),
    "querystring": ("form", True),
}
UNSENDABLE = pattern(r"[^\t\x20-\x7e]")
"""Characters that a header cannot have: they end it, or are not ASCII."""

FORM = "application/x-www-form-urlencoded"


def lower_parameters(
    scope: Scope, info: StepInfo, operation: Operation, supplies: Supplies
) -> tuple[RequestParts, tuple[str | ir.Param, ...]]:
    """The parameters of a step's request, and the pieces of its path."""
    parts = RequestParts()
    binder = ExpressionBinder(scope, info, "request")
    given = [
        _placed(parameter, operation)
        for parameter in request_parameters(scope.workflow, info.step, operation)
    ]
    check = ParameterCheck.of(operation, given, scope)
    for stray in strays(scope):
        bind_value(binder, stray.value)
        check.forgive(stray)
    for parameter in given:
        _add(binder, parts, parameter, check)
    check.report_missing(info.step.target.text.span)
    places = [(operation, each.location or "query", each.name.value) for each in given]
    named = [find_declared(*place) or whole_of(*place, scope.types) for place in places]
    ungiven = [
        each
        for each in needed(operation, parts.querystring is not None)
        if each not in named and not parts.given(each.location, each.name)
    ]
    for each in ungiven:
        _add_ungiven(binder, operation, each, parts, supplies)
    add_key_query(operation, parts)
    return parts, _path(operation.path, parts)


def _placed(parameter: Parameter, operation: Operation) -> Parameter:
    """The parameter; one without `in`, which has been reported, gets the location at which the
    operation has its name, so that it is not reported as missing too."""
    if parameter.location is not None:
        return parameter
    name = parameter.name.value
    for each in operation.parameters:
        if each.name == name:
            return replace(parameter, location=each.location)
    return replace(parameter, location="query")


def _add(binder: Binder, parts: RequestParts, parameter: Parameter, check: ParameterCheck) -> None:
    name = parameter.name.value
    location = parameter.location or "query"
    declared = find_declared(check.operation, location, name)
    value = _value(binder, parameter, declared)
    if not check.accepts(parameter):
        return
    if location == "header" and not _sendable(binder, parameter, value):
        return
    if declared is not None and not _fits_header(binder, declared, parameter.name.span):
        return
    if declared is not None and declared.schema is not None:
        kept = keep_text(value.expr, parameter.value, declared.schema, binder.scope.types)
        value = replace(value, expr=kept)
        _check_fits(binder, kept, declared, declared.schema, parameter)
    required = location == "path" or (declared is not None and declared.required)
    expr = require(value, binder, name) if required else value.expr
    param = _param(name, expr, location, declared, binder.scope.types.table, binder)
    # An expression that is wrong, which has been reported, is lowered to null too.
    is_null = parameter.value.kind == "null"
    _check_filled(binder, location, param, parameter.value.span, is_null=is_null)
    parts.put(location, param)


def _value(binder: Binder, parameter: Parameter, declared: OperationParameter | None) -> Bound:
    """The value of a parameter; a form that is the whole query has its values encoded."""
    media = declared.content if declared is not None else None
    is_form = parameter.location == "querystring" and (media is None or media.startswith(FORM))
    if is_form and isinstance(parameter.value.value, str):
        check_spellings(binder, parameter.value.value, parameter.value.span)
        return bind_form_text(binder, parameter.value, query=True)
    reading = binder.refusing_text() if parameter.location == "path" else binder
    return bind_value(reading, parameter.value)


def _check_fits(
    binder: Binder,
    expr: ir.Expr,
    declared: OperationParameter,
    schema: Node,
    parameter: Parameter,
) -> None:
    """Compare a parameter's value with its schema."""
    notes = [Note("the parameter", declared.span)]
    name, span, url = repr(parameter.name.value), parameter.value.span, declared.content is None
    if isinstance(expr, ir.Const):
        if url:
            ConstantCheck(binder.scope, url=True).check(expr.value, schema, name, span, notes)
        return
    wanted = binder.scope.types.of(schema, "Value")
    KindCheck(binder.scope, url=url).check(expr, wanted, name, span, notes)


def _check_filled(
    binder: Binder, location: str, param: ir.Param, span: Span, *, is_null: bool = False
) -> None:
    """Report a constant that leaves its place in the path empty: a client refuses to send it,
    since the path would be that of another resource (AZ614)."""
    # A null is required first, since a client finds out when it runs whether a value is there.
    expr = param.value.value if isinstance(param.value, ir.Required) else param.value
    if location != "path" or param.content is not None or not isinstance(expr, ir.Const):
        return
    value = expr.value
    empty: dict[str, tuple[object, ...]] = {
        "label": (),  # which begins with a full stop
        "matrix": ([], {}) if param.explode else (),
    }
    if is_null or value in empty.get(param.style, ("", [], {}, [""])):
        what = "null" if is_null else "empty"
        message = f"the path parameter {param.name!r} is {what}: the path would lead elsewhere"
        hint = "give it a text, or an input in place of the constant"
        binder.scope.report.add("AZ614", span, message, help=hint)


def _sendable(binder: Binder, parameter: Parameter, value: Bound) -> bool:
    """Whether a header can be sent under its name and, where that is known, with its value."""
    report, name = binder.scope.report, parameter.name
    if not _is_header(binder, name.value, name.span):
        return False
    constant = value.expr.value if isinstance(value.expr, ir.Const) else None
    if isinstance(constant, str) and UNSENDABLE.search(constant):
        message = f"the header {name.value!r} has a character that cannot be sent"
        report.add("AZ613", parameter.value.span, message, help="headers are one line of ASCII")
        return False
    return True


def _fits_header(binder: Binder, declared: OperationParameter, span: Span) -> bool:
    """Whether a declared parameter can be sent, should it be a header: under its name, and with
    what is between its items."""
    if declared.location != "header":
        return True
    schema = declared.schema
    if declared.style == "tsv" and schema is not None and text_of(schema, "type") == "array":
        message = f"the header {declared.name!r} has tabs between its items, and cannot be sent"
        hint = "leave it out, or write another `collectionFormat` than tsv"
        notes = [Note("it is declared here", declared.span)]
        binder.scope.report.add("AZ613", span, message, help=hint, notes=notes)
        return False
    return _is_header(binder, declared.name, declared.span)


def _is_header(binder: Binder, name: str, span: Span) -> bool:
    if is_header_name(name):
        return True
    message = f"a header cannot be called {name!r}"
    hint = "its name has letters, digits and hyphens"
    binder.scope.report.add("AZ613", span, message, help=hint)
    return False


def _param(
    name: str,
    value: ir.Expr,
    location: str,
    declared: OperationParameter | None,
    table: TypeTable,
    binder: Binder,
) -> ir.Param:
    if declared is None:
        style, explode = _DEFAULT_STYLE[location]
        return ir.Param(name, value, style, explode, _shape(value.type, table))
    types = binder.scope.types
    schema_type = types.of(declared.schema, "Value") if declared.schema is not None else None
    shape = _shape(schema_type, table) if schema_type is not None else "any"
    return ir.Param(
        declared.name,
        value,
        declared.style,
        declared.explode,
        shape,
        declared.allow_reserved,
        _content(declared, value, shape),
    )


def _content(
    declared: OperationParameter, value: ir.Expr, shape: str
) -> Literal["json", "text"] | None:
    """How the value of a `content` parameter becomes text.

    Text where the operation takes an array or an object is the JSON text of one already.
    """
    media = declared.content
    if media is None or (declared.location == "querystring" and media.startswith(FORM)):
        return None
    spelled = shape in ("array", "object") and isinstance(value.type, Str)
    return "json" if is_json(media) and not spelled else "text"


def _shape(type_: Type, table: TypeTable) -> Literal["primitive", "array", "object", "any"]:
    """The shape of a type's values in a request."""
    found = table.resolve(without_null(type_))
    if isinstance(found, ObjectDef | Map):
        return "object"
    if isinstance(found, ListType | Tuple):
        return "array"
    if isinstance(found, Str | Int | Number | Bool | LiteralType):
        return "primitive"
    return "any"


def _add_ungiven(
    binder: Binder,
    operation: Operation,
    each: OperationParameter,
    parts: RequestParts,
    supplies: Supplies,
) -> None:
    """Add a required parameter that the step leaves out: with its default or only value, as a
    credential, or as a keyword. One of the path has been reported."""
    types = binder.scope.types
    fixed = fixed_value(each, types)
    key = key_of(operation, each.location, each.name)
    if fixed is not None:
        value = constant(fixed).expr
        if each.default is not None and each.schema is not None:
            value = keep_text(value, each.default, each.schema, types)
    elif key is not None:
        parts.keys.append(key)
        return
    elif each.location == "path" or is_sent_by_client(each):
        return
    else:
        value = supplies.of(each)
    if _fits_header(binder, each, each.span):
        param = _param(each.name, value, each.location, each, types.table, binder)
        span = each.default.span if each.default is not None else each.span
        _check_filled(binder, each.location, param, span)
        parts.put(each.location, param)


def _path(template: str, parts: RequestParts) -> tuple[str | ir.Param, ...]:
    """The pieces of a path template: text, percent-encoded as it is, and parameters."""
    pieces: list[str | ir.Param] = []
    # A value directly behind the host would become part of the host.
    template = template if template.startswith("/") else f"/{template}"
    for piece in re.split(r"(\{[^{}]+\})", template):
        name = piece[1:-1]
        if piece.startswith("{") and name in parts.path:
            pieces.append(parts.path[name])
        elif piece:
            pieces.append(quote(piece, safe="/:@!$&'()*+,;=-._~%"))
    return tuple(pieces)
