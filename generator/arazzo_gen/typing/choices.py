"""Decides when `oneOf` and `anyOf` make a union, and simplifies unions."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.text.node import Node
from arazzo_gen.types import (
    AliasDef,
    Bool,
    Int,
    Literal,
    Named,
    Number,
    Str,
    Type,
    TypeTable,
    union,
)
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.shape import Shape


def is_choice(nodes: Nodes, shape: Shape, group: Sequence[Node]) -> bool:
    """Whether the alternatives of a shape differ in type.

    They do not differ where they only name required properties, nor where the shape is itself one
    of them: a subtype whose base lists its subtypes.
    """
    for branch in group:
        target = nodes.target(branch)
        if target is not None and id(target) in shape.parts:
            return False
    if not shape.kinds:
        return True
    return any(not nodes.shape(branch).is_silent for branch in group)


def distinguishing(nodes: Nodes, shape: Shape) -> str:
    """The constant that tells an alternative from the others; "" where there is none.

    It need not be required: authors often forget that.
    """
    for _, schemas in sorted(
        shape.properties.items(), key=lambda one: one[0] not in shape.required
    ):
        for schema in schemas:
            if isinstance(schema.value, dict):
                values = nodes.shape(schema).enum
                if values is not None and len(values) == 1 and isinstance(values[0], str):
                    return values[0]
    return ""


def common_literal(members: Sequence[Type]) -> Type:
    """The union of types, with all constants in one Literal."""
    values: dict[tuple[type, str | int | bool], str | int | bool] = {}
    for member in members:
        for value in member.values if isinstance(member, Literal) else ():
            values.setdefault((type(value), value), value)
    if not values:
        return union(*members)
    rest = [member for member in members if not isinstance(member, Literal)]
    return union(Literal(tuple(values.values())), *rest)


def without_covered(members: Sequence[Type], table: TypeTable) -> list[Type]:
    """The members without constants that another member includes, as `str` includes "a"."""
    found: list[Type] = []
    for member in members:
        constants: Type | None = member
        if isinstance(member, Named):
            known = table.defs.get(member.key)
            constants = known.type if isinstance(known, AliasDef) else None
        if isinstance(constants, Literal) and all(
            _is_covered(value, members) for value in constants.values
        ):
            continue
        found.append(member)
    return found


def _is_covered(value: str | int | bool, members: Sequence[Type]) -> bool:
    if isinstance(value, bool):
        return Bool() in members
    if isinstance(value, int):
        return Int() in members or Number() in members
    return Str() in members
