"""Translates the patterns of regex criteria to patterns of Python's `re`.

The specification names no dialect; documents write ECMAScript's. What differs in spelling is
translated, what `re` has not is an error.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import Final

from arazzo_gen.expressions.ast import Embedded, Template
from arazzo_gen.expressions.errors import ConditionError, Dialect, ExpressionError
from arazzo_gen.expressions.template import parse_braced
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record, replace

__all__ = ["ConditionError", "ParsedRegex", "parse_regex"]

_DELIMITED: Final = pattern(r"/((?:[^/\\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+)/([a-zA-Z]*)", re.DOTALL)
_FLAGS: Final = {"i": "i", "m": "m", "s": "s", "g": "", "u": "", "y": "", "v": "", "d": ""}
_DIFFERENT: Final = pattern(
    r"""
    \\u\{(?P<code>[0-9A-Fa-f]{1,6})\}
    | \\c(?P<control>[A-Za-z])
    | \\k<(?P<back>\w+)>
    | \\(?P<slash>/)
    | \\.
    | \(\?<(?P<group>[A-Za-z_]\w*)>
    | \[\^\](?P<anything>)
    """,
    re.VERBOSE | re.DOTALL,
)
_PROPERTY: Final = pattern(r"\\[pP]\{[^{}]*\}?")
_LONGEST: Final = 5000
_UNKNOWN: Final = "\ue000"


@record
class ParsedRegex:
    """A pattern for `re.search`; a template where expressions are embedded in it."""

    pattern: str | Template
    dialects: tuple[Dialect, ...] = ()


@record
class _Piece:
    """A piece of a pattern as Python has it, and where it is in the text of the document."""

    text: str
    start: int


def parse_regex(text: str) -> ParsedRegex | ConditionError:
    """Read the condition of a regex criterion.

    Args:
        text: The pattern as the document has it. `{$expression}` is replaced by the value's text
            when the criterion is evaluated; other braces are quantifiers.

    Returns:
        The pattern, or what is wrong and where.
    """
    if len(text) > _LONGEST:
        return ConditionError(f"a pattern has more than {_LONGEST} characters", 0)
    body, shift, prefix, flags = text, 0, "", ""
    dialects: tuple[Dialect, ...] = ()
    delimited = _DELIMITED.fullmatch(text)
    if delimited:
        unknown = next((flag for flag in delimited[2] if flag not in _FLAGS), None)
        if unknown:
            return ConditionError(f"there is no flag `{unknown}`", delimited.start(2))
        body, shift = delimited[1], 1
        flags = "".join(sorted({_FLAGS[flag] for flag in delimited[2]}))
        prefix = f"(?{flags})" if flags else ""
        dialects = (_delimited(text, prefix + body),)
    parsed = parse_braced(body)
    if isinstance(parsed, ExpressionError):
        return ConditionError(parsed.message, parsed.offset + shift, parsed.help)
    template: list[str | Embedded] = [prefix] if prefix else []
    # What is embedded is text that is not known yet: a letter shows whether the rest is right.
    checked = [_Piece(part, shift) for part in template if isinstance(part, str)]
    at = shift
    for part in parsed.parts if isinstance(parsed, Template) else (parsed,):
        if isinstance(part, str):
            pieces = _pieces(part, at)
            template.append("".join(piece.text for piece in pieces))
            checked += pieces
            at += len(part)
        else:
            template.append(replace(part, start=part.start + shift, end=part.end + shift))
            checked.append(_Piece("x", part.start + shift))
            at = part.end + shift
    wrong = _check(checked, text)
    if wrong:
        return wrong
    slow = _slow(body, parsed, shift, flags)
    if slow is not None:
        dialects = (*dialects, slow)
    if isinstance(parsed, Template):
        return ParsedRegex(Template(tuple(template)), dialects)
    return ParsedRegex("".join(str(part) for part in template), dialects)


def _delimited(text: str, right: str) -> Dialect:
    return Dialect("a pattern between slashes", f"write `{right}`", 0, len(text), right=right)


def _slow(body: str, parsed: Template | object, shift: int, flags: str) -> Dialect | None:
    """The warning about a pattern that takes very long on some strings, or may."""
    from arazzo_gen.expressions.backtracking.cost import (  # few have
        slow_dialect,
        unanalysable_dialect,
    )

    slow = slow_dialect(_readable(body, parsed), shift, shift + len(body), flags, translated)
    if slow is not None or not isinstance(parsed, Template):
        return slow
    put_in = [part for part in parsed.parts if isinstance(part, Embedded)]
    reason = "what an expression puts into it can be a pattern too"
    return unanalysable_dialect(reason, put_in[0].start + shift, put_in[-1].end + shift)


def _readable(body: str, parsed: object) -> str:
    """A pattern with a character that nothing else matches for each one of what is embedded."""
    for part in parsed.parts if isinstance(parsed, Template) else ():
        if isinstance(part, Embedded):
            body = body[: part.start] + _UNKNOWN * (part.end - part.start) + body[part.end :]
    return body


def translated(pattern: str) -> str:
    """A pattern of ECMAScript as Python's `re` has it, where the two differ in spelling."""
    return _DIFFERENT.sub(_python, pattern)


def _pieces(pattern: str, start: int) -> list[_Piece]:
    """A pattern as Python has it, in pieces that know where they are in the document's text."""
    found: list[_Piece] = []
    at = 0
    for match in _DIFFERENT.finditer(pattern):
        found.append(_Piece(pattern[at : match.start()], start + at))
        found.append(_Piece(_python(match), start + match.start()))
        at = match.end()
    return [*found, _Piece(pattern[at:], start + at)]


def _python(match: re.Match[str]) -> str:
    if match["code"] and int(match["code"], 16) <= 0x10FFFF:
        return re.escape(chr(int(match["code"], 16)))
    if match["control"]:
        return f"\\x{ord(match['control']) % 32:02x}"
    if match["back"]:
        return f"(?P={match['back']})"
    if match["slash"]:
        return "/"
    if match["group"]:
        return f"(?P<{match['group']}>"
    return r"[\s\S]" if match["anything"] is not None else match[0]


def _check(pieces: Sequence[_Piece], text: str) -> ConditionError | None:
    """What is wrong with a pattern, and where in the text of the document."""
    pattern = "".join(piece.text for piece in pieces)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except re.error as error:
        at = _origin(pieces, error.pos or 0, text)
        prop = _PROPERTY.match(text, at)
        if prop is not None:
            message = f"`{prop[0]}` is not supported: Python's `re` has no Unicode properties"
            hint = "write the characters out, `[A-Za-z]`, or `\\w` for letters and digits"
            return ConditionError(message, at, hint, prop.end())
        return ConditionError(f"not a regular expression: {error.msg}", at)
    except (OverflowError, RecursionError):
        return ConditionError("a regular expression that is too large", pieces[0].start)
    return None


def _origin(pieces: Sequence[_Piece], position: int, text: str) -> int:
    """Where a place of a pattern is in the text that it was translated from."""
    for piece in pieces:
        if position < len(piece.text):
            is_as_written = text.startswith(piece.text, piece.start)
            return piece.start + (position if is_as_written else 0)
        position -= len(piece.text)
    return pieces[-1].start + len(pieces[-1].text)
