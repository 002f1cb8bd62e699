"""Where in a document a finding of openapi-spec-validator is.

The library gives a path from the root, a path inside the schema that it was at, or none at all. So
its classes are made to note where they are (`tracked`), and `Places` works out the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from arazzo_gen.record import record
from arazzo_gen.text.pointer import parse_fragment

_AT = "arazzo_gen_at"
_QUOTED = re.compile(r"'([^']*)'")
_UNEXPECTED = re.compile(r"\((.*) (?:was|were) unexpected\)", re.DOTALL)
UNMATCHED = re.compile(r"(.*) do(es)? not match any of the regexes", re.DOTALL)
"""The message about keys that an object may not have, where others are known by patterns."""

_MOST_STEPS = 100
"""After so many references in a row there is a circle."""

_ONE_OF = {"parameters": ("name", "in"), "tags": ("name",)}
"""What no two items of a list may have in common, by the keyword that the library checks."""


@record
class Place:
    """A place in a document.

    Attributes:
        tokens: Its JSON Pointer.
        is_key: Whether the key is meant, and not the value.
        is_item: Whether it is an item of a list that repeats another.
        is_rest: Whether it is a key that no part of a schema knows.
        is_kind: Whether the value is of the wrong type.
        schema: Where one schema was checked by itself: the pointer of that schema.
    """

    tokens: tuple[str, ...]
    is_key: bool = False
    is_item: bool = False
    is_rest: bool = False
    is_kind: bool = False
    schema: tuple[str, ...] | None = None


def tracked(cls: Any) -> Any:
    """A validator class of the library whose parts note where they find something."""
    from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

    kinds = cls.keyword_validators.items()
    parts = {name: _noting(name, part, OpenAPIValidationError) for name, part in kinds}
    return type(cls.__name__, (cls,), {"keyword_validators": parts})


def _noting(name: str, part: Any, own: Any) -> Any:
    """A part of the library whose errors say where it was.

    They are of the library's `own` class: it would copy others later, without what is noted.
    """

    def call(self: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        paths = [each for each in args if hasattr(each, "parts")]
        for error in part.__call__(self, *args, **kwargs):
            noted = error if isinstance(error, own) else own.create_from(error)
            yield note(noted, name, paths[0]) if paths else noted

    return type(part.__name__, (part,), {"__call__": call})


def note(error: Any, name: str, path: Any) -> Any:
    """Note on an error which part of the library it comes from, and its path; only the first note
    stays, which is of the innermost part."""
    if not hasattr(error, _AT):
        setattr(error, _AT, (name, tuple(map(str, path.parts))))
    return error


@record
class _Items:
    """The items of a list: the name of each, and those that repeat another and that no finding has
    spoken of yet, by index in order."""

    names: Sequence[Any]
    repeated: list[int]


class Places:
    """Works out the places of findings in one document.

    Args:
        root: The document, as plain data.
    """

    def __init__(self, root: Any) -> None:
        self._root = root
        self._lists: dict[tuple[str, ...], _Items] = {}

    def of(self, outer: Any, error: Any) -> Place:
        """The place of an error of the library.

        Args:
            outer: The error as the library gave it.
            error: The same, or an error of one of the alternatives inside it.
        """
        name, at = getattr(outer, _AT, ("", ()))
        base, value = self._follow(at)
        path = tuple(str(token) for token in error.absolute_path)
        if name in _ONE_OF:
            item = self._item(name, base, value, error.message)
            return Place(item, is_item=item != base)
        if name == "operation":
            return Place((*base, "operationId"))
        if name == "default":
            return Place((*base, "default", *path))
        if name == "schema" and not path and "defined properties" in error.message:
            return Place((*base, "required"))
        tokens = (*base, *path)
        extra = _unexpected(error)
        schema = base if name == "schema" else None
        if extra is not None:
            is_rest = error.validator == "unevaluatedProperties"
            return Place((*tokens, extra), is_key=True, is_rest=is_rest, schema=schema)
        return Place(tokens, is_kind=error.validator == "type", schema=schema)

    def _follow(self, tokens: Iterable[str]) -> tuple[tuple[str, ...], Any]:
        """A path of the library without the references that it leads through, and its value."""
        place, value = self._target((), self._root)
        for token in tokens:
            value = _child(value, token)
            place, value = self._target((*place, token), value)
        return place, value

    def _target(self, place: tuple[str, ...], value: Any) -> tuple[tuple[str, ...], Any]:
        """Where a reference leads; the place itself where it is none."""
        for _ in range(_MOST_STEPS):
            written = value.get("$ref") if isinstance(value, Mapping) else None
            if not isinstance(written, str) or not written.startswith("#"):
                break
            place = parse_fragment(written)
            value = self._root
            for token in place:
                value = _child(value, token)
        return place, value

    def _item(self, name: str, place: tuple[str, ...], items: Any, message: str) -> tuple[str, ...]:
        """The place of an item that repeats another, or that a message names."""
        if not isinstance(items, list):
            return place
        if place not in self._lists:
            values = [self._target((), item)[1] for item in items]
            names = [_child(value, "name") for value in values]
            self._lists[place] = _Items(names, _repeated(values, _ONE_OF[name]))
        known = self._lists[place]
        named = _QUOTED.search(message)
        text = named[1] if named is not None else ""
        if "uplicate" not in message:
            first = next((i for i, each in enumerate(known.names) if each == text), None)
            return (*place, str(first)) if first is not None else place
        # The library goes through the list in order, and finds each of them once.
        index = next((i for i in known.repeated if known.names[i] == text), None)
        if index is None:
            return place
        known.repeated.remove(index)
        return (*place, str(index))


def _repeated(items: Sequence[Any], keys: Sequence[str]) -> list[int]:
    """The items, by index, that have the same values as one before them."""
    seen: set[tuple[str, ...]] = set()
    found: list[int] = []
    for index, item in enumerate(items):
        values = tuple(str(_child(item, key)) for key in keys)
        if values in seen:
            found.append(index)
        seen.add(values)
    return found


def _unexpected(error: Any) -> str | None:
    """The first key that an object may not have, in an error about that."""
    message = str(error.message)
    named = _UNEXPECTED.search(message) or UNMATCHED.match(message)
    if named is None or not isinstance(error.instance, Mapping):
        return None
    return next((str(key) for key in error.instance if repr(key) in named[1]), None)


def _child(value: Any, token: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(token)
    if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
        return value[int(token)]
    return None
