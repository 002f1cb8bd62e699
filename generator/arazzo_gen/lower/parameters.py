"""A step's parameters to the parameters of a request (Arazzo 1.1, "Parameter Object")."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from arazzo_gen import ir
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.check.kinds import KindCheck
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.lower.bind import Binder
from arazzo_gen.lower.bound import Bound
from arazzo_gen.lower.required import require
from arazzo_gen.lower.responses import is_json
from arazzo_gen.lower.scope import Scope, StepInfo
from arazzo_gen.lower.values import bind_value
from arazzo_gen.openapi.model import Operation, OperationParameter
from arazzo_gen.text.node import Span
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
UNSENDABLE = re.compile(r"[^\t\x20-\x7e]")
"""What a header cannot hold: it would end it, or is not ASCII."""

FORM = "application/x-www-form-urlencoded"

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_IGNORED_HEADERS = ("accept", "content-type", "authorization")
"""Headers that an OpenAPI document cannot declare as parameters (OpenAPI 3.1, "Parameter
Object")."""


def merged_parameters(scope: Scope, info: StepInfo) -> list[Parameter]:
    """The step's parameters, and those of the workflow that it does not override."""
    own = list(info.step.parameters)
    seen = {_identity(parameter) for parameter in own}
    inherited = [p for p in scope.workflow.parameters if _identity(p) not in seen]
    return inherited + own


def _identity(parameter: Parameter) -> tuple[str, str | None]:
    name = parameter.name.value
    return (name.lower() if parameter.location == "header" else name, parameter.location)


@dataclass(slots=True)
class RequestParts:
    """The parameters of a request, by where they go.

    `misnamed` counts the path parameters that the path does not have: each stands for one that is
    missing, and is reported once.
    """

    path: dict[str, ir.Param] = field(default_factory=dict)
    query: list[ir.Param] = field(default_factory=list)
    headers: list[ir.Param] = field(default_factory=list)
    cookies: list[ir.Param] = field(default_factory=list)
    querystring: ir.Param | None = None
    misnamed: int = 0

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
        """Whether a parameter is there (headers by any case)."""
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
    binder = Binder(scope, info, "request")
    for parameter in merged_parameters(scope, info):
        _add(binder, parts, parameter, operation)
    _complete(binder, info, operation, parts)
    return parts, _path(operation.path, parts)


def _add(binder: Binder, parts: RequestParts, parameter: Parameter, operation: Operation) -> None:
    name = parameter.name.value
    location = parameter.location or "query"
    declared = _declared(operation, location, name)
    if declared is None and not _tolerated(binder, parameter, operation):
        parts.misnamed += 1
        return
    value = bind_value(binder, parameter.value)
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
    parts.put(location, param)


def _sendable(binder: Binder, parameter: Parameter, value: Bound) -> bool:
    """Whether a header can be sent under its name and, where that is known, with its value."""
    report, name = binder.scope.report, parameter.name
    if not _TOKEN.fullmatch(name.value):
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


def _declared(operation: Operation, location: str, name: str) -> OperationParameter | None:
    for each in operation.parameters:
        same = each.name.lower() == name.lower() if location == "header" else each.name == name
        if each.location == location and same:
            return each
    return None


def _tolerated(binder: Binder, parameter: Parameter, operation: Operation) -> bool:
    """Whether a parameter that the operation does not declare is sent all the same."""
    name, location = parameter.name.value, parameter.location or "query"
    report = binder.scope.report
    if location == "path":
        if f"{{{name}}}" in operation.path:
            return True
        names = re.findall(r"\{([^{}]+)\}", operation.path)
        near = nearest(name, names)
        right = f"did you mean {near!r}?" if near else f"its path is {operation.path}"
        message = f"the path of {_name(operation)} has no parameter {name!r}"
        report.add("AZ603", parameter.name.span, message, help=right)
        return False
    if location == "header" and name.lower() in _IGNORED_HEADERS:
        return True
    if is_credential(operation, location, name):
        return True
    elsewhere = [p for p in operation.parameters if p.name.lower() == name.lower()]
    notes = [Note("the operation", operation.span)]
    message = f"{_name(operation)} declares no {location} parameter {name!r}; it is sent as given"
    if location == "querystring":
        message = f"{_name(operation)} declares no querystring parameter; it is sent as given"
    if elsewhere:
        hint: str | None = f"it declares {name!r} in the {elsewhere[0].location}"
    else:
        near = nearest(name, [p.name for p in operation.parameters if p.location == location])
        hint = f"did you mean {near!r}?" if near else None
    report.add("AZ602", parameter.name.span, message, help=hint, notes=notes)
    return True


def is_credential(operation: Operation, location: str, name: str) -> bool:
    """Whether a header, query parameter or cookie is how an operation takes an API key."""
    return any(
        use.kind == location and use.parameter.lower() == name.lower()
        for alternative in operation.security
        for use in alternative
    )


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
    """What a value of a type looks like on the wire."""
    found = table.resolve(without_null(type_))
    if isinstance(found, ObjectDef | Map):
        return "object"
    if isinstance(found, ListType | Tuple):
        return "array"
    if isinstance(found, Str | Int | Number | Bool | LiteralType):
        return "primitive"
    return "any"


def _complete(binder: Binder, info: StepInfo, operation: Operation, parts: RequestParts) -> None:
    """Add the defaults of required parameters that the step leaves out; report the others."""
    scope = binder.scope
    for each in operation.parameters:
        if not each.required:
            continue
        if each.location == "header" and each.name.lower() in _IGNORED_HEADERS:
            continue
        if parts.given(each.location, each.name):
            continue
        if each.location == "query" and parts.querystring is not None:
            continue
        if each.default is not None:
            default = ir.Const(each.default.plain(), Json())
            param = _param(each.name, default, each.location, each, scope.types.table, binder)
            parts.put(each.location, param)
            continue
        if each.location == "path" and parts.misnamed:
            parts.misnamed -= 1
            continue
        _missing(scope, info.step.target.text.span, operation, each.location, each.name, each.span)
    declared = {p.name for p in operation.parameters if p.location == "path"}
    for name in re.findall(r"\{([^{}]+)\}", operation.path):
        if name not in declared and name not in parts.path:
            _missing(scope, info.step.target.text.span, operation, "path", name, operation.span)


def _missing(
    scope: Scope, span: Span, operation: Operation, location: str, name: str, at: Span
) -> None:
    message = f"{_name(operation)} needs the {location} parameter {name!r}"
    hint = f"add `- {{name: {name}, in: {location}, value: …}}` to the step's parameters"
    scope.report.add("AZ601", span, message, help=hint, notes=[Note("it is declared here", at)])


def _path(template: str, parts: RequestParts) -> tuple[str | ir.Param, ...]:
    """The pieces of a path template: text, percent-encoded as it is, and parameters."""
    pieces: list[str | ir.Param] = []
    for piece in re.split(r"(\{[^{}]+\})", template):
        name = piece[1:-1]
        if piece.startswith("{") and name in parts.path:
            pieces.append(parts.path[name])
        elif piece:
            pieces.append(quote(piece, safe="/:@!$&'()*+,;=-._~%"))
    return tuple(pieces)


def _name(operation: Operation) -> str:
    return operation.operation_id or f"{operation.method} {operation.path}"
