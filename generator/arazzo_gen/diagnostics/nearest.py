"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 80
"""Names longer than this are cut before they are compared."""

_MOST = 4
"""How many names are listed where none is near."""


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that looks most like a word, if one looks enough like it.

    A candidate that differs in case or in punctuation alone comes first, then the one with
    the fewest edits (a letter added, left out, replaced, or two swapped), at most a third of
    the word's length. Of equals, the first in alphabetical order.

    Args:
        word: What was written.
        candidates: What exists.

    Returns:
        The nearest candidate; None when nothing is near.
    """
    known = sorted({candidate for candidate in candidates if candidate and candidate != word})
    for same in (str.casefold, _letters):
        wanted = same(word)
        for candidate in known:
            if wanted and same(candidate) == wanted:
                return candidate
    folded = word.casefold()[:_LONGEST]
    best: tuple[int, str] | None = None
    for candidate in known:
        other = candidate.casefold()[:_LONGEST]
        limit = max(1, (max(len(folded), len(other)) + 1) // 3)
        if best is not None:
            limit = min(limit, best[0] - 1)
        if limit < 0 or min(len(folded), len(other)) < 2:
            continue
        distance = _distance(folded, other, limit)
        if distance is not None:
            best = (distance, candidate)
    return best[1] if best is not None else None


def listed(names: Iterable[str], start: str) -> str | None:
    """The help for a name that is near to none: "it has `a`, `b` and 7 more".

    Args:
        names: What exists; {} gives None.
        start: The words before the names.
    """
    known = list(dict.fromkeys(names))
    shown = ", ".join(f"`{name[:_LONGEST]}`" for name in known[:_MOST])
    rest = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
    return f"{start} {shown}{rest}" if known else None


def _letters(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())


def _distance(left: str, right: str, limit: int) -> int | None:
    """The edit distance with transpositions (Damerau), None when it is above the limit."""
    if abs(len(left) - len(right)) > limit:
        return None
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(
                above[column] + 1,
                current[column - 1] + 1,
                above[column - 1] + (letter != other),
            )
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return None
        before, above = above, current
    return above[-1] if above[-1] <= limit else None
