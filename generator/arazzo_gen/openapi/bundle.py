"""Copies the part of a document that operations use as plain data, which the validator gets.

Every `$ref` leads to a place inside the copy, so the validator reads and fetches nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from arazzo_gen.openapi.ids import is_data, is_name_map
from arazzo_gen.openapi.model import OpenApiDocument, OperationRef
from arazzo_gen.openapi.operations import METHODS
from arazzo_gen.openapi.refs import Refs, is_reference
from arazzo_gen.record import fresh, record
from arazzo_gen.text import pointer
from arazzo_gen.text.node import JsonValue, Node

_OUTSIDE = "x-arazzo-gen-outside"
_IDENTITY = frozenset({"$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$self"})
_SHARED = {
    "components": 3,
    "definitions": 2,
    "parameters": 2,
    "paths": 2,
    "responses": 2,
    "webhooks": 2,
}
"""The maps of shared objects, and the number of tokens in a pointer to one such object."""


@record(frozen=False)
class Bundle:
    """The copy, the node of each list and map in it by its `id`, and the maps."""

    root: dict[str, JsonValue]
    places: dict[int, Node] = fresh(factory=dict)
    objects: list[dict[str, JsonValue]] = fresh(factory=list)

    @property
    def is_of_one_file(self) -> bool:
        """Whether every reference in it leads to a place of the document's own file."""
        return _OUTSIDE not in self.root


def bundle(
    document: OpenApiDocument, refs: Refs, operations: Sequence[OperationRef] | None
) -> Bundle:
    """Copy the parts of a document that some operations use.

    Args:
        document: The document.
        refs: Follows references; one that leads nowhere becomes a reference to `{}`.
        operations: The operations; None for the whole document.
    """
    return _Copier(document.root, refs).copy(operations)


class _Copier:
    def __init__(self, root: Node, refs: Refs) -> None:
        self._root = root
        self._refs = refs
        self._bundle = Bundle({})
        self._copies: dict[tuple[int, bool], JsonValue] = {}
        self._wanted: deque[tuple[tuple[str, ...], Node]] = deque()
        self._placed: set[tuple[str, ...]] = set()
        self._outside: dict[int, int] = {}

    def copy(self, operations: Sequence[OperationRef] | None) -> Bundle:
        result = self._bundle.root
        self._bundle.places[id(result)] = self._root
        for key, value in self._root.entries.items():
            # GitHub describes its events in `x-webhooks`, with nearly all of its schemas.
            if not _is_extension(key) and (operations is None or key not in _SHARED):
                result[key] = self._plain(value)
        if operations is not None:
            result["paths"] = self._paths(operations)
            schemes = ("components", "securitySchemes")
            for name, scheme in _entries(self._root.at(schemes)):
                self._want((*schemes, name), scheme)
        while self._wanted:
            tokens, node = self._wanted.popleft()
            self._place(tokens, self._plain(node))
        return self._bundle

    def _paths(self, operations: Sequence[OperationRef]) -> dict[str, JsonValue]:
        paths: dict[str, JsonValue] = {}
        known = self._root.get("paths")
        if known is not None:
            self._bundle.places[id(paths)] = known
        for ref in operations:
            item = paths.get(ref.path)
            if not isinstance(item, dict):
                item = {
                    key: self._plain(value)
                    for key, value in ref.item.entries.items()
                    if key not in METHODS and key not in ("$ref", "additionalOperations")
                }
                self._bundle.places[id(item)] = ref.item
                paths[ref.path] = item
            copied = self._plain(ref.node)
            if ref.method.lower() in METHODS and ref.item.get(ref.method.lower()) is ref.node:
                item[ref.method.lower()] = copied
            else:
                others = item.setdefault("additionalOperations", {})
                if isinstance(others, dict):
                    others[ref.method] = copied
        return paths

    def _want(self, tokens: tuple[str, ...], node: Node) -> None:
        if tokens not in self._placed:
            self._placed.add(tokens)
            self._wanted.append((tokens, node))

    def _place(self, tokens: tuple[str, ...], value: JsonValue) -> None:
        here = self._bundle.root
        for depth, token in enumerate(tokens[:-1], 1):
            below = here.setdefault(token, {})
            if not isinstance(below, dict):
                return
            origin = self._root.at(tokens[:depth])
            if origin is not None:
                self._bundle.places.setdefault(id(below), origin)
            here = below
        here[tokens[-1]] = value

    def _plain(self, node: Node, as_names: bool = False) -> JsonValue:
        """A copy of a node; `as_names`: its keys are names of the author's, not keywords."""
        if not isinstance(node.value, (list, dict)):
            return node.value
        known = self._copies.get((id(node), as_names))
        if known is not None:
            return known
        copied: JsonValue
        if isinstance(node.value, list):
            copied = [self._plain(item) for item in node.value]
        elif not as_names and is_reference(node):
            copied = self._reference(node)
        else:
            copied = {
                key: self._plain(value) if as_names else self._field(key, value)
                for key, value in node.value.items()
                if as_names or key not in _IDENTITY or isinstance(value.value, dict)
            }
        self._copies[id(node), as_names] = copied
        self._bundle.places[id(copied)] = node
        if isinstance(copied, dict):
            self._bundle.objects.append(copied)
        return copied

    def _field(self, key: str, value: Node) -> JsonValue:
        """A copy of the value of a field; in data and extensions, `$ref` is a key like others."""
        if is_data(key) or _is_extension(key):
            return value.plain()
        return self._plain(value, is_name_map(key))

    def _reference(self, node: Node) -> dict[str, JsonValue]:
        copied = {
            key: self._field(key, value) for key, value in node.entries.items() if key != "$ref"
        }
        copied["$ref"] = self._target(node)
        return copied

    def _target(self, node: Node) -> str:
        """A reference into the copy for one of the document."""
        step = self._refs.step(node) if self._refs.target(node) is not None else None
        if step is None:
            self._place((_OUTSIDE, "missing"), {})
            return f"#/{_OUTSIDE}/missing"
        tokens = step.tokens
        size = _SHARED.get(tokens[0], 0) if tokens else 0
        # The content of an extension was copied as data; a reference into it needs another copy.
        is_data_there = any(_is_extension(token) for token in tokens[size:])
        if tokens and not is_data_there and self._root.at(tokens) is step.node:
            found = self._root.at(tokens[:size])
            if found is not None and size:
                self._want(tokens[:size], found)
            return pointer.write_fragment(tokens)
        number = self._outside.setdefault(id(step.node), len(self._outside))
        self._want((_OUTSIDE, str(number)), step.node)
        return f"#/{_OUTSIDE}/{number}"


def _is_extension(key: str) -> bool:
    return key.startswith("x-")


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    return list(node.entries.items()) if node is not None else []
