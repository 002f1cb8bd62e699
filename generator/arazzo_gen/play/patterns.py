"""Searches with the regular expressions of documents, of which those alone run that take linear
time (`expressions/linear.py`)."""

from __future__ import annotations

import re
import warnings

from arazzo_gen.expressions.jsonpath import iregexp
from arazzo_gen.expressions.linear import linear_pattern
from arazzo_gen.play.context import NotPlayed
from arazzo_gen.play.spelling import text

_UNICODE = "a pattern asks for Unicode categories, and is not run by the compiler"


def found_in(pattern: object, value: object) -> bool:
    """Whether a pattern of Python's `re` is found in a value's text; one that is wrong is not."""
    if not isinstance(pattern, str) or value is None:
        return False
    compiled = _compiled(pattern)
    if compiled is None:
        return False
    try:
        return compiled.search(text(value)) is not None
    except (RecursionError, ValueError):
        return False


def i_regexp(pattern: object, value: object, *, whole: bool, known: bool) -> bool:
    """Whether a value is text that matches an I-Regexp, from end to end or somewhere.

    Args:
        pattern: The I-Regexp.
        value: The value.
        whole: From end to end.
        known: The document says what the pattern is.
    """
    if not isinstance(value, str) or not isinstance(pattern, str):
        return False
    translated = _translated(pattern) if known else _given_i_regexp(pattern)
    if translated is None:
        return False
    compiled = _compiled(translated)
    if compiled is None:
        return False
    found = compiled.fullmatch(value) if whole else compiled.search(value)
    return found is not None


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern; None where `re` cannot read it."""
    compiled = linear_pattern(pattern)
    if compiled is not None:
        return compiled
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, ValueError):
        return None
    raise NotPlayed("a regular expression may take very long, and is not run by the compiler")


def _translated(pattern: str) -> str | None:
    if not iregexp.needs_unicode(pattern):
        return iregexp.translate(pattern)
    if iregexp.translate(iregexp.without_unicode(pattern)) is None:
        return None
    raise NotPlayed(_UNICODE)


def _given_i_regexp(pattern: object) -> str:
    """A pattern that is only known at run time, as `_i_regexp` of the support code writes it."""
    if not isinstance(pattern, str):
        return "(?!)"
    parts: list[str] = []
    inside = False
    for token in re.findall(r"\\[pP]\{\w+\}|\\.|.", pattern, re.DOTALL):
        if token[:2] in ("\\p", "\\P"):
            raise NotPlayed(_UNICODE)
        if token == "[":
            token, inside = ("\\[" if inside else "["), True
        elif token == "]":
            inside = False
        elif not inside and token == "$":
            token = r"\Z"
        elif not inside and token == ".":
            token = r"[^\n\r]"
        parts.append(token)
    return "".join(parts)
