"""Finds what the requests of steps send as credentials or passwords."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen import ir
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.ir.walk import leaves
from arazzo_gen.openapi.declared import find_declared, is_credential
from arazzo_gen.openapi.model import Operation
from arazzo_gen.text.node import Node
from arazzo_gen.text.words import is_called_secret
from arazzo_gen.typing.schema import Types


def credentials_sent(step: StepDraft, types: Types) -> tuple[ir.Expr, ...]:
    """The values that a step sends as a credential of its operation, or as a password."""
    if not isinstance(step.call, ir.Request) or step.info.operation is None:
        return ()
    operation, request = step.info.operation.operation, step.call
    path = tuple(part for part in request.path if isinstance(part, ir.Param))
    by_location = {
        "path": path,
        "query": request.query,
        "header": request.headers,
        "cookie": request.cookies,
    }
    found = [
        param.value
        for location, params in by_location.items()
        for param in params
        if _is_secret(operation, location, param.name, types)
    ]
    if request.body is not None and operation.body is not None:
        for media in operation.body.media:
            found += _passwords(request.body.value, media.schema, (), types)
    return tuple(found)


def _is_secret(operation: Operation, location: str, name: str, types: Types) -> bool:
    """Whether a parameter is a credential, or a password by its schema.

    A cookie is one, since a session is known by it, and a header is by its name. A query is not:
    the names of cursors end like those of tokens.
    """
    if location == "cookie":
        return True
    if location == "header" and (name.lower() == "cookie" or is_called_secret(name)):
        return True
    declared = find_declared(operation, location, name)
    if declared is not None and _is_password(declared.schema, types):
        return True
    return location != "path" and is_credential(operation, location, name)


def _passwords(
    value: ir.Expr, schema: Node | None, path: tuple[str | int, ...], types: Types
) -> Iterator[ir.Expr]:
    """The values of a body where its schema says that they are passwords."""
    if isinstance(value, ir.MapOf):
        for key, item in value.entries:
            yield from _passwords(item, schema, (*path, key), types)
    elif isinstance(value, ir.ListOf):
        for index, item in enumerate(value.items):
            yield from _passwords(item, schema, (*path, index), types)
    elif path and leaves(value):
        place = types.walk(schema, path, sent=True)
        if place.failed_at is None and _is_password(place.schema, types):
            yield value


def _is_password(schema: Node | None, types: Types) -> bool:
    return schema is not None and types.shape(schema).format == "password"
