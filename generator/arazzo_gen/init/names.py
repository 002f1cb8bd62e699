"""Splits names of documents into words, and compares what they name."""

from __future__ import annotations

import functools

from arazzo_gen.text.words import snake

_SAME = frozenset({"status", "series", "news", "analysis", "process", "address", "access", "alias"})
_LONG = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"))
_ID_WORDS = frozenset(
    {"id", "uuid", "guid", "gid", "sid", "uid", "key", "name", "handle", "ref", "token"}
)


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, divided by spaces, as a set to look others up in."""
    return frozenset(text.split())


@functools.lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: `bulkJob_id` gives bulk, job, id."""
    return tuple(snake(name).split("_")) if snake(name) else ()


@functools.lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """A word of a name in the singular: `batches` gives `batch`."""
    if word in _SAME:
        return word
    for many, one in _LONG:
        if word.endswith(many) and len(word) > len(many) + 1:
            return word[: -len(many)] + one
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@functools.lru_cache(maxsize=4096)
def noun(name: str) -> tuple[str, ...]:
    """What a name names, for comparison: the words of `bulk-Jobs` are those of `bulkJob`."""
    found = words(name)
    return (*found[:-1], singular(found[-1])) if found else ()


def thing_of_id(name: str) -> tuple[str, ...]:
    """What an id is the id of: job for `jobId` and `job`; () for `id` alone."""
    found = words(name)
    while found and found[-1] in _ID_WORDS:
        found = found[:-1]
    return (*found[:-1], singular(found[-1])) if found else ()


def is_bare_id(name: str) -> bool:
    """Whether a name is an id of nothing in particular: `id`, `sid`, `uuid`."""
    return bool(words(name)) and not thing_of_id(name)


def camel(*names: str) -> str:
    """The words of some names as one name: `pollJob`; "" where they have none."""
    found = [word for name in names for word in words(name)]
    return "".join(word if not i else word.capitalize() for i, word in enumerate(found))
