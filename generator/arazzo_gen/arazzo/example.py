"""A whole small Arazzo document for an OpenAPI document, shown where that was given instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TypeAlias

from arazzo_gen.arazzo.written import yaml_lines
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.text.pointer import PointerError, parse_fragment, write

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
_ID = pattern(r"[A-Za-z0-9_\-]+")
_LOCATIONS = ("path", "query", "header", "cookie")
_MOST = 200
"""How many operations are looked at to find one that is easily called."""

_Map: TypeAlias = dict[str, JsonValue]


@record
class _Operation:
    """An operation, and what a request needs.

    Attributes:
        name: Its operationId; None where it has none that is an id.
        pointer: The JSON Pointer to it.
        needed: Its required parameters: names and places.
        has_body: Whether it needs a body.
        has_more: Whether it needs something else, which cannot be told.
    """

    name: str | None
    pointer: str
    needed: tuple[tuple[str, str], ...]
    has_body: bool
    has_more: bool

    @property
    def effort(self) -> int:
        """How much a request needs."""
        return len(self.needed) + 3 * self.has_body


def example_lines(root: Node) -> tuple[str, ...]:
    """An Arazzo document that calls one operation of an OpenAPI document; nothing where the
    OpenAPI document has none that is easily called."""
    simple = [one for one in _operations(root) if not one.has_more]
    if not simple:
        return ()
    return tuple(yaml_lines(_document(root, min(simple, key=lambda one: one.effort))))


def _document(root: Node, operation: _Operation) -> _Map:
    title = (root.get("info") or root).get("title")
    name = PurePath(root.file.name).name
    target: _Map = {"operationId": operation.name}
    if operation.name is None:
        target = {"operationPath": f"{{$sourceDescriptions.api.url}}{operation.pointer}"}
    step: _Map = {"stepId": operation.name or "call", **target}
    workflow: _Map = {"workflowId": "example"}
    inputs: _Map = {each: {"type": "string"} for each, _ in operation.needed}
    if operation.needed:
        step["parameters"] = [
            {"name": each, "in": place, "value": f"$inputs.{each}"}
            for each, place in operation.needed
        ]
    if operation.has_body:
        inputs["body"] = {"type": "object"}
        step["requestBody"] = {"payload": "$inputs.body"}
    if inputs:
        workflow["inputs"] = {"type": "object", "required": [*inputs], "properties": inputs}
    workflow["steps"] = [step]
    info = title.text if title is not None and title.text else "Example"
    return {
        "arazzo": "1.0.1",
        "info": {"title": info, "version": "1.0.0"},
        "sourceDescriptions": [{"name": "api", "url": f"./{name}", "type": "openapi"}],
        "workflows": [workflow],
    }


def _operations(root: Node) -> Iterator[_Operation]:
    left = _MOST
    for path, item in (root.get("paths") or root).entries.items():
        for method in _METHODS:
            operation = item.get(method)
            if operation is None or not operation.entries or not path.startswith("/"):
                continue
            yield _read(root, path, method, item, operation)
            left -= 1
            if not left:
                return


def _read(root: Node, path: str, method: str, item: Node, operation: Node) -> _Operation:
    needed: list[tuple[str, str]] = []
    body, has_more = operation.get("requestBody"), False
    parameters = [*(item.get("parameters") or item).items]
    parameters += (operation.get("parameters") or operation).items
    for parameter in (_followed(root, each) for each in parameters):
        required = parameter.get("required")
        name, place = (parameter.get(key) for key in ("name", "in"))
        if name is None or place is None or place.text not in _LOCATIONS:
            has_more = True  # such as a `$ref` to a file, or the body of Swagger 2.0
        elif required is not None and required.value is True and name.text is not None:
            has_more = has_more or _ID.fullmatch(name.text) is None
            needed.append((name.text, place.text or ""))
    named = operation.get("operationId")
    text = named.text if named is not None else None
    is_id = text is not None and _ID.fullmatch(text) is not None
    pointer = "#" + write(("paths", path, method))
    parts = tuple(dict.fromkeys(needed))
    return _Operation(text if is_id else None, pointer, parts, body is not None, has_more)


def _followed(root: Node, node: Node) -> Node:
    """What a node refers to in its document; itself where it refers to nothing there."""
    ref = node.get("$ref")
    if ref is None or ref.text is None or not ref.text.startswith("#/"):
        return node
    try:
        return root.at(parse_fragment(ref.text)) or node
    except PointerError:
        return node
