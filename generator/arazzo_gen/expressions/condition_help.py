"""Advice for text that is no simple condition: operators and functions of other languages."""

from __future__ import annotations

import re
from typing import Final

from arazzo_gen.lazy import pattern

_WORD: Final = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATORS: Final = {"and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "is": "=="}
_UNSUPPORTED: Final = {
    "contains": "use a criterion of type jsonpath or regex",
    "in": "join comparisons with `||`",
    "matches": "use a criterion of type regex",
    "like": "use a criterion of type regex",
    "startsWith": "use a criterion of type regex: `^start`",
    "endsWith": "use a criterion of type regex: `end$`",
    "exists": "compare with null: `$response.body#/name != null`",
    "defined": "compare with null: `$response.body#/name != null`",
}


def is_json_document(text: str) -> bool:
    """Whether a condition is a JSON document instead (of the response that is expected)."""
    return re.match(r"\s*(?:\{\s*[\"}]|\[)", text) is not None


def explain_word(word: str, text: str, start: int, end: int) -> tuple[str, str] | None:
    """What is wrong with a word, or words, that stand in the place of a value.

    Args:
        word: The words.
        text: The whole condition.
        start: Where the words start.
        end: Where they end.

    Returns:
        A message and a help; None where they may be a string without quotes.
    """
    for match in _WORD.finditer(word):
        if match[0].lower() in _OPERATORS and (match.start() > 0 or match[0].lower() == "not"):
            return _no_operator(match[0])
        if match[0] in _UNSUPPORTED and match.start() > 0:
            return f"there is no operator `{match[0]}`", _UNSUPPORTED[match[0]]
    if re.compile(r"\s*\(").match(text, end):
        return _no_function(word)
    if text.startswith(("$", "'", '"'), end) and end > start:
        return "an operator is missing after these words", "strings are written in single quotes"
    return None


def explain_rest(text: str, at: int) -> tuple[str, str | None, int | None]:
    """What is wrong with what follows a complete condition: message, help, end of the stretch."""
    match = _WORD.match(text, at)
    if match:
        word = match[0]
        if word.lower() in _OPERATORS:
            return *_no_operator(word), match.end()
        if word in _UNSUPPORTED:
            return f"there is no operator `{word}`", _UNSUPPORTED[word], match.end()
        return f"an operator is missing before `{word}`", None, match.end()
    char = text[at]
    if char in "+-*/%^":
        return "a condition does not calculate", "compare the values themselves", at + 1
    if char in "&|":
        return f"there is no operator `{char}`", f"write `{char * 2}`", at + 1
    if char == ")":
        return "a parenthesis is closed that was not opened", None, at + 1
    if char == "?":
        return "a condition has no `?:`", "write two criteria", at + 1
    if char == "(":
        return "a condition calls no functions", "use a criterion of type jsonpath", at + 1
    return f"{char!r} cannot stand here", None, at + 1


def _no_operator(word: str) -> tuple[str, str]:
    return f"there is no operator `{word}`", f"write `{_OPERATORS[word.lower()]}`"


def _no_function(word: str) -> tuple[str, str]:
    return f"there is no function `{word}`", (
        "a simple condition calls no functions; use a criterion of type jsonpath"
    )
