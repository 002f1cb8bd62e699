"""Reads the inputs of a workflow from their JSON Schema (Arazzo 1.1, "Workflow Object")."""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, TypeAlias

from arazzo_gen.diagnostics.model import Report, Severity
from arazzo_gen.openapi.reading import article
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.record import record
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.text.written import is_number, number_text
from arazzo_gen.types import Json, Type, nullable, without_null
from arazzo_gen.typing.constants import as_typed
from arazzo_gen.typing.members import Member, Members, PatternMembers
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


Uses: TypeAlias = Callable[
    [Sequence[PatternMembers], Collection[str]], Mapping[str, Sequence[Node]]
]
"""Finds the inputs that expressions read and the schema has no name for: those that a pattern
matches, with its schemas, and those of some names that are only mentioned, without any."""


def read_inputs(
    schema: Node | None,
    refs: Refs,
    types: Types,
    report: Report,
    uses: Uses = lambda patterns, mentioned: {},
    hint: str = "",
) -> tuple[InputDecl, ...]:
    """The inputs that a workflow declares, in document order.

    Args:
        schema: The workflow's `inputs` as written; None where there is none.
        refs: Follows `$ref`s; one that leads nowhere is an error here.
        types: Makes the types.
        report: Gets warnings for a schema that is not an object schema, and for defaults.
        uses: Finds the inputs that expressions read.
        hint: The prefix of the names of types.
    """
    if schema is None or refs.follow(schema, Severity.ERROR) is None:
        return ()
    members = types.members(schema)
    _check_object(schema, types.shape(schema), members, report)
    reader = _Reader(types, report, members, hint)
    found = [reader.declared(name, member) for name, member in members.declared.items()]
    undeclared = {
        name: span
        for name, span in members.mentioned.items()
        if name not in members.declared and name not in members.required
    }
    used = uses(members.patterns, undeclared) if members.patterns or undeclared else {}
    for name, schemas in used.items():
        if name in members.declared:
            continue
        if schemas:
            pattern = next(each for each in members.patterns if each.schema is schemas[0])
            found.append(reader.declared(name, Member(types.all_of(schemas), pattern.span, None)))
        elif name not in members.required:
            found.append(_any(name, undeclared[name], required=False))
    known = {decl.name for decl in found}
    for name, span in members.required.items():
        if name and name not in known:
            found.append(_any(name, span, required=True))
    return tuple(found)


def _any(name: str, span: Span, *, required: bool) -> InputDecl:
    """An input of which the schema says nothing but its name."""
    return InputDecl(name, None, Json(), False, required, MISSING, None, False, span)


@record
class _Reader:
    """Reads the properties of one schema of inputs."""

    types: Types
    report: Report
    members: Members
    hint: str

    def declared(self, name: str, member: Member) -> InputDecl:
        """The input of a property."""
        types, schema = self.types, member.schema
        shape = types.shape(schema)
        # A `readOnly` property is no input, even if its schema requires it.
        required = name in self.members.required and not shape.read_only
        flag = schema.get("required")
        if flag is not None and isinstance(flag.value, bool):
            _report_flag(self.report, name, flag)
            required = required or flag.value
        type_ = types.of(schema, joined(self.hint, name), sent=True)
        return InputDecl(
            name=name,
            schema=schema,
            type=without_null(type_),
            nullable=nullable(type_) and not isinstance(type_, Json),
            required=required,
            default=self._default(name, member, type_),
            description=shape.doc or shape.title,
            secret=_is_secret(types, schema),
            span=member.span,
        )

    def _default(self, name: str, member: Member, type_: Type) -> JsonValue | Missing:
        """The default of an input, in the types that its schema has: 5 for 5.0; MISSING where it
        has none that its schema allows."""
        default = member.default
        if default is None:
            return MISSING
        value = default.plain()
        spelled = _spelled(self.types.shape(member.schema), default)
        reason = refusal(self.types, member.schema, value) if spelled is None else None
        if reason is None:
            return as_typed(value if spelled is None else spelled, type_, self.types.table)
        message = f"the default of input {name!r} is left out, since its schema does not allow it"
        hint = "write `null` among its types, or leave `default` out" if value is None else None
        if is_number(value) and refusal(self.types, member.schema, number_text(default)) is None:
            hint = f"put it in quotes: `'{number_text(default)}'`"
        self.report.add("AZ715", default.span, f"{message}: {reason}", help=hint)
        return MISSING


def _report_flag(report: Report, name: str, flag: Node) -> None:
    message = f"`required` is an array of names beside `properties`, not {article(flag.kind)}"
    add = f"write `required: [{name}]` beside `properties`" if flag.value else "leave it out"
    report.add("AZ712", flag.span, message, help=add)


def _spelled(shape: Shape, node: Node) -> str | None:
    """The text of a constant that stands without quotes in an enum of strings."""
    value = node.plain()
    text = number_text(node) if is_number(value) else value
    listed = shape.enum is not None and any(is_same(text, each) for each in shape.enum)
    quoted = value is None or isinstance(value, str | list | dict)
    is_text = shape.types is not None and set(shape.types) == {"string"}
    if not listed or quoted or not is_text:
        return None
    return text if isinstance(text, str) else json.dumps(text)


def _is_secret(types: Types, schema: Node) -> bool:
    """Whether a schema, or one of its alternatives, says that its value is secret."""
    shape = types.shape(schema)
    branches = [branch for group in shape.groups for branch in group]
    shapes = [shape, *map(types.shape, branches)]
    return any(each.format == "password" or each.write_only for each in shapes)


def _check_object(schema: Node, shape: Shape, members: Members, report: Report) -> None:
    if not isinstance(schema.value, dict):
        message = f"`inputs` is a JSON Schema of type object, not {article(schema.kind)}"
        report.add("AZ711", schema.span, message)
        return
    if "object" in shape.kinds or (members.declared and not shape.types):
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
