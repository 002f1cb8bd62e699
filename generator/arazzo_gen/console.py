"""Makes text safe to print: it controls neither a terminal nor the log of a CI system.

Such systems take commands from what a program prints: `##vso[...]` and `##[...]` (Azure Pipelines,
GitHub), `##teamcity[...]` and `section_start:...` (GitLab) anywhere, `::...` (GitHub) and `--- `,
`+++ `, `~~~ ` (Buildkite) at the beginning of a line. What a document or the name of a file says is
no command: it gets a backslash in its middle. So does `::name ...::` wherever it stands, since what
shows a log may put lines together otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, TypeAlias

from arazzo_gen.config import Format
from arazzo_gen.lazy import pattern

Style: TypeAlias = Format | Literal["text", "diff"]
"""Who reads a text: a person, `patch`, a reader of JSON, or GitHub, to which it has commands."""

# Control and format characters (escape codes, changes of direction, line separators), halves of
# surrogate pairs, private and unassigned ones: a terminal may do anything with them.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_COLOUR = r"\x1b\[[0-9;]*m"
_ANYWHERE = pattern(r"##[\w.-]*(?=\[)|section_(?:start|end)(?=:)|:(?=:[\w-]+(?: [^\n]*?)?::)")
_COLONS = pattern(rf"^((?:[^\S\n]|{_COLOUR})*:)(?=:)", re.MULTILINE)
_HEADING = pattern(rf"^((?:{_COLOUR})*)(?=(?:---|\+\+\+|~~~|\^\^\^)(?:\s|$))", re.MULTILINE)
_SPECIAL = pattern(rf"{_COLOUR}|[^\x20-\x7e\n\t]")
_IN_JSON = pattern(r"#(?=#[\w.-]*\[)|:(?=:)|(?<=section_start):|(?<=section_end):")


def safe(text: str, style: Style = "text", *, coloured: bool = False) -> str:
    """A text as it may go out.

    Args:
        text: Lines, each of them ended.
        style: Who reads it. JSON stays the same value, written with other characters.
        coloured: Whether it has the colours of a terminal; no other escape codes ever stay.
    """
    if style in ("json", "sarif"):
        return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    text = _SPECIAL.sub(lambda found: _shown(found[0], coloured=coloured), text)
    if style == "github":
        return "".join(map(_command, text.splitlines(keepends=True)))
    text = _ANYWHERE.sub(r"\g<0>\\", text)
    text = _COLONS.sub(r"\1\\", text)
    # What these are to Buildkite, a diff must have for `patch`: there they are headings, no more.
    return text if style == "diff" else _HEADING.sub(r"\1\\", text)


def commands(text: str) -> Iterator[int]:
    """Where `safe` puts a backslash into a part of a line."""
    if "##" in text or "::" in text or "section_" in text:
        for found in _ANYWHERE.finditer(text):
            yield found.end()


def escaped(character: str) -> str:
    """A character that would act on a terminal, as an escape."""
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    if named is not None:
        return named
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _command(line: str) -> str:
    """One of our own commands, `::error file=a.yaml::text`: what it says is none."""
    head, colons, said = line[2:].partition("::")
    return line[:2] + _ANYWHERE.sub(r"\g<0>\\", head) + colons + _ANYWHERE.sub(r"\g<0>\\", said)


def _shown(found: str, *, coloured: bool) -> str:
    """A colour or a character outside ASCII, as it may go out."""
    if len(found) > 1:
        return found if coloured else escaped(found[0]) + found[1:]
    return escaped(found) if unicodedata.category(found) in HIDDEN else found
