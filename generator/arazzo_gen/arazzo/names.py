"""Checks the ids and names of a document: their characters, and that each is there once."""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen.arazzo.fields import Reader
from arazzo_gen.arazzo.model import Text
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import Node
from arazzo_gen.text.words import in_plain_letters

PLAIN_ID = pattern(r"[A-Za-z0-9_\-]+\Z")
MAP_KEY = pattern(r"[A-Za-z0-9.\-_]+\Z")


def _plain_help(name: str, marks: str) -> str:
    """The help for a name with other characters than letters, digits, `_` and `marks`."""
    plain = in_plain_letters(name, marks)
    why = "an expression may not be able to name it"
    return f"write `{plain}`; {why}" if plain else why


def check_id(text: Text, what: str, reader: Reader) -> None:
    """Warn of an id with other characters than the recommended ones."""
    if not PLAIN_ID.match(text.value):
        reader.warn(
            "AZ112",
            text.span,
            f"{what} `{text.value}` has other characters than letters, digits, `-` and `_`",
            help=_plain_help(text.value, "-"),
        )


def check_key(node: Node, key: str, what: str, reader: Reader) -> None:
    """Report a key with characters that the specification does not allow. It is a warning in 1.0,
    since published documents of 1.0 have names such as `track[title]`."""
    if MAP_KEY.match(key):
        return
    if not key:
        help_ = "give it a name, by which expressions can read it"
        reader.error("AZ107", node.key_span(key), f"the name of {what} is empty", help=help_)
        return
    tell = reader.error if reader.version >= (1, 1) else reader.warn
    tell(
        "AZ111",
        node.key_span(key),
        f"{what} `{key}` has other characters than letters, digits, `.`, `-` and `_`",
        help=_plain_help(key, ".-"),
    )


def check_unique(found: Iterable[tuple[object, Text]], what: str, reader: Reader) -> None:
    """Report names that occur twice.

    Args:
        found: For each entry, what must be unique, and its name.
        what: What messages call such an entry.
        reader: Gets the findings.
    """
    first: dict[object, Text] = {}
    for key, text in found:
        if key not in first:
            first[key] = text
            continue
        reader.error(
            "AZ105",
            text.span,
            f"{what} `{text.value}` is there twice",
            notes=[Note("it is first here", first[key].span)],
            help="give one of them another name, or leave one out",
        )
