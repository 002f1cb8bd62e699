"""Ways to put a text that directs tools into a place of the large documents, with a mark behind it.

A place takes any text, unless `places.txt` names another way for it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import large
import whole
from containment import MARK
from large import Text

Form: TypeAlias = Callable[[str, str], str]
"""What a text becomes: the text, and what is put into it."""


def _quoted(text: str, more: str) -> str:
    """Into the first string of an expression."""
    return re.sub(r"'([^']*)'", lambda found: f"'{found[1]} {_unquoted(more)}'", text, count=1)


def _unquoted(more: str) -> str:
    """A text that grammars which write quotes in different ways take in quotes."""
    return more.replace("'", '"')


def _path(text: str, more: str) -> str:
    """A key of paths: what stands behind `#` in it is never sent, so that a mark begins it too."""
    return f"/{MARK} {more}"


def _named(text: str, more: str) -> str:
    """Behind a name, of the letters alone that names may have."""
    return text + re.sub(r"[^A-Za-z0-9_]+", "_", more)


FORMS: dict[str, Form] = {
    "whole": lambda text, more: more,
    "after": lambda text, more: f"{text} {more}",
    "quoted": _quoted,
    "compared": lambda text, more: f"{text} || $response.body == '{_unquoted(more)}'",
    "pointer": lambda text, more: f"{text}#/{more}",
    "selector": lambda text, more: f'{text}["{more}"]',
    "parameter": lambda text, more: f'{text}; a="{more}"',
    "name": _named,
    "path": _path,
}
"""The ways for one place."""

RENAMED = {
    **dict.fromkeys(("colour", "extra", "fallback", "form", "lampId", "mend", "remind"), "after"),
    **dict.fromkeys(("placeOrder", "readOrder", "sendForm", "sendMarkup", "shopId"), "after"),
    **dict.fromkeys(("tell", "upload"), "after"),
    **dict.fromkeys(("about", "again", "id", "kind", "lines", "look", "other", "page"), "name"),
    **dict.fromkeys(("place", "prepare", "ready", "send", "send-in", "sent", "shop"), "name"),
    **dict.fromkeys(("state", "stop", "token", "wait", "who"), "name"),
    **dict.fromkeys(("shop.openapi.yaml", "old.swagger.yaml"), "name"),
}
"""The way for names that other places refer to: they are changed in all of them."""

FIXED = {
    "arazzo": "a version that is known",
    "swagger": "a version that is known",
    "version": "a version of a language that is known",
    "in": "one of a few words",
    "type": "one of a few words",
    "targetSelectorType": "one of a few words",
}
"""Why the text that stands below a key cannot be another."""


def label(place: Text) -> str:
    """A place as `places.txt` names it."""
    name, path, is_key = place
    return f"{name} {'/'.join(map(str, path))}{' (key)' if is_key else ''}"


def ways() -> dict[str, str]:
    """The ways of the places that do not take any text, by label."""
    text = Path(__file__).with_name("places.txt").read_text(encoding="utf-8")
    lines = [line.split(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {place: way for way, place in lines}


def original(place: Text) -> str:
    """What stands in a place."""
    name, path, is_key = place
    return str(path[-1] if is_key else whole.at(large.DOCUMENTS[name], path))


def marked(changes: Iterable[tuple[Text, str]]) -> dict[str, Any]:
    """The large documents with other texts in some places."""
    documents = copy.deepcopy(large.DOCUMENTS)
    # The values first, then the keys, from the deepest up: no path changes before it is used.
    ordered = sorted(changes, key=lambda change: (change[0][2], -len(change[0][1])))
    for (name, path, is_key), text in ordered:
        parent = whole.at(documents[name], path[:-1])
        if is_key:
            items = [(text if key == path[-1] else key, inner) for key, inner in parent.items()]
            parent.clear()
            parent.update(items)
        else:
            parent[path[-1]] = text
    return documents


def renamed(changes: Mapping[str, str]) -> dict[str, Any]:
    """The large documents with other names, wherever these are words of a text or a file name."""
    longest = sorted(changes, key=len, reverse=True)
    word = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest))})(?![\w-])")

    def new(text: str) -> str:
        return word.sub(lambda found: changes[found[1]], text)

    def change(value: Any, path: whole.Place = ()) -> Any:
        if isinstance(value, str):
            return new(value)
        if isinstance(value, list):
            return [change(item, (*path, at)) for at, item in enumerate(value)]
        if isinstance(value, dict):
            places = [(*path, key) for key in value]
            names = [new(place[-1]) if large.is_name(place) else place[-1] for place in places]
            return {
                name: change(value[place[-1]], place)
                for name, place in zip(names, places, strict=True)
            }
        return value

    return {new(name): change(document) for name, document in large.DOCUMENTS.items()}


def holds(text: str, names: Sequence[str]) -> bool:
    """Whether a text has one of some names as a word of it."""
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for name in names)
