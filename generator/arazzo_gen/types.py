"""The types of values of a workflow, which targets write as annotations.

A named type is a `Named` key into a `TypeTable`, so that recursive schemas are finite and a type
that several places share is written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from arazzo_gen.record import fields, fresh, record


@record
class Json:
    """Any JSON value: the document gives no type."""


@record
class Null:
    """The JSON null."""


@record
class Bool:
    """A JSON boolean."""


@record
class Int:
    """A JSON number without a fraction."""


@record
class Number:
    """Any JSON number (`float` in Python, which accepts `int`)."""


@record
class Str:
    """A JSON string; `format` is the schema's, for documentation and secrets."""

    format: str | None = None


@record
class Binary:
    """Bytes of a body or of a multipart part."""


@record
class Literal:
    """One of some constants (enum, const), in the schema's order, without null.

    It is what the document lists: a response may hold another value, which passes through.
    """

    values: tuple[str | int | bool, ...]


@record
class List:
    """An array."""

    item: Type


@record
class Tuple:
    """An array whose first items have types of their own (`prefixItems`).

    `rest` is the type of the items after those; None where the schema forbids them or says nothing
    of them.
    """

    items: tuple[Type, ...]
    rest: Type | None = None


@record
class Map:
    """An object with any keys."""

    value: Type


@record
class Union:
    """One of several; flat, without duplicates, at least two, null last."""

    members: tuple[Type, ...]


@record
class Named:
    """A type of the table: an object with properties, or an enum that deserves a name."""

    key: str


Type: TypeAlias = (
    Json | Null | Bool | Int | Number | Str | Binary | Literal | List | Tuple | Map | Union | Named
)


@record
class Property:
    """A property of an object type, by its name on the wire."""

    name: str
    type: Type
    required: bool
    doc: str | None = None


@record
class ObjectDef:
    """An object with declared properties; Python writes it as a `TypedDict`.

    Attributes:
        hint: The name that a reader would choose (PascalCase).
        properties: In the schema's order. A property that tells the alternatives of a union
            apart (OpenAPI, "Discriminator Object") is required and of a Literal type, in every
            alternative.
        doc: The schema's description.
        extra: The type of any other property; None where the schema says nothing of others, or
            forbids them.
        sent: It is what a caller sends, without the properties that are `readOnly`; otherwise
            what an API returns, without those that are `writeOnly`.
    """

    hint: str
    properties: tuple[Property, ...]
    doc: str | None = None
    extra: Type | None = None
    sent: bool = False


@record
class AliasDef:
    """A type that gets a name because it is long or recurs: an enum, a union of objects."""

    hint: str
    type: Type
    doc: str | None = None
    sent: bool = False


TypeDef: TypeAlias = ObjectDef | AliasDef


@record(frozen=False)
class TypeTable:
    """The named types of one module, by key (the place of their schema)."""

    defs: dict[str, TypeDef] = fresh(factory=dict)

    def resolve(self, type_: Type) -> Type | ObjectDef:
        """The definition behind a name: an `ObjectDef`, or what the alias stands for."""
        while isinstance(type_, Named):
            found = self.defs[type_.key]
            if isinstance(found, ObjectDef):
                return found
            type_ = found.type
        return type_


def union(*members: Type) -> Type:
    """The union of types: flattened, without duplicates, null last; Json takes all.

    Number takes Int in, Str without a format takes a Str with one in.
    """
    flat: list[Type] = []
    for member in members:
        parts = member.members if isinstance(member, Union) else (member,)
        flat.extend(part for part in parts if part not in flat)
    if any(isinstance(part, Json) for part in flat):
        return Json()
    if Number() in flat:
        flat = [part for part in flat if part != Int()]
    if sum(isinstance(part, Str) for part in flat) > 1:
        first = next(i for i, part in enumerate(flat) if isinstance(part, Str))
        flat = [part for part in flat if not isinstance(part, Str)]
        flat.insert(first, Str())
    if Null() in flat:
        flat = [part for part in flat if part != Null()] + [Null()]
    if not flat:
        return Json()
    return flat[0] if len(flat) == 1 else Union(tuple(flat))


def nullable(type_: Type) -> bool:
    """Whether null is among the values (Json says yes)."""
    if isinstance(type_, Union):
        return any(nullable(member) for member in type_.members)
    return isinstance(type_, (Null, Json))


def without_null(type_: Type) -> Type:
    """The type less null; what is null alone stays."""
    if isinstance(type_, Union):
        return union(*(m for m in type_.members if not isinstance(m, Null)))
    return type_


def children(type_: Type) -> Iterator[Type]:
    """The types directly inside one."""
    if isinstance(type_, List):
        yield type_.item
    elif isinstance(type_, Map):
        yield type_.value
    elif isinstance(type_, Tuple):
        yield from type_.items
        if type_.rest is not None:
            yield type_.rest
    elif isinstance(type_, Union):
        yield from type_.members


def held(type_: Type, table: TypeTable) -> Iterator[object]:
    """A type and all types inside it, those behind names too; each name is followed once."""
    seen: set[str] = set()
    pending: list[object] = [type_]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, tuple):
            pending += part
        elif not isinstance(part, Named):
            pending += [getattr(part, name) for name in fields(part)]
        elif part.key not in seen:
            seen.add(part.key)
            pending.append(table.defs[part.key])
