"""Translates I-Regexp (RFC 9485), the patterns of `match` and `search`, to Python's `re`."""

from __future__ import annotations

import re
import unicodedata
import warnings
from typing import Final

from arazzo_gen.lazy import pattern

_TOKEN: Final = pattern(r"\\[pP]\{[^}]*\}|\\.|\{[0-9]+(?:,[0-9]*)?\}|.", re.DOTALL)
_ESCAPES: Final = frozenset("()*+-.?[\\]^nrt{|}")
_TOLERATED: Final = frozenset("dDwWsSbB$/")
_LONGEST: Final = 2000


class _NoneError(Exception):
    """The pattern is no I-Regexp."""


def needs_unicode(pattern: str) -> bool:
    """Whether a pattern asks for Unicode categories (`\\p{L}`), which `re` has not."""
    return any(token[:2] in ("\\p", "\\P") for token in _TOKEN.findall(pattern))


def without_unicode(pattern: str) -> str:
    """The pattern with some characters in place of each Unicode category: those of ASCII, and one
    of each kind beyond."""
    parts: list[str] = []
    inside = False
    for token in _TOKEN.findall(pattern):
        if token[:2] in ("\\p", "\\P") and len(token) > 2:
            chars = "".join(
                f"\\{char}" if char in _ESCAPES and not char.isalnum() else char
                for char in map(chr, (*range(128), 0xA0, 0xE9, 0x4E2D, 0x2028))
                if unicodedata.category(char).startswith(token[3:-1]) is (token[1] == "p")
            )
            token = chars if inside else f"[{chars}]" if chars else "."
        inside = token != "]" and (inside or token == "[")
        parts.append(token)
    return "".join(parts)


def translate(pattern: str) -> str | None:
    """Write an I-Regexp without Unicode categories as a pattern of `re`.

    `.` leaves line breaks out. `^` and `$` are anchors, as the compliance suite has it. `\\d`,
    `\\w` and `\\s`, which I-Regexp has not but people write, are let through.

    Args:
        pattern: The pattern.

    Returns:
        The pattern for `re.fullmatch` or `re.search`; None where it is no I-Regexp, which
        matches nothing (RFC 9535, section 2.4.6).
    """
    if len(pattern) > _LONGEST:
        return None
    try:
        translated = _translated(pattern)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(translated)
    except (_NoneError, re.error, OverflowError, RecursionError, Warning):
        return None
    return translated


def _translated(pattern: str) -> str:
    parts: list[str] = []
    tokens = _TOKEN.findall(pattern)
    at = 0
    quantified = True
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token == "[":
            text, at = _class(tokens, at)
            parts.append(text)
        elif token in ("*", "+", "?") or (token[0] == "{" and len(token) > 1):
            if quantified:
                raise _NoneError
            parts.append(token)
            quantified = True
            continue
        else:
            parts.append(_atom(token))
        quantified = token in ("(", "|")
    return "".join(parts)


def _atom(token: str) -> str:
    if token == ".":
        return r"[^\n\r]"
    if token in ("(", ")", "|"):
        return token
    if token[0] == "\\":
        return _escape(token)
    if token in ("{", "}", "]"):
        raise _NoneError
    return r"\Z" if token == "$" else token


def _escape(token: str) -> str:
    char = token[1:]
    if char == "/":
        return "/"
    if len(char) != 1 or char not in _ESCAPES | _TOLERATED:
        raise _NoneError
    return token


def _class(tokens: list[str], at: int) -> tuple[str, int]:
    """A class expression behind its "[": the text, and where the next token is."""
    parts = ["["]
    if tokens[at : at + 1] == ["^"]:
        parts.append("^")
        at += 1
    first = len(parts)
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token == "]":
            if len(parts) == first:
                raise _NoneError
            return "".join(parts) + "]", at
        if token[0] == "\\":
            parts.append(_escape(token))
        elif token == "-":
            edge = len(parts) == first or tokens[at : at + 1] == ["]"]
            parts.append("\\-" if edge else "-")
        elif token in ("[", "&", "~", "|", "^"):
            parts.append("\\" + token)
        else:
            parts.append(token)
    raise _NoneError
