"""Splits the names of documents into words, spells them in ASCII letters, and knows those of
secrets."""

from __future__ import annotations

import functools
import re

from arazzo_gen.lazy import pattern

_SECRET = pattern(r"(?i)(password|secret|token$|api[-_]?key|authorization|credential)")


@functools.lru_cache(maxsize=1024)
def snake(name: str) -> str:
    """`triggerWorkflow` → `trigger_workflow`, `x-api-key` → `x_api_key`, `OAuth2` → `oauth2`; ""
    where a name has no letter or digit."""
    name = re.sub(r"OAuth|(?<![A-Za-z])oAuth", "Oauth", in_ascii(name))
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"[^0-9a-zA-Z]+", "_", name).strip("_").lower()


@functools.lru_cache(maxsize=1024)
def in_ascii(name: str) -> str:
    """A name in ASCII letters: `größe` → `grosse`, `имя` → `imya`, `名前` → `MingQian`.

    A letter depends on no other letter, but for one thing: a name in capitals stays in capitals
    (`ЩИТ` → `SHCHIT`), so that it does not fall into words.
    """
    if name.isascii():
        return name
    # Few documents have such names: the tables of the library are read for these alone.
    from unicodedata import normalize

    name = normalize("NFKC", name)
    made = "".join(map(_spelled, name))
    return made.upper() if name.isupper() else made


def in_plain_letters(name: str, marks: str) -> str:
    """A name with `_` for all but ASCII letters, digits and some marks: `größe.1` → `grosse_1`."""
    return re.sub(rf"[^A-Za-z0-9_{re.escape(marks)}]+", "_", in_ascii(name)).strip("_")


def _spelled(char: str) -> str:
    """A character in ASCII; of a letter the letters alone, without the signs of a softer sound."""
    if char.isascii():
        return char
    from unicodedata import category

    from anyascii import anyascii

    made = anyascii(char)
    if category(char)[0] in "LM":
        return "".join(filter(str.isalnum, made))
    return made


def is_called_secret(name: str) -> bool:
    """Whether the name of a value says that it is a secret."""
    return _SECRET.search(name) is not None
