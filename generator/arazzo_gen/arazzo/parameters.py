"""Parameter Objects and lists of them (section "Parameter Object")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias, cast

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.as_list import item_lines
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of
from arazzo_gen.arazzo.model import Parameter, Text
from arazzo_gen.arazzo.names import check_unique
from arazzo_gen.arazzo.references import component_name, is_misspelt, is_reference
from arazzo_gen.arazzo.selectors import check_selectors
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.record import replace
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node

Location: TypeAlias = Literal["path", "query", "querystring", "header", "cookie"]
LOCATIONS: tuple[Location, ...] = ("path", "query", "querystring", "header", "cookie")

_INSTEAD = {
    "body": "send it with the step's `requestBody`",
    "formData": "send it with the step's `requestBody`",
}

Use: TypeAlias = Literal["operation", "workflow", "either", "action"]
"""What a list of parameters is for: an operation's request, a called workflow's inputs, either
of them, or the workflow that an action calls."""


def read_parameters(fields: Fields, use: Use) -> tuple[Parameter, ...]:
    """Read the `parameters` of an object: Parameter Objects and Reusable Objects."""
    reader = fields.reader

    def read(node: Node) -> Parameter | None:
        if is_reference(node):
            return _referenced(node, use, reader)
        if is_misspelt(node, kinds.PARAMETER, reader):
            return None
        lines = item_lines("parameters", node, fields.node)
        if lines and not reader.is_doubtful(node):
            _report_unnamed(node, use, reader, lines)
            return None
        return read_parameter(node, use, reader)

    nodes = fields.items("parameters")
    parameters = reader.each(nodes, read)
    if len(parameters) == len(nodes):
        _check_unique(zip(nodes, parameters, strict=True), use, reader)
    return parameters


def _report_unnamed(node: Node, use: Use, reader: Reader, lines: Sequence[str]) -> None:
    """Report a parameter that is a map from its name to its value."""
    needed = "`name`, `in` and `value`" if use == "operation" else "`name` and `value`"
    message = f"a parameter needs {needed}"
    reader.error("AZ102", node.span, message, help="write it as:", lines=lines)


def read_parameter(node: Node, use: Use, reader: Reader) -> Parameter | None:
    """Read a Parameter Object; None, reported, where it cannot be understood."""
    fields = fields_of(node, kinds.PARAMETER, reader)
    if fields is None:
        return None
    fields.check_names()
    needed = ("name", "in", "value") if use == "operation" else ("name", "value")
    lacking = [key for key in needed if not fields.has(key)]
    if lacking:
        hint = "write `in: query`, `path`, `header` or `cookie`" if lacking == ["in"] else None
        fields.missing(*lacking, hint=hint)
        reader.lost |= "in" in lacking
    name = fields.name("name")
    location = fields.choice("in", LOCATIONS, instead=_INSTEAD)
    value = fields.get("value")
    if location is not None and location.value == "querystring":
        reader.later(location.span, "`in: querystring`")
    if use == "action" and fields.has("in"):
        _reject_location(fields.key_span("in"), reader)
    if value is not None:
        check_selectors(value, reader)
    if name is None or value is None or (fields.has("in") and location is None):
        return None
    where = cast(Location, location.value) if location else None
    return Parameter(name, where, value, fields.span)


def _referenced(node: Node, use: Use, reader: Reader) -> Parameter | None:
    """The parameter that a Reusable Object stands for, with the value that it sets."""
    name = component_name(node, "parameters", reader)
    if name is None:
        return None
    parameter = reader.library.parameters[name.value]
    if parameter is None:
        reader.failed = True
        return None
    if use == "operation" and parameter.location is None:
        reader.error(
            "AZ102",
            name.span,
            f"the parameter `{parameter.name.value}` needs `in` where an operation uses it",
            notes=[Note("it is defined here", parameter.span)],
            help="add `in: query`, say, where it is defined",
        )
    if use == "action" and parameter.location is not None:
        _reject_location(name.span, reader)
    value = node.get("value")
    if value is None:
        return parameter
    check_selectors(value, reader)
    return replace(parameter, value=value)


def _reject_location(span: Span, reader: Reader) -> None:
    reader.error(
        "AZ113",
        span,
        "a parameter of an action has no `in`; it is an input of the workflow",
        help="leave `in` out",
    )


def _check_unique(found: Iterable[tuple[Node, Parameter]], use: Use, reader: Reader) -> None:
    """Report parameters that occur twice. Names of headers are compared without case; in a call of
    a workflow, `in` makes no difference."""
    keyed = []
    for node, parameter in found:
        name = parameter.name.value
        if use in ("workflow", "action"):
            key: tuple[str, str | None] = (name, None)
        elif parameter.location == "header":
            key = (name.lower(), "header")
        else:
            key = (name, parameter.location)
        # The name of a referenced parameter is in the components, but the mistake is here.
        span = node.span if is_reference(node) else parameter.name.span
        keyed.append((key, Text(name, span)))
    check_unique(keyed, "the parameter", reader)
