"""Walks over the trees of the IR: the expressions in a condition, a request, a step.

A tree is any record of the IR, or a tuple or list of some. The walk uses the
fields of the records, so a new kind of record needs no code here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias, cast, get_args

from arazzo_gen.ir.conditions import All, Cond, Not
from arazzo_gen.ir.conditions import Any as AnyOf
from arazzo_gen.ir.values import (
    At,
    Const,
    Expr,
    Input,
    Leaf,
    OrNull,
    RequestBody,
    RequestHeader,
    RequestQuery,
    RequestUrl,
    Required,
    ResponseBody,
    ResponseHeader,
    StatusCode,
    StepOutput,
)
from arazzo_gen.record import fields

LeafKey: TypeAlias = tuple[str, str, str]
"""The identity of a leaf: its kind, the step or workflow, the name."""

_EXPRESSIONS: frozenset[type[Any]] = frozenset(get_args(Expr))
_LEAVES: frozenset[type[Any]] = frozenset(get_args(Leaf))

_MESSAGE = (
    StatusCode, RequestUrl, ResponseHeader, ResponseBody, RequestHeader, RequestQuery, RequestBody,
)  # fmt: skip

_FIELDS: dict[type[Any], tuple[str, ...]] = {Const: ()}
"""The fields of a kind of record that hold its children; a constant has none."""


def inside(tree: object) -> Sequence[object]:
    """The children of a tree, without types; none for text, numbers and None."""
    if isinstance(tree, tuple | list):
        return tree
    return [getattr(tree, name) for name in _names(type(tree))]


def _names(kind: type[Any]) -> tuple[str, ...]:
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(name for name in fields(kind) if name != "type")
    return names


def nodes(tree: object) -> Iterator[object]:
    """Everything in a tree, itself included: parents before children, in order of evaluation."""
    pending = [tree]
    while pending:
        item = pending.pop()
        if isinstance(item, (tuple, list)):
            pending += item[::-1]
            continue
        yield item
        pending += [getattr(item, name) for name in reversed(_names(type(item)))]


def walk(tree: object) -> Iterator[Expr]:
    """Every expression in a tree, itself included, in the same order."""
    return (cast(Expr, item) for item in nodes(tree) if type(item) in _EXPRESSIONS)


def leaves(tree: object) -> list[Leaf]:
    """The inputs and outputs of steps and workflows that a tree reads, each once, in order."""
    found: dict[LeafKey, Leaf] = {}
    for expr in walk(tree):
        if type(expr) in _LEAVES:
            leaf = cast(Leaf, expr)
            found.setdefault(leaf_key(leaf), leaf)
    return list(found.values())


def parts(cond: Cond) -> Iterator[Cond]:
    """The conditions that a condition is put together of by "and", "or" and "not"."""
    if isinstance(cond, All | AnyOf):
        for item in cond.items:
            yield from parts(item)
    elif isinstance(cond, Not):
        yield from parts(cond.item)
    else:
        yield cond


def demands(cond: Cond, *, wanted: bool = True) -> Iterator[tuple[Cond, bool]]:
    """What has to hold, or not to, wherever a condition holds; with `wanted`, where it does not."""
    if isinstance(cond, Not):
        yield from demands(cond.item, wanted=not wanted)
    elif isinstance(cond, All if wanted else AnyOf):
        for item in cond.items:
            yield from demands(item, wanted=wanted)
    else:
        yield cond, wanted


def joined(cond: All | AnyOf) -> Iterator[Cond]:
    """The conditions of an "and" or "or", with those of one inside it that is the same."""
    for item in cond.items:
        if isinstance(item, All | AnyOf) and type(item) is type(cond):
            yield from joined(item)
        else:
            yield item


def leaf_key(leaf: Leaf) -> LeafKey:
    """The identity of a leaf, which does not depend on its type."""
    if isinstance(leaf, Input):
        return ("input", "", leaf.name)
    if isinstance(leaf, StepOutput):
        return ("step", leaf.step, leaf.name)
    return ("workflow", leaf.workflow, leaf.name)


def steps_read(tree: object) -> set[str]:
    """The steps of which a tree reads outputs."""
    return {expr.step for expr in walk(tree) if isinstance(expr, StepOutput)}


def reads_message(tree: object) -> bool:
    """Whether a tree reads a step's response or its request."""
    return any(isinstance(expr, _MESSAGE) for expr in walk(tree))


def picked(expr: Expr) -> tuple[Expr, tuple[str | int, ...]]:
    """What a value is picked from, and the path to it."""
    path: tuple[str | int, ...] = ()
    while isinstance(expr, At | Required | OrNull):
        if isinstance(expr, At):
            path = (*expr.path, *path)
            expr = expr.base
        else:
            expr = expr.value
    return expr, path
