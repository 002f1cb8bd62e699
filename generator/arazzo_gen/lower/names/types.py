"""Names the types that a module reaches."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

from arazzo_gen.lower.names.identifiers import Names, class_name
from arazzo_gen.types import (
    AliasDef,
    List,
    Map,
    Named,
    ObjectDef,
    Tuple,
    Type,
    TypeDef,
    TypeTable,
    Union,
    children,
)

_MAX_ROUNDS = 50


def name_types(
    roots: Iterable[Type], table: TypeTable, names: Names
) -> tuple[tuple[str, str], ...]:
    """Name the types that a module reaches.

    Types with the same wanted name and the same structure share it; others get `2`, `3` behind it.
    Where a schema has one type for requests and another for responses, the name of the request's
    ends in `Input`.

    Args:
        roots: The types of its signatures.
        table: The named types.
        names: The names of the module; those of the types are taken from it.

    Returns:
        The name of each type by its key; the parts of a type come before it.
    """
    order = _reached(roots, table)
    kinds = _kinds(order, table)
    given: dict[int, str] = {}
    hints: dict[str, set[bool]] = {}
    for key in order:
        found = table.defs[key]
        hints.setdefault(found.hint, set()).add(found.sent)
    twice = {hint for hint, sent in hints.items() if len(sent) == 2}
    returned = {kinds[key] for key in order if not table.defs[key].sent}
    used: set[str] = set()
    for key in order:
        found = table.defs[key]
        kind = kinds[key]
        if kind not in given:
            differs = found.sent and found.hint in twice and kind not in returned
            given[kind] = _name(found, "Input" if differs else "", names, used)
    return tuple((key, given[kinds[key]]) for key in order)


def _name(found: TypeDef, suffix: str, names: Names, used: set[str]) -> str:
    plain = found.hint.isascii() and found.hint.isidentifier()
    wanted = (found.hint if plain else class_name(found.hint, "Value")) + suffix
    if wanted not in used and not names.free(wanted):
        wanted += "Data" if isinstance(found, ObjectDef) else "Value"
    name, number = wanted, 1
    while not names.free(name):
        number += 1
        name = f"{wanted}{'_' * wanted[-1].isdigit()}{number}"
    used.add(wanted)
    return names.take(name)


def _reached(roots: Iterable[Type], table: TypeTable) -> list[str]:
    """The keys of the named types inside some types, innermost first."""
    order: list[str] = []
    seen: set[str] = set()
    pending = [(type_, False) for type_ in reversed(list(roots))]
    while pending:
        type_, done = pending.pop()
        inside = list(children(type_))
        if isinstance(type_, Named):
            if done:
                order.append(type_.key)
                continue
            if type_.key in seen:
                continue
            seen.add(type_.key)
            pending.append((type_, True))
            inside = _parts(table.defs[type_.key])
        pending.extend((part, False) for part in reversed(inside))
    return order


def _parts(found: TypeDef) -> list[Type]:
    if isinstance(found, ObjectDef):
        return [prop.type for prop in found.properties]
    return [found.type]


def _kinds(keys: Sequence[str], table: TypeTable) -> dict[str, int]:
    """A number for each type, which is the same for types of the same wanted name and structure.

    Partition refinement: types are first grouped by name, and groups are split by the structure of
    their types until none splits any more. So two recursive types can be alike.
    """
    kinds = _numbered({key: table.defs[key].hint for key in keys})
    for _ in range(_MAX_ROUNDS):
        finer = _numbered({key: _look(key, table, kinds) for key in keys})
        if len(set(finer.values())) == len(set(kinds.values())):
            return finer
        kinds = finer
    return {key: number for number, key in enumerate(keys)}


def _numbered(looks: Mapping[str, Hashable]) -> dict[str, int]:
    numbers: dict[Hashable, int] = {}
    return {key: numbers.setdefault(look, len(numbers)) for key, look in looks.items()}


def _look(key: str, table: TypeTable, kinds: Mapping[str, int]) -> Hashable:
    """The structure of a type, in which named types are replaced by their numbers."""
    found = table.defs[key]
    if isinstance(found, AliasDef):
        return (found.hint, "alias", _shown(found.type, kinds))
    properties = tuple(
        (prop.name, prop.required, _shown(prop.type, kinds)) for prop in found.properties
    )
    return (found.hint, "object", properties)


def _shown(type_: Type, kinds: Mapping[str, int]) -> Hashable:
    if isinstance(type_, Named):
        return kinds[type_.key]
    if isinstance(type_, List | Map | Tuple | Union):
        inside = tuple(_shown(child, kinds) for child in children(type_))
        return (type(type_).__name__, inside)
    return type_
