"""Follows the references of a document that stay inside it, on plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any, Final, TypeAlias

from arazzo_gen.text import pointer

_Tokens: TypeAlias = tuple[str | int, ...]

_MOST_STEPS: Final = 100
"""After so many references in a row there is a circle."""

_MOST_LOOKS: Final = 1_000_000
"""How often one document is looked into for the name of a property."""

_LISTS: Final = ("allOf", "anyOf", "oneOf")


class Unsure(Exception):
    """The library may have something to say."""


class References:
    """The references of one document.

    Args:
        root: The document.
    """

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.looks = 0
        self._root = root
        self._targets: dict[str, Any] = {}

    def at(self, value: Any) -> Any:
        """What a value stands for: of a reference, what it leads to.

        Raises:
            Unsure: It leads nowhere, or out of the document.
        """
        for _ in range(_MOST_STEPS):
            if not is_reference(value):
                return value
            written = value["$ref"]
            if written not in self._targets:
                self._targets[written] = self._follow(written)[1]
            value = self._targets[written]
        raise Unsure

    def tokens(self, written: str) -> _Tokens | None:
        """The pointer of a reference, lists by number; None where another one is on its way.

        Raises:
            Unsure: It leads nowhere, or out of the document.
        """
        tokens, _, is_straight = self._follow(written)
        return tokens if is_straight else None

    def _follow(self, written: str) -> tuple[_Tokens, Any, bool]:
        """The pointer of a reference, its target, and whether no other reference is between."""
        if not written.startswith("#/"):
            raise Unsure
        value: Any = self._root
        found: list[str | int] = []
        is_straight = True
        try:
            for token in pointer.parse_fragment(written):
                is_straight = is_straight and not is_reference(value)
                # `int` reads more than the digits of an index, and a list ends at both ends.
                is_index = isinstance(value, list) and token.isascii() and token.isdecimal()
                found.append(int(token) if is_index else token)
                value = value[found[-1]]
        except (pointer.PointerError, LookupError, TypeError):
            raise Unsure from None
        return tuple(found), value, is_straight


def is_reference(value: Any) -> bool:
    """Whether the library takes a value for a reference."""
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)


def lacks_properties(schema: Mapping[str, Any], references: References, names: Set[str]) -> bool:
    """Whether there is a name that no property has of the schemas that a schema is made of.

    Args:
        schema: The schema.
        references: The references of its document.
        names: The names.

    Raises:
        Unsure: A part is no schema, or there are too many.
    """
    missing = {*names}
    for properties in _properties_below(schema, references):
        missing = {name for name in missing if name not in properties}
        references.looks += len(missing)
        if not missing:
            return False
    return bool(missing)


def names_of_properties(schema: Mapping[str, Any], references: References) -> set[str]:
    """The names of the properties of all schemas that a schema is made of.

    Raises:
        Unsure: A part is no schema, or there are too many.
    """
    return {name for each in _properties_below(schema, references) for name in each}


def _properties_below(
    schema: Mapping[str, Any], references: References
) -> Iterator[Mapping[str, Any]]:
    """The properties of each schema that a schema is made of by `allOf`."""
    pending = [*_list_in(schema, "allOf", references)]
    seen: set[int] = set()
    while pending:
        references.looks += 1
        if references.looks > _MOST_LOOKS:
            raise Unsure
        here = references.at(pending.pop())
        if id(here) in seen or isinstance(here, bool):
            continue
        seen.add(id(here))
        if not isinstance(here, dict):
            raise Unsure
        properties = references.at(here.get("properties", {}))
        if not isinstance(properties, dict):
            raise Unsure
        yield properties
        pending += [here[key] for key in ("items", "not") if key in here]
        for key in _LISTS:
            pending += _list_in(here, key, references)


def _list_in(schema: Mapping[str, Any], key: str, references: References) -> list[Any]:
    found = references.at(schema.get(key, []))
    if not isinstance(found, list):
        raise Unsure
    return found
