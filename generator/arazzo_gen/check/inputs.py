"""Checks the names in the schema of a workflow's inputs: those that it requires and does not
declare (AZ713), and those that only differ in case (AZ716).

Each is most likely a misspelt property: the caller has to give a value that no one described.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arazzo_gen.analysis.scope import Scope
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.openapi.refs import is_reference
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node
from arazzo_gen.typing.members import name_span, required_names
from arazzo_gen.typing.schema import Types
from arazzo_gen.typing.shape import Shape

_ELSEWHERE: Final = (
    "patternProperties",  # a stranger's regular expressions: they are not run
    "unevaluatedProperties",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependencies",
    "$dynamicRef",
    "$recursiveRef",
)
"""Keywords that may declare properties which nobody looks for here."""

_MOST: Final = 500
"""How many schemas are looked at: those that refer to each other can be put together in more ways
than anyone wrote."""


def check_required(scope: Scope) -> None:
    """Warn about names in `required` that no `properties` has (AZ713)."""
    inputs = scope.workflow.inputs
    if inputs is None or not isinstance(inputs.value, dict):
        return
    for schema in _objects(inputs, scope.types):
        shape = scope.types.shape(schema)
        lacking = shape.required - shape.properties.keys() - {""}
        if not lacking or not _is_known(shape, scope.types):
            continue
        declared = _declared(schema, shape, scope.types)
        free = sorted(declared - shape.required)
        for name, span in required_names(shape).items():
            # What an API requires inside of an input is not the author's to change.
            is_foreign = schema is not inputs and span.file != inputs.file
            if name not in lacking or name in declared or is_foreign:
                continue
            message = f"`required` names {name!r}, which `properties` does not have"
            if schema is inputs:
                message += "; it becomes an input of any type"
            near = nearest(name, free)
            hint = f"did you mean {near!r}?" if near else f"declare {name!r} under `properties`"
            edits = respelt(span, name, free)
            scope.report.add("AZ713", span, message, help=hint, edits=edits)


def check_case(scope: Scope) -> None:
    """Warn about properties whose names differ in case alone (AZ716)."""
    inputs = scope.workflow.inputs
    if inputs is None or not isinstance(inputs.value, dict):
        return
    for schema in _objects(inputs, scope.types):
        shape = scope.types.shape(schema)
        first: dict[str, tuple[str, Span]] = {}
        for name, schemas in shape.properties.items():
            span = name_span(name, shape, schemas[0])
            if span.file is not inputs.file:
                continue
            other, place = first.setdefault(name.casefold(), (name, span))
            if other != name:
                message = f"{other!r} and {name!r} differ in case alone"
                hint = "leave one of them out, or give it a name that tells them apart"
                notes = [Note("the other", place)]
                scope.report.add("AZ716", span, message, help=hint, notes=notes)


def _objects(inputs: Node, types: Types) -> Iterator[Node]:
    """The schema of the inputs, and those of their properties and items, at any depth."""
    seen = {id(inputs)}
    pending = [inputs]
    for schema in pending:
        yield schema
        shape = types.shape(schema)
        inner = [
            types.all_of(parts) for parts in (*shape.properties.values(), shape.items) if parts
        ]
        for node in inner:
            if id(node) not in seen and len(pending) < _MOST:
                seen.add(id(node))
                pending.append(node)


def _is_known(shape: Shape, types: Types) -> bool:
    """Whether all that may declare properties of a schema can be seen."""
    if isinstance(shape.additional, Node) or shape.discriminator is not None:
        return False
    for part in shape.parts.values():
        if any(part.get(keyword) is not None for keyword in _ELSEWHERE):
            return False
        if is_reference(part) and types.refs.follow(part) is None:
            return False
    return True


def _declared(schema: Node, shape: Shape, types: Types) -> set[str]:
    """The properties of a schema and of its alternatives, for either direction."""
    sent = types.property_names(schema, sent=True)
    return {*shape.properties, *sent, *types.property_names(schema)}
