"""Strings that a regular expression matches, that a format asks for, that say what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from arazzo_gen.expressions.backtracking.tree import (
    Anchor,
    Atomic,
    Backreference,
    Char,
    Choice,
    Conditional,
    Group,
    Part,
    Repeat,
    UnanalysableError,
    parse_pattern,
)
from arazzo_gen.expressions.backtracking.tree import Sequence as Parts
from arazzo_gen.expressions.linear import linear_pattern
from arazzo_gen.expressions.regex import translated
from arazzo_gen.lazy import pattern

_MOST: Final = 200
_WORDS: Final = pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


# --- Strings of a pattern ---------------------------------------------------------------


def matching(text: str, flags: str = "a") -> list[str]:
    """Strings in which a pattern of ECMAScript, or of `re`, is found: the simplest first.

    [] where the pattern may be slow, cannot be read, or needs more than these simple strings.

    Args:
        text: The pattern as the document has it.
        flags: As for `linear_pattern`.
    """
    compiled = linear_pattern(text, flags, translated)
    if compiled is None:
        return []
    try:
        parsed = parse_pattern(text, flags, translated)
    except UnanalysableError:
        return []
    found = [
        _Writer(parsed.alphabet, branch, more).text(parsed.root)
        for more in (1, 0, 3)
        for branch in range(4)
    ]
    fitting = (each for each in found if len(each) <= _MOST)
    return [each for each in dict.fromkeys(fitting) if compiled.search(each) is not None]


class _Writer:
    """Writes a string of a pattern: the given branch of each choice, and no more of each repetition
    than `more` beyond the least."""

    def __init__(self, alphabet: str, branch: int, more: int) -> None:
        self._alphabet = alphabet
        self._branch = branch
        self._more = more
        self._groups: dict[int, str] = {}
        self._left = _MOST

    def text(self, part: Part) -> str:
        """The string of a part; "" once it has become too long."""
        if self._left < 0:
            return ""
        match part:
            case Char():
                self._left -= 1
                return self._letter(part)
            case Parts():
                return "".join(map(self.text, part.items))
            case Choice():
                return self.text(part.branches[min(self._branch, len(part.branches) - 1)])
            case Group():
                self._groups[part.number] = self.text(part.item)
                return self._groups[part.number]
            case Backreference():
                return self._groups.get(part.number, "")
            case Conditional():
                return self.text(part.then if part.number in self._groups else part.other)
            case Repeat():
                times = part.low + self._more
                times = min(times if part.high is None else min(times, part.high), _MOST)
                return "".join(self.text(part.item) for _ in range(times))
            case Atomic():
                return self.text(part.item) if part.kind == ">" else ""
            case Anchor():
                return ""

    def _letter(self, part: Char) -> str:
        lowest = part.mask & -part.mask
        return self._alphabet[lowest.bit_length() - 1] if part.mask else ""


# --- Strings that say what they are -----------------------------------------------------


def spoken(words: Sequence[str]) -> str:
    """Names put together as one that reads well: `("getOrder", "id")` is "get-order-id"."""
    parts = [word.lower() for each in words for word in _WORDS.findall(each)]
    apart = [word for word, before in zip(parts, ["", *parts], strict=False) if word != before]
    return "-".join(apart)[:60].strip("-")


def sample_text(words: Sequence[str], otherwise: str = "value") -> str:
    """A text that says what it is: `("getOrder", "id")` is "the-get-order-id"."""
    return "the-" + (spoken(words) or otherwise)


def number_of(words: Sequence[str], seed: int, below: int) -> int:
    """A number that depends on names alone: the same in every run."""
    made = hashlib.sha256("\0".join((*words, str(seed))).encode("utf-8", "surrogatepass"))
    return int.from_bytes(made.digest()[:8], "big") % below


def of_format(name: str | None, words: Sequence[str], seed: int) -> str | None:
    """A string of a format; None for a format that asks for nothing in particular."""
    said = spoken(words) or "value"
    number = number_of(words, seed, 2**60)
    day = f"2026-{1 + number % 12:02}-{1 + number % 28:02}"
    uuid = hashlib.sha256(f"{said} {seed}".encode()).hexdigest()
    known = {
        "date-time": f"{day}T12:00:00Z",
        "date": day,
        "time": "12:00:00Z",
        "duration": "PT1H",
        "email": f"{said}@example.com",
        "idn-email": f"{said}@example.com",
        "hostname": f"{said}.example.com",
        "idn-hostname": f"{said}.example.com",
        "ipv4": f"192.0.2.{1 + number % 250}",
        "ipv6": f"2001:db8::{1 + number % 9999:x}",
        "uri": f"https://example.com/{said}",
        "url": f"https://example.com/{said}",
        "iri": f"https://example.com/{said}",
        "uri-reference": f"/{said}",
        "iri-reference": f"/{said}",
        "uri-template": f"https://example.com/{said}",
        "uuid": f"{uuid[:8]}-{uuid[8:12]}-4{uuid[13:16]}-a{uuid[17:20]}-{uuid[20:32]}",
        "byte": "dGhlIHZhbHVl",
        "base64": "dGhlIHZhbHVl",
        "json-pointer": f"/{said}",
        "relative-json-pointer": "0",
        "regex": "^[a-z]+$",
        "int32": str(1 + number % 90),
        "int64": str(1 + number % 90),
        "decimal": f"{1 + number % 90}.50",
    }
    return known.get(name or "")
