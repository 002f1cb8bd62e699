"""The regular expressions that an XPath gives to `matches`, `replace`, `tokenize` and
`analyze-string`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from arazzo_gen.expressions.errors import Dialect
from arazzo_gen.lazy import pattern

_STRINGS: Final = pattern(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_CALLS: Final = pattern(r"(?<![\w.-])(?:fn:)?(matches|replace|tokenize|analyze-string)\s*\(")
_FLAGS_AT: Final = {"matches": 2, "replace": 3, "tokenize": 2, "analyze-string": 2}


def pattern_warnings(text: str) -> Iterator[Dialect]:
    """The warnings about the patterns of an XPath that take very long on some strings, or may.

    Args:
        text: The expression.
    """
    blank = _STRINGS.sub(lambda found: found[0][0] + "_" * (len(found[0]) - 2) + found[0][0], text)
    for call in _CALLS.finditer(blank):
        args = _arguments(blank, call.end())
        if len(args) > 1:
            warning = _warning(text, args, _FLAGS_AT[call[1]])
            if warning is not None:
                yield warning


def _warning(text: str, args: list[tuple[int, int]], flags_at: int) -> Dialect | None:
    from arazzo_gen.expressions.backtracking.cost import (  # few have
        slow_dialect,
        unanalysable_dialect,
    )

    start, end = args[1]
    found = _literal(text[start:end])
    flags = _literal(text[slice(*args[flags_at])]) if len(args) > flags_at else ""
    if found is None or flags is None or "{$" in found:
        return unanalysable_dialect("it is known only when the module runs", start, end)
    if not _is_plain(found, flags):
        return unanalysable_dialect("it has what `re` writes in another way", start, end)
    if end - start == len(found) + 2:
        start, end = start + 1, end - 1
    return slow_dialect(found, start, end, flags, str)


def _arguments(text: str, start: int) -> list[tuple[int, int]]:
    """Where the arguments of a call stand whose parenthesis ends at a place."""
    found: list[tuple[int, int]] = []
    depth, begin = 0, start
    for at in range(start, len(text)):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}" and depth:
            depth -= 1
        elif text[at] in "),]}" and not depth:
            stripped = text[begin:at]
            left = begin + len(stripped) - len(stripped.lstrip())
            found.append((left, begin + len(stripped.rstrip())))
            begin = at + 1
            if text[at] != ",":
                break
    return found


def _literal(text: str) -> str | None:
    if _STRINGS.fullmatch(text) is None:
        return None
    return text[1:-1].replace(text[0] * 2, text[0])


def _is_plain(text: str, flags: str) -> bool:
    """Whether a pattern means the same to `re`."""
    if set(flags) - set("ims") or re.search(r"\\[pPiIcCkK]|-\[", text):
        return False
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return True
