"""Lowers a step's request body (Arazzo 1.1, "Request Body Object")."""

from __future__ import annotations

import re

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import RequestBody
from arazzo_gen.check.kinds import KindCheck
from arazzo_gen.check.payload import PayloadCheck
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.lower.bind.binder import ExpressionBinder
from arazzo_gen.lower.bind.nulls import Place, settle
from arazzo_gen.lower.bind.numbers import keep_text
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.required import require
from arazzo_gen.lower.bind.text import check_spellings
from arazzo_gen.lower.bind.values import bind_value
from arazzo_gen.lower.request.encodings import form_fields, parts
from arazzo_gen.lower.request.form_text import bind_form_text, bind_xml_text
from arazzo_gen.lower.request.json_text import bind_json_text
from arazzo_gen.lower.request.media import Kind, charset_of, content_type_of, kind_of
from arazzo_gen.lower.request.parameters import UNSENDABLE
from arazzo_gen.lower.request.replacements import lower_replacements
from arazzo_gen.lower.request.xml_check import check_xml
from arazzo_gen.lower.request.xml_names import xml_names
from arazzo_gen.openapi.media import media_for
from arazzo_gen.openapi.model import Media, Operation
from arazzo_gen.record import replace
from arazzo_gen.text.node import Node
from arazzo_gen.types import Json, Str, without_null

_CHARSETS = ("text", "xml", "json", "lines")
"""The kinds of bodies that are text in the charset of their content type."""


def lower_body(scope: Scope, info: StepInfo, operation: Operation) -> ir.Body | None:
    """The body of a step's request; None where it sends none."""
    body = info.step.request_body
    if body is None or (body.payload is None and not body.replacements):
        return None
    declared = operation.body.media if operation.body is not None else ()
    content_type, is_open = content_type_of(scope, body, declared)
    media = media_for(declared, content_type)
    _check_declared(scope, body, operation, content_type, media)
    binder = ExpressionBinder(scope, info, "request")
    kind = kind_of(content_type)
    schema = media.schema if media is not None else None
    value = _payload(binder, body, kind, schema)
    kind = _sent_kind(kind, value)
    if kind in ("json", "form"):
        _check(scope, body, kind, value, schema)
    if kind in ("json", "form") and body.payload is not None and schema is not None:
        kept = keep_text(value.expr, body.payload, schema, scope.types)
        value = replace(value, expr=kept)
    expr, replacements = lower_replacements(binder, body, kind, value.expr, schema)
    value = replace(value, expr=expr)
    if kind in ("json", "form", "lines"):
        place = Place("requestBody", schema if kind != "lines" else None, nulls=kind != "form")
        value = replace(value, expr=settle(binder, value.expr, place))
    if operation.body is not None and operation.body.required and not _is_structure(value):
        value = Bound(require(value, binder, "requestBody"), absent=False)
    return ir.Body(
        kind,
        content_type,
        value.expr,
        replacements,
        fields=_fields(media, value.expr, replacements) if kind == "form" else (),
        parts=parts(scope, media) if kind == "multipart" else (),
        xml=_xml(scope, body, value, schema) if kind == "xml" else None,
        open_type=is_open and kind == "binary",
        charset=charset_of(content_type, kind) if kind in _CHARSETS else None,
    )


def _xml(scope: Scope, body: RequestBody, value: Bound, schema: Node | None) -> ir.XmlNames | None:
    """The XML names of a payload that is an object; None for one that is text."""
    if is_text(value.expr):
        return None
    names = xml_names(scope.types, schema)
    keys = _keys(value.expr)
    if not names.tag and keys is not None and len(keys) != 1:
        span = body.payload.span if body.payload is not None else body.span
        message = "an XML document has one root, which neither the payload nor its schema names"
        hint = "put the payload under one key, the name of the root element"
        scope.report.add("AZ607", span, message, help=hint)
    if body.payload is not None and not isinstance(without_null(value.expr.type), Str):
        check_xml(scope.report, names, value.expr, body.payload)
    return names.written


def _check(scope: Scope, body: RequestBody, kind: Kind, value: Bound, schema: Node | None) -> None:
    """Compare a payload that the document spells out with the schema."""
    if body.payload is None or schema is None:
        return
    set_later = [each.target.value.lstrip("#$./") for each in body.replacements]
    places = (re.split(pattern, target)[0] for target in set_later for pattern in ("/", r"[./\[]"))
    replaced = frozenset(places)
    check = PayloadCheck(scope.types, scope.report, KindCheck(scope, url=kind == "form"), replaced)
    check.check(value.expr, body.payload, schema)


def _check_declared(
    scope: Scope,
    body: RequestBody,
    operation: Operation,
    content_type: str,
    media: Media | None,
) -> None:
    if UNSENDABLE.search(content_type):
        span = body.content_type.span if body.content_type is not None else body.span
        message = "the content type has a character that cannot be sent"
        scope.report.add("AZ613", span, message, help="headers are one line of ASCII")
        return
    name = operation.operation_id or f"{operation.method} {operation.path}"
    notes = [Note("the operation", operation.span)]
    if operation.body is None:
        message = f"{name} takes no request body; it is sent as given"
        scope.report.add("AZ604", body.span, message, notes=notes)
    elif media is None and body.content_type is not None and operation.body.media:
        types = ", ".join(each.content_type for each in operation.body.media)
        message = f"{name} takes no {content_type}; it is sent as given"
        scope.report.add(
            "AZ604", body.content_type.span, message, notes=notes, help=f"it takes {types}"
        )


def _payload(binder: Binder, body: RequestBody, kind: Kind, schema: Node | None) -> Bound:
    payload = body.payload
    if payload is None:
        return Bound(ir.Const({}, Json()), absent=False)
    if isinstance(payload.value, str) and kind in ("form", "json", "xml"):
        check_spellings(binder, payload.value, payload.span)
    if isinstance(payload.value, str) and kind == "form":
        return bind_form_text(binder, payload, opened=bool(body.replacements))
    if isinstance(payload.value, str) and kind == "json":
        return bind_json_text(binder, payload, schema)
    if isinstance(payload.value, str) and kind == "xml":
        return bind_xml_text(binder, payload)
    return bind_value(binder, payload)


def _sent_kind(kind: Kind, value: Bound) -> Kind:
    """The kind of the body: a form that is given as one text is sent as text."""
    return "text" if kind in ("form", "multipart", "lines") and is_text(value.expr) else kind


def _fields(
    media: Media | None, expr: ir.Expr, replacements: tuple[ir.Replacement, ...]
) -> tuple[ir.FormField, ...]:
    """The fields with an encoding of their own that a form may have."""
    names = None if replacements else _keys(expr)
    found = form_fields(media)
    return found if names is None else tuple(each for each in found if each.name in names)


def _keys(expr: ir.Expr) -> list[str] | None:
    """The keys of an object that the document spells out; None for anything else."""
    if isinstance(expr, ir.MapOf):
        return [key for key, _ in expr.entries]
    constant = expr.value if isinstance(expr, ir.Const) else None
    return list(constant) if isinstance(constant, dict) else None


def is_text(expr: ir.Expr) -> bool:
    """Whether a payload is text that the document spells out."""
    constant = isinstance(expr, ir.Const) and isinstance(expr.value, str)
    return constant or isinstance(expr, ir.Text)


def _is_structure(value: Bound) -> bool:
    return isinstance(value.expr, ir.MapOf | ir.ListOf | ir.Const | ir.OrNull)
