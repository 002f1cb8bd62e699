"""Reads the inputs of a workflow from their JSON Schema (Arazzo 1.1, "Workflow Object")."""

from __future__ import annotations

import enum
import json
from typing import Final

from arazzo_gen.diagnostics.model import Report, Severity
from arazzo_gen.openapi.reading import article
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.record import record
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.types import Json, Type, nullable, without_null
from arazzo_gen.typing.constants import as_typed
from arazzo_gen.typing.names import joined
from arazzo_gen.typing.refusals import is_same, refusal
from arazzo_gen.typing.schema import Types
from arazzo_gen.typing.shape import Shape


class Missing(enum.Enum):
    """The type of the sentinel for "no default", since null is a default."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@record
class InputDecl:
    """An input. `type` excludes null; `nullable` says whether null is allowed."""

    name: str
    schema: Node | None
    type: Type
    nullable: bool
    required: bool
    default: JsonValue | Missing
    description: str | None
    secret: bool
    span: Span


def read_inputs(
    schema: Node | None, refs: Refs, types: Types, report: Report, hint: str = ""
) -> tuple[InputDecl, ...]:
    """The inputs that a workflow declares, in document order.

    Args:
        schema: The workflow's `inputs` as written; None where there is none.
        refs: Follows `$ref`s; one that leads nowhere is an error here.
        types: Makes the types.
        report: Gets warnings for a schema that is not an object schema, and for defaults.
        hint: The prefix of the names of types.
    """
    if schema is None or refs.follow(schema, Severity.ERROR) is None:
        return ()
    shape = types.shape(schema)
    _check_object(schema, shape, report)
    properties = {name: parts for name, parts in shape.properties.items() if name}
    found = [
        _declared(name, types.all_of(parts), shape, schema, types, report, hint)
        for name, parts in properties.items()
    ]
    for name, span in required_names(shape).items():
        if name and name not in properties:
            decl = InputDecl(name, None, Json(), False, True, MISSING, None, False, span)
            found.append(decl)
    return tuple(found)


def _declared(
    name: str,
    schema: Node,
    owner: Shape,
    inputs: Node,
    types: Types,
    report: Report,
    hint: str,
) -> InputDecl:
    types.refs.follow(schema, Severity.ERROR)
    shape = types.shape(schema)
    # A `readOnly` property is no input, even if its schema requires it.
    required = name in owner.required and not shape.read_only
    flag = schema.get("required")
    if flag is not None and isinstance(flag.value, bool):
        message = f"`required` is an array of names beside `properties`, not {article(flag.kind)}"
        add = f"write `required: [{name}]` beside `properties`" if flag.value else "leave it out"
        report.add("AZ712", flag.span, message, help=add)
        required = required or flag.value
    type_ = types.of(schema, joined(hint, name), sent=True)
    return InputDecl(
        name=name,
        schema=schema,
        type=without_null(type_),
        nullable=nullable(type_) and not isinstance(type_, Json),
        required=required,
        default=_default(name, schema, type_, types, report),
        description=shape.doc or shape.title,
        secret=shape.format == "password" or shape.write_only,
        span=name_span(name, owner, schema),
    )


def _default(
    name: str, schema: Node, type_: Type, types: Types, report: Report
) -> JsonValue | Missing:
    """The default of an input, in the types that its schema has: 5 for 5.0; MISSING where it has
    none that its schema allows."""
    shape = types.shape(schema)
    if shape.default is None:
        return MISSING
    value = shape.default.plain()
    spelled = _spelled(shape, value)
    reason = refusal(types, schema, value) if spelled is None else None
    if reason is None:
        return as_typed(value if spelled is None else spelled, type_, types.table)
    message = f"the default of input {name!r} is left out, since its schema does not allow it"
    hint = "write `null` among its types, or leave `default` out" if value is None else None
    report.add("AZ715", shape.default.span, f"{message}: {reason}", help=hint)
    return MISSING


def _spelled(shape: Shape, value: JsonValue) -> str | None:
    """The text of a constant that stands without quotes in an enum of strings."""
    listed = shape.enum is not None and any(is_same(value, each) for each in shape.enum)
    quoted = value is None or isinstance(value, str | list | dict)
    is_text = shape.types is not None and set(shape.types) == {"string"}
    return json.dumps(value) if listed and not quoted and is_text else None


def name_span(name: str, owner: Shape, schema: Node) -> Span:
    """Where an object schema names a property; the property's schema where it does not."""
    for part in owner.parts.values():
        properties = part.get("properties")
        if properties is not None and properties.get(name) is not None:
            return properties.key_span(name)
    return schema.span


def required_names(shape: Shape) -> dict[str, Span]:
    """The names in `required`, in document order, with their places."""
    found: dict[str, Span] = {}
    for part in shape.parts.values():
        names = part.get("required")
        for item in names.items if names is not None else ():
            if item.text is not None:
                found.setdefault(item.text, item.span)
    return found


def _check_object(schema: Node, shape: Shape, report: Report) -> None:
    if not isinstance(schema.value, dict):
        message = f"`inputs` is a JSON Schema of type object, not {article(schema.kind)}"
        report.add("AZ711", schema.span, message)
        return
    if "object" in shape.kinds:
        return
    if shape.types:
        message = f"`inputs` is of type {' or '.join(sorted(shape.types))}, so it has no names"
        place = schema.get("type")
        span = place.span if place is not None else schema.span
        report.add("AZ711", span, message, help="write `type: object` and `properties`")
    elif schema.value and not shape.required:
        names = [key for key, value in schema.entries.items() if value.get("type") is not None]
        message = "`inputs` has no `properties`, so nothing can be given to this workflow"
        hint = f"write {', '.join(names[:3])} under `properties`" if names else None
        report.add("AZ711", schema.span, message, help=hint)
