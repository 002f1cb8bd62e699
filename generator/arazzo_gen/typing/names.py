"""Makes names for types as a reader would choose them: `RunStatus` for the `status` of a `Run`."""

from __future__ import annotations

import functools

from arazzo_gen.lazy import pattern
from arazzo_gen.text.words import in_ascii

_WORD = pattern(r"[0-9A-Za-z]+")
_LONGEST = 60
_SAME = ("Series", "News", "Species")
_ENDINGS = (
    ("statuses", "status"),
    ("aliases", "alias"),
    ("children", "child"),
    ("people", "person"),
    ("indices", "index"),
    ("cookies", "cookie"),
    ("movies", "movie"),
    ("caches", "cache"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("ries", "ry"),
    ("ties", "ty"),
    ("cies", "cy"),
    ("nies", "ny"),
    ("lies", "ly"),
    ("gies", "gy"),
)


@functools.lru_cache(maxsize=1024)
def pascal(text: str) -> str:
    """A text in PascalCase, ASCII letters and digits alone; "" where it has none.

    Capitals inside a word stay: `HTTPError` and `runId` become `HTTPError` and `RunId`. A word of
    capitals in a text of several words (`RUN_STATUS`) is lowered.
    """
    words = _WORD.findall(in_ascii(text))
    shouting = len(words) > 1 and all(word == word.upper() for word in words)
    parts = [word.capitalize() if shouting else word[0].upper() + word[1:] for word in words]
    name = "".join(parts)[:_LONGEST]
    return f"Type{name}" if name[:1].isdigit() else name


@functools.lru_cache(maxsize=1024)
def joined(owner: str, part: str) -> str:
    """The name of a part of something: `Run` and `status` give `RunStatus`.

    Words of the owner that the part repeats occur once.
    """
    name = pascal(part)
    if owner and name.startswith(owner):
        return name
    if len(owner) + len(name) > _LONGEST or (name and owner.endswith(name)):
        return owner if not name or owner.endswith(name) else name
    return owner + name


def singular(name: str) -> str:
    """The name of one of several: `Runs` gives `Run`, `Data` gives `DataItem`."""
    if name.endswith(_SAME):
        return f"{name}Item"
    for many, one in _ENDINGS:
        if name.lower().endswith(many) and len(name) > len(many) - len(one):
            return name[: len(name) - len(many)] + _like(name[len(name) - len(many) :], one)
    if name.endswith("s") and not name.endswith(("ss", "us", "is")):
        return name[:-1] or name
    return f"{name}Item"


def _like(original: str, text: str) -> str:
    """A text in the case of the one that it replaces."""
    return text[:1].upper() + text[1:] if original[:1].isupper() else text
