"""Lowers a step's parameters to those of a request (Arazzo 1.1, "Parameter Object")."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.inherited import merged_parameters
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.check.kinds import KindCheck
from arazzo_gen.check.parameters import ParameterCheck
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.lazy import pattern
from arazzo_gen.lower.bind.binder import ExpressionBinder
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.required import require
from arazzo_gen.lower.bind.values import bind_value
from arazzo_gen.openapi.declared import find_declared, is_needed
from arazzo_gen.openapi.header_names import is_header_name
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Operation, OperationParameter
from arazzo_gen.record import fresh, record, replace
from arazzo_gen.source.span import Span
from arazzo_gen.types import (
    Bool,
    Int,
    Json,
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


@record(frozen=False)
class RequestParts:
    """The parameters of a request, by location."""

    path: dict[str, ir.Param] = fresh(factory=dict)
    query: list[ir.Param] = fresh(factory=list)
    headers: list[ir.Param] = fresh(factory=list)
    cookies: list[ir.Param] = fresh(factory=list)
    querystring: ir.Param | None = None

    def put(self, location: str, param: ir.Param) -> None:
        """Add a parameter."""
        if location == "path":
            self.path[param.name] = param
        elif location == "querystring":
            self.querystring = param
        else:
            places = {"query": self.query, "header": self.headers, "cookie": self.cookies}
            places[location].append(param)

    def given(self, location: str, name: str) -> bool:
        """Whether there is a parameter (header names ignore case)."""
        if location == "path":
            return name in self.path
        if location == "querystring":
            return self.querystring is not None or bool(self.query)
        if location == "header":
            return any(p.name.lower() == name.lower() for p in self.headers)
        return any(p.name == name for p in (self.query if location == "query" else self.cookies))


def lower_parameters(
    scope: Scope, info: StepInfo, operation: Operation
) -> tuple[RequestParts, tuple[str | ir.Param, ...]]:
    """The parameters of a step's request, and the pieces of its path."""
    parts = RequestParts()
    binder = ExpressionBinder(scope, info, "request")
    given = [
        _placed(parameter, operation) for parameter in merged_parameters(scope.workflow, info.step)
    ]
    check = ParameterCheck.of(operation, given, scope.report)
    for parameter in given:
        _add(binder, parts, parameter, check)
    check.report_missing(info.step.target.text.span)
    _add_defaults(binder, operation, parts)
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
    value = bind_value(binder, parameter.value)
    if not check.accepts(parameter):
        return
    if location == "header" and not _sendable(binder, parameter, value):
        return
    required = location == "path" or (declared is not None and declared.required)
    expr = require(value, binder, name) if required else value.expr
    if declared is not None and declared.schema is not None:
        wanted = binder.scope.types.of(declared.schema, "Value")
        notes = [Note("the parameter", declared.span)]
        kinds = KindCheck(binder.scope, url=declared.content is None)
        kinds.check(value.expr, wanted, repr(name), parameter.value.span, notes)
    param = _param(name, expr, location, declared, binder.scope.types.table, binder)
    _check_filled(binder, location, param, parameter.value.span)
    parts.put(location, param)


def _check_filled(binder: Binder, location: str, param: ir.Param, span: Span) -> None:
    """Report a constant that leaves its place in the path empty: a client refuses to send it,
    since the path would be that of another resource (AZ614)."""
    if location != "path" or param.content is not None:
        return
    value = param.value.value if isinstance(param.value, ir.Const) else None
    empty: dict[str, tuple[object, ...]] = {
        "label": (),  # which begins with a full stop
        "matrix": ([], {}) if param.explode else (),
    }
    if value in empty.get(param.style, ("", [], {}, [""])):
        message = f"the path parameter {param.name!r} is empty: the path would lead elsewhere"
        hint = "give it a text, or an input in place of the constant"
        binder.scope.report.add("AZ614", span, message, help=hint)


def _sendable(binder: Binder, parameter: Parameter, value: Bound) -> bool:
    """Whether a header can be sent under its name and, where that is known, with its value."""
    report, name = binder.scope.report, parameter.name
    if not is_header_name(name.value):
        message = f"a header cannot be called {name.value!r}"
        hint = "its name has letters, digits and hyphens"
        report.add("AZ613", name.span, message, help=hint)
        return False
    constant = value.expr.value if isinstance(value.expr, ir.Const) else None
    if isinstance(constant, str) and UNSENDABLE.search(constant):
        message = f"the header {name.value!r} has a character that cannot be sent"
        report.add("AZ613", parameter.value.span, message, help="headers are one line of ASCII")
        return False
    return True


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


def _add_defaults(binder: Binder, operation: Operation, parts: RequestParts) -> None:
    """Add the defaults of required parameters that the step leaves out."""
    for each in operation.parameters:
        if not is_needed(each, parts.querystring is not None) or each.default is None:
            continue
        if parts.given(each.location, each.name):
            continue
        default = ir.Const(each.default.plain(), Json())
        table = binder.scope.types.table
        param = _param(each.name, default, each.location, each, table, binder)
        _check_filled(binder, each.location, param, each.default.span)
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
