"""Types inputs by their use where they are uploaded: JSON Schema, which declares the inputs of a
workflow, has no bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen.analysis.calls import calls
from arazzo_gen.analysis.inherited import inherited_arguments
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.arazzo.model import Parameter, RequestBody
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.template import parse_value
from arazzo_gen.lower.request.encodings import is_upload
from arazzo_gen.lower.request.media import content_type_of, kind_of
from arazzo_gen.openapi.media import media_for
from arazzo_gen.openapi.model import Operation
from arazzo_gen.record import replace
from arazzo_gen.text.node import Node
from arazzo_gen.types import Binary, Json, List, Str, Type
from arazzo_gen.typing.inputs import Missing


def type_uploads(scopes: Sequence[Scope]) -> None:
    """Let the inputs that become binary parts and bodies be bytes, open files and text, in the
    workflows that send them and in those that pass them on.

    Args:
        scopes: All workflows of a module.
    """
    changed = True
    while changed:
        changed = False
        for scope in scopes:
            for name in [*_sent(scope), *_passed_on(scope)]:
                changed = _widen(scope, name) or changed


def _widen(scope: Scope, name: str) -> bool:
    """Change the type of an input; whether it was another."""
    decl = scope.inputs.get(name)
    wider = _uploaded(decl.type) if decl is not None else None
    if decl is None or wider is None:
        return False
    if isinstance(decl.type, Json) and not isinstance(decl.default, str | Missing):
        return False  # its default is none that a file could have
    scope.inputs[name] = replace(decl, type=wider)
    return True


def _uploaded(type_: Type) -> Type | None:
    if isinstance(type_, Str | Json):
        return Binary()
    if isinstance(type_, List):
        item = _uploaded(type_.item)
        return List(item) if item is not None else None
    return None


def _is_uploaded(scope: Scope, name: str) -> bool:
    decl = scope.inputs.get(name)
    type_ = decl.type if decl is not None else None
    while isinstance(type_, List):
        type_ = type_.item
    return isinstance(type_, Binary)


# --- The inputs that a workflow sends -----------------------------------------------------


def _sent(scope: Scope) -> Iterator[str]:
    for info in scope.order:
        body = info.step.request_body
        if body is not None and info.operation is not None:
            yield from _sent_by(scope, body, info.operation.operation)


def _sent_by(scope: Scope, body: RequestBody, operation: Operation) -> Iterator[str]:
    declared = operation.body.media if operation.body is not None else ()
    content_type, _ = content_type_of(scope, body, declared)
    kind = kind_of(content_type)
    if kind == "binary":
        yield from _read(body.payload)
        yield from (name for each in body.replacements for name in _read(each.value))
    elif kind == "multipart":
        media = media_for(declared, content_type)
        for part, value in _parts(body):
            if is_upload(scope, media, part):
                yield from _read(value)


def _parts(body: RequestBody) -> Iterator[tuple[str, Node]]:
    """The parts of a multipart body, by name."""
    if body.payload is not None and isinstance(body.payload.value, dict):
        yield from body.payload.value.items()
    for each in body.replacements:
        yield each.target.value.lstrip("#$./"), each.value


def _read(value: Node | None) -> Iterator[str]:
    """The inputs that a value is, or that the items of a list are."""
    if value is None:
        return
    if isinstance(value.value, list):
        for item in value.value:
            yield from _read(item)
    found: object = parse_value(value.value) if isinstance(value.value, str) else None
    if isinstance(found, ast.Template) and len(found.parts) == 1:
        found = found.parts[0]
    if isinstance(found, ast.Embedded):
        found = found.expression
    if isinstance(found, ast.Inputs) and not found.pointer:
        yield found.name


# --- The inputs that a workflow passes on -------------------------------------------------


def _passed_on(scope: Scope) -> Iterator[str]:
    for _, before in scope.before:
        yield from _same_names(scope, before)
    for call in calls(scope):
        inherited = inherited_arguments(scope.workflow, call.given, call.called.inputs)
        yield from _given(call.called, [*inherited, *call.given])
        if call.same_names:
            yield from _same_names(scope, call.called)


def _given(called: Scope, parameters: Sequence[Parameter]) -> Iterator[str]:
    for parameter in parameters:
        if _is_uploaded(called, parameter.name.value):
            yield from _read(parameter.value)


def _same_names(scope: Scope, called: Scope) -> Iterator[str]:
    yield from (name for name in scope.inputs if _is_uploaded(called, name))
