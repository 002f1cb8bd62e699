"""Finds the URIs that the documents of a build give themselves, without parsing most of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from arazzo_gen.cache import UnreadableError, digest, environment
from arazzo_gen.compiling import Setting
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.looks import Looks

_KIND = "identity"

_SELF = re.compile(rb"\$self|\\[xuU\r\n]")
"""What a document has that may give itself a URI: the key, or characters that are escaped."""


def identities_of(
    numbers: Sequence[int], places: Sequence[str], setting: Setting, looks: Looks
) -> Mapping[str, Sequence[Path]]:
    """The documents of a build by the URI that they give themselves, in the order of the build.

    Args:
        numbers: The numbers of the documents, in order.
        places: Their paths without links, by number.
        setting: What reading a document needs.
        looks: What the run sees.
    """
    found: dict[str, list[Path]] = {}
    for number in numbers:
        place = places[number]
        try:
            data = looks.load(place)
        except (OSError, ValueError, RuntimeError, UnreadableError):
            continue
        if _SELF.search(data) is None:
            continue
        uri = _identity(number, place, setting, looks)
        if uri:
            found.setdefault(uri, []).append(Path(place))
    return found


def _identity(number: int, place: str, setting: Setting, looks: Looks) -> str:
    """The URI that a document gives itself; "" for none."""
    store = setting.store
    key = digest(environment(), place, looks.hash(place)) if store is not None else ""
    kept = store.get(_KIND, key) if store is not None else None
    if kept is not None:
        return kept.decode("utf-8", "surrogatepass")
    library = setting.library(Report())
    document = library.entry(setting.options.documents[number])
    uri = ""
    if document is not None and document.self_uri is not None:
        uri = document.base_uri
    if store is not None and document is not None and document.file.sha == looks.hash(place):
        store.put(_KIND, key, uri.encode("utf-8", "surrogatepass"))
    return uri
