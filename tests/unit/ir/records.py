"""Walks over the records of a tree, and trees with something in them replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from arazzo_gen import ir, types
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.record import fields, replace

Place: TypeAlias = tuple[str | int, ...]
"""Where something is in a tree: fields of records, indexes of tuples, keys of dicts."""


def kinds() -> list[type[Any]]:
    """Every kind of record that a module can be made of."""
    found = {
        each
        for module in (ir.conditions, ir.flow, ir.module, ir.requests, ir.steps, ir.values)
        for each in vars(module).values()
        if isinstance(each, type) and fields(each) and each.__module__ == module.__name__
    }
    found |= {each for each in vars(types).values() if isinstance(each, type) and fields(each)}
    found |= {each for each in vars(jsonpath).values() if isinstance(each, type) and fields(each)}
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def kind_name(kind: type[Any]) -> str:
    """The short name of a kind of record: `Step`, `types.Str`, `jsonpath.Query`."""
    prefixes = {types.__name__: "types.", jsonpath.__name__: "jsonpath."}
    return prefixes.get(kind.__module__, "") + kind.__name__


def records(tree: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    """Every record of a tree with its place, each before those inside it."""
    if fields(tree):
        yield place, tree
        for name in fields(tree):
            yield from records(getattr(tree, name), (*place, name))
    elif isinstance(tree, tuple):
        for index, item in enumerate(tree):
            yield from records(item, (*place, index))
    elif isinstance(tree, dict):
        for key, item in tree.items():
            yield from records(item, (*place, key))


def with_changed(tree: Any, place: Place, value: object) -> Any:
    """A tree with another value at a place."""
    if not place:
        return value
    first, rest = place[0], place[1:]
    if isinstance(tree, tuple):
        assert isinstance(first, int)
        return (*tree[:first], with_changed(tree[first], rest, value), *tree[first + 1 :])
    if isinstance(tree, dict):
        return {**tree, first: with_changed(tree[first], rest, value)}
    assert isinstance(first, str)
    changed = with_changed(getattr(tree, first), rest, value)
    return replace(tree, **{first: changed})
