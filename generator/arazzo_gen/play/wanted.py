"""What the operations want of the inputs of a workflow: the schemas of all places to which an input
goes as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.openapi.media import media_for
from arazzo_gen.openapi.model import Location, Operation
from arazzo_gen.play.described import Described
from arazzo_gen.text.node import Node
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.walk import walk

_Part: TypeAlias = "str | int"


def wanted_of(module: ir.Module, described: Described, nodes: Nodes) -> dict[str, list[Node]]:
    """The schemas that a value of each input must fit besides its own, by the input's name.

    Inputs that are passed on to called workflows have those of the called ones, too.
    """
    found: dict[str, dict[str, list[Node]]] = {}

    def visit(workflow: ir.Workflow) -> dict[str, list[Node]]:
        if workflow.id not in found:
            own: dict[str, list[Node]] = {}
            found[workflow.id] = own
            for step in workflow.steps:
                for value, schema in places(workflow, step):
                    name = _input(value)
                    if name is not None:
                        own.setdefault(name, []).append(schema)
        return found[workflow.id]

    def places(workflow: ir.Workflow, step: ir.Step) -> Iterable[tuple[ir.Expr, Node]]:
        if isinstance(step.call, ir.WorkflowCall):
            called = visit(module.workflow(step.call.workflow))
            pairs = step.call.args
            return [(value, each) for name, value in pairs for each in called.get(name, ())]
        operation = described.operations.get((workflow.id, step.id))
        return _places(step.call, operation, nodes) if operation is not None else ()

    return visit(module.workflows[0])


def _places(
    request: ir.Request, operation: Operation, nodes: Nodes
) -> Iterator[tuple[ir.Expr, Node]]:
    """The values that a request sends, each with the schema of its place."""
    groups: Sequence[tuple[Location, Sequence[str | ir.Param]]] = (
        ("path", request.path),
        ("query", request.query),
        ("header", request.headers),
        ("cookie", request.cookies),
    )
    schemas = {(each.location, each.name.lower()): each.schema for each in operation.parameters}
    for location, params in groups:
        for param in params:
            if isinstance(param, ir.Param):
                schema = schemas.get((location, param.name.lower()))
                if schema is not None:
                    yield param.value, schema
    if request.body is not None and operation.body is not None:
        media = media_for(operation.body.media, request.body.content_type)
        if media is not None and media.schema is not None:
            for path, value in _parts(request.body.value):
                part = walk(nodes, media.schema, path, "Value", sent=True).schema
                if part is not None:
                    yield value, part


def _parts(value: ir.Expr) -> Iterator[tuple[tuple[_Part, ...], ir.Expr]]:
    """The values in a body, each with its path."""
    pending: list[tuple[tuple[_Part, ...], ir.Expr]] = [((), value)]
    while pending:
        path, each = pending.pop()
        if isinstance(each, ir.MapOf):
            pending.extend(((*path, key), item) for key, item in each.entries)
        elif isinstance(each, ir.ListOf):
            pending.extend(((*path, index), item) for index, item in enumerate(each.items))
        else:
            yield path, each


def _input(value: ir.Expr) -> str | None:
    """The input that a value is, as it is; None for any other value."""
    while isinstance(value, ir.Required | ir.OrNull):
        value = value.value
    return value.name if isinstance(value, ir.Input) else None
