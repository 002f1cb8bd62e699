"""What to say of an operation that no source has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from arazzo_gen.diagnostics.model import Sought
from arazzo_gen.diagnostics.nearest import alike, listed, nearest
from arazzo_gen.documents.library import Library, Source
from arazzo_gen.documents.places import PATH_FORM, operation_alike, right_path
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.operations import find_by_id, operation_ids

_PLACE = pattern(r"(?i)(get|put|post|patch|delete|head|options)\s|/")

_MOST_LISTED = 2
"""Where no name is like the one that is written, so many names are listed at the most: more of
them say nothing."""


def named_help(word: str, names: Sequence[str], form: str, start: str) -> str | None:
    """The help for an operation that does not exist: the nearest name, else the names that are
    like it, else how many there are.

    Args:
        word: The operation that is written.
        names: The operations that exist.
        form: How a name is written, with `{}` for it.
        start: The words before a list of names.
    """
    near = nearest(word, names)
    if near is not None:
        return f"did you mean {form.format(near)}?"
    if len(names) <= _MOST_LISTED:
        return listed(names, start)
    similar = alike(word, names)
    if similar:
        return listed(similar, start)
    return f"none of its {len(names)} operations has such a name"


def plain_help(word: str, names: Sequence[str]) -> str | None:
    """The help for an operationId that no source has."""
    if nearest(word, names) is None and _PLACE.match(word):
        return "an operationPath names an operation by its place: " + PATH_FORM
    return named_help(word, names, "'{}'", "known:")


def path_help(written: str, sources: Mapping[str, Source]) -> str:
    """The help on how to name an operation by its path: the one that is most likely meant, if there
    is one."""
    found = operation_alike(written, sources)
    if found is not None:
        params = "`, `".join(re.findall(r"\{([^{}]*)\}", found[1].path))
        given = f", and give `{params}` in the path" if params else ""
        return f"write `{right_path(*found)}`{given}"
    names = [name for name, source in sources.items() if source.kind == "openapi"]
    first = names[0] if names else "<source>"
    return f"write `{{$sourceDescriptions.{first}.url}}#/paths/~1<path>/<method>`"


def all_operations(sources: Mapping[str, Source]) -> list[str]:
    """The operationIds of all sources, in order."""
    return [
        name
        for source in sources.values()
        if source.openapi is not None
        for name in operation_ids(source.openapi)
    ]


def in_other_source(word: str, sources: Mapping[str, Source]) -> str | None:
    """The only source that has an operation; None where none or several have it."""
    names = [
        name
        for name, source in sources.items()
        if source.openapi is not None and find_by_id(source.openapi, word)
    ]
    return names[0] if len(names) == 1 else None


def sought_operation(word: str, sources: Mapping[str, Source], library: Library) -> Sought | None:
    """What is looked for beside the documents of some sources."""
    files = [
        source.openapi.root.file.path for source in sources.values() if source.openapi is not None
    ]
    places = tuple(path for path in files if path is not None)
    return Sought("operation", word, "", places, library.loader.roots) if places else None
