"""Tells Arazzo documents from other files, without parsing them."""

from __future__ import annotations

import re
from pathlib import Path

from arazzo_gen.cache import UnreadableError, read_regular
from arazzo_gen.lazy import pattern

SUFFIXES = (".yaml", ".yml", ".json")
"""How the names of files end that may be documents."""

_NAMES = tuple(f".arazzo{suffix}" for suffix in SUFFIXES)
"""How the names of files end that are Arazzo documents, even where they are damaged."""

_KINDS = r"(arazzo|openapi|swagger|asyncapi)"

# The first line that says something: not a comment, a directive or the mark of a document.
_FIRST = pattern(
    r"^(?![ \t]*(?:#|\r?$)|%|---[ \t]*\r?$)(?:---[ \t]+)?([ \t]*)(?=\S)(.)", re.MULTILINE
)

# Strings, brackets and comments, which is all that can hide a key of a map in braces.
_TOKEN = pattern(
    r'"(?:[^"\\]|\\.)*"[ \t\r\n]*:?' r"|'[^']*'[ \t\r\n]*:?" r"|[{}\[\]]|\barazzo[ \t]*:", re.DOTALL
)
_KEY = pattern(r"""(["']?)arazzo\1[ \t\r\n]*:""")


def is_arazzo(path: Path) -> bool:
    """Whether a file is an Arazzo document: by its name `*.arazzo.yaml`, else by its content.

    By its content it is one where `arazzo` is a key of its root, be the rest of it damaged.
    """
    if path.name.lower().endswith(_NAMES):
        return True
    try:
        data = read_regular(path)
    except (OSError, ValueError, UnreadableError):
        return False
    # Most files have no such word.
    return b"arazzo" in data and holds_arazzo(data.decode("utf-8-sig", "replace"))


def holds_arazzo(text: str) -> bool:
    """Whether `arazzo` is a key of the root of a YAML or JSON text."""
    first = _FIRST.search(text)
    if first is None:
        return False
    if first[2] == "{":
        return _in_braces(text, first.start(2))
    # The keys of the root are set in as far as the first of them; what is nested is set in more.
    key = re.compile(
        rf"^(?:---[ \t]+)?{first[1]}([\"']?){_KINDS}\1[ \t]*:(?=[ \t\r\n]|$)", re.MULTILINE
    )
    found = key.search(text)
    return found is not None and found[2] == "arazzo"


def _in_braces(text: str, start: int) -> bool:
    depth = 0
    for token in _TOKEN.finditer(text, start):
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1
            if depth == 0:
                return False
        elif depth == 1 and _KEY.fullmatch(token[0]):
            return True
    return False
