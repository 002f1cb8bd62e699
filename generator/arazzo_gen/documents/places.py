"""Reads the targets of steps that name an operation or a workflow by its place, as the
specification and as other tools write it: `/orders`, `POST /orders`, `shop#/paths/~1orders/get`,
`{shop}./orders`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from arazzo_gen.documents.library import Source
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import OpenApiDocument, OperationRef
from arazzo_gen.openapi.operations import METHODS, find_by_pointer, operations
from arazzo_gen.record import record
from arazzo_gen.text.pointer import PointerError, parse_fragment, write

PATH_FORM = "{$sourceDescriptions.<source>.url}#/paths/~1<path>/<method>"

_METHOD = pattern(rf"(?:({'|'.join(METHODS)})\s+)?", re.IGNORECASE)
_SOURCE = pattern(
    r"\{\$sourceDescriptions\.(?P<braced>[A-Za-z0-9_\-]+)(?:\.url)?\}"
    r"|\$sourceDescriptions\.(?P<bare>[A-Za-z0-9_\-]+)(?:\.url)?(?=[#/.]|$)"
    r"|\{(?P<name>[A-Za-z0-9_\-]+)\}"
)
_WORKFLOW = pattern(r"\.(?:workflows\.)?(.+)", re.DOTALL)


@record
class Place:
    """What a target says.

    Attributes:
        source: The name of a source description; None where the target names none.
        method: The method in capitals; None where the target has none in front.
        rest: What follows the source: a pointer with its `#`, a path, or something else.
    """

    source: str | None
    method: str | None
    rest: str


def read_place(text: str, sources: Iterable[str]) -> Place:
    """Split a target: `POST shop#/paths/~1orders` into the method, the source and the rest."""
    text = text.strip()
    match = _METHOD.match(text)
    method = match[1].upper() if match is not None and match[1] else None
    rest = text[match.end() :] if match is not None else text
    source = _SOURCE.match(rest)
    if source is not None:
        name = source["braced"] or source["bare"] or source["name"]
        return Place(name, method, rest[source.end() :])
    for name in sorted(sources, key=len, reverse=True):
        if rest.startswith(name) and rest[len(name) :][:1] in ("", "#", "."):
            return Place(name, method, rest[len(name) :])
    return Place(None, method, rest)


# --- Operations -------------------------------------------------------------------------


def operations_at(text: str, sources: Mapping[str, Source]) -> list[tuple[Source, OperationRef]]:
    """The operations that a target can mean as a place, each with its source."""
    place = read_place(text, sources)
    found: list[tuple[Source, OperationRef]] = []
    for name, source in sources.items():
        if source.openapi is not None and place.source in (None, name):
            found += [(source, ref) for ref in _in_document(place, source.openapi)]
    return found


def operation_alike(text: str, sources: Mapping[str, Source]) -> tuple[Source, OperationRef] | None:
    """The first operation whose path a target has in another case, or with values in the place of
    its parameters."""
    place = read_place(text, sources)
    written = place.rest.removeprefix(".").lower().split("/")
    for source in sources.values():
        for ref in operations(source.openapi) if source.openapi is not None else ():
            parts = ref.path.lower().split("/")
            same = place.method in (None, ref.method.upper()) and len(parts) == len(written)
            pairs = zip(parts, written, strict=False)
            if same and all(part == word or ("{" in part and word) for part, word in pairs):
                return source, ref
    return None


def is_pointer_to(ref: OperationRef, written: str) -> bool:
    """Whether what follows a source is a pointer, with or without its `#`, to an operation itself,
    and not its path or a pointer to its path item."""
    pointer = written.lstrip(".")
    return pointer != ref.path and pointer.count("/") != 2


def pointer_of(ref: OperationRef) -> str:
    """The pointer to an operation, behind `#`."""
    method = ref.method.lower()
    place = (method,) if method in METHODS else ("additionalOperations", ref.method)
    return "#" + write(("paths", ref.path, *place))


def right_path(source: Source, ref: OperationRef) -> str:
    """The operationPath of an operation, as the specification writes it."""
    return f"{{$sourceDescriptions.{source.description.name.value}.url}}{pointer_of(ref)}"


def _in_document(place: Place, document: OpenApiDocument) -> list[OperationRef]:
    """The operations of a document at a place, each once."""
    rest = place.rest.removeprefix(".")
    found = _at_path(rest, document) if rest.startswith("/") else []
    if rest.startswith(("#/", "/")):
        found += _at_pointer(rest, document)
    once = {(ref.path, ref.method): ref for ref in found}
    return [ref for ref in once.values() if place.method in (None, ref.method.upper())]


def _at_path(path: str, document: OpenApiDocument) -> list[OperationRef]:
    return [ref for ref in operations(document) if ref.path == path]


def _at_pointer(pointer: str, document: OpenApiDocument) -> list[OperationRef]:
    """The operation that a pointer leads to, or those of the path item that it leads to."""
    try:
        tokens = parse_fragment(pointer)
    except PointerError:
        return []
    ref = find_by_pointer(document, tokens)
    if ref is not None:
        return [ref]
    is_item = len(tokens) == 2 and tokens[0] == "paths"
    return _at_path(tokens[1], document) if is_item else []


# --- Workflows --------------------------------------------------------------------------


def workflow_at(place: Place, ids: Sequence[str]) -> str | None:
    """The workflow of some that a place means: by a pointer with its id or its index, or by
    `.<id>` or `.workflows.<id>` behind a source; None where none, or more than one, can be
    meant."""
    named = _WORKFLOW.fullmatch(place.rest) if place.source is not None else None
    if named is not None:
        return next((each for each in (place.rest[1:], named[1]) if each in ids), None)
    try:
        tokens = parse_fragment(place.rest) if place.rest.startswith("#/") else ()
    except PointerError:
        return None
    if len(tokens) != 2 or tokens[0] != "workflows":
        return None
    found = {each for each in ids if each == tokens[1]}
    indexes = {str(index): each for index, each in enumerate(ids)}
    if tokens[1] in indexes:
        found.add(indexes[tokens[1]])
    return found.pop() if len(found) == 1 else None
