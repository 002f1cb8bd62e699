"""Finds the name that a misspelt one was probably meant to be.

Whoever writes many wrong names beside many right ones must not make the compiler compare each with
each. So what is known of the right names is kept, and a wrong one is compared with a few alone:
those that its letters leave, the likeliest first.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from arazzo_gen.lazy import pattern
from arazzo_gen.record import record

_LONGEST = 80
"""Names longer than this are cut before they are compared."""

_MOST = 4
"""How many names are listed where none is near."""

_ALL = 1000
"""So many names are all looked at."""

_NEIGHBOURS = 250
"""Of more names, how many are looked at on either side of where a word belongs in alphabetical
order, and in that of the names read backwards."""

_COMPARED = 60
"""How many names a word is compared with at the most, letter by letter."""


_WORD = pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_COMMON = frozenset(
    """
    get list create update delete post put patch find read retrieve fetch search add remove set
    by id the of in all new api v
    """.split()  # noqa: SIM905 - as a list it has a line for each
)
"""Words that operations of every kind have in their names."""


@record
class _Name:
    """A name that exists.

    Attributes:
        text: The name.
        folded: As it is compared.
        letters: Which letters it has, and how often, as bits; see `_bits`.
    """

    text: str
    folded: str
    letters: int


@record
class _Known:
    """The names that exist.

    Attributes:
        folded: By a name without case, the first two that have it.
        bare: The same by a name without case and punctuation.
        names: All of them.
        orders: For many names: they in alphabetical order, and in that of the names read
            backwards, each with what it goes by.
    """

    folded: dict[str, tuple[str, ...]]
    bare: dict[str, tuple[str, ...]]
    names: tuple[_Name, ...]
    orders: tuple[tuple[list[str], list[_Name]], ...]

    def around(self, word: str) -> Iterable[_Name]:
        """The names that are looked at for a word."""
        if not self.orders:
            return self.names
        found: dict[str, _Name] = {}
        for key, (keys, names) in zip((word, word[::-1]), self.orders, strict=True):
            at = bisect_left(keys, key)
            near = names[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
            found.update((name.text, name) for name in near)
        return found.values()


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that looks most like a word, if one looks enough like it.

    A candidate that differs in case or in punctuation alone comes first, then the one with
    the fewest edits (a letter added, left out, replaced, or two swapped), at most a third of
    the word's length. Of equals, the first in alphabetical order. Among thousands of candidates
    only those that begin or end as the word does are looked at for edits.

    Args:
        word: What was written.
        candidates: What exists.

    Returns:
        The nearest candidate; None when nothing is near.
    """
    known = _known(tuple(candidates))
    for same, index in ((str.casefold, known.folded), (_bare, known.bare)):
        wanted = same(word)
        for candidate in index.get(wanted, ()) if wanted else ():
            if candidate != word:
                return candidate
    folded = word.casefold()[:_LONGEST]
    best: tuple[int, str] | None = None
    for compared, (bound, name) in enumerate(_likely(word, folded, known)):
        if compared == _COMPARED or (best is not None and bound > best[0]):
            break
        distance = _distance(folded, name.folded)
        if distance <= _limit(folded, name.folded):
            found = (distance, name.text)
            best = found if best is None else min(best, found)
    return best[1] if best is not None else None


def alone(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is near, if one alone is: what `--unsafe-fixes` may write for a word.

    Args:
        word: What was written.
        candidates: What exists.
    """
    known = _known(tuple(candidates))
    for same, index in ((str.casefold, known.folded), (_bare, known.bare)):
        wanted = same(word)
        equal = [each for each in index.get(wanted, ()) if each != word] if wanted else []
        if equal:
            return equal[0] if len(equal) == 1 else None
    folded = word.casefold()[:_LONGEST]
    found: str | None = None
    for compared, (_, name) in enumerate(_likely(word, folded, known)):
        if compared == _COMPARED:
            return None
        if _distance(folded, name.folded) <= _limit(folded, name.folded):
            if found is not None:
                return None
            found = name.text
    return found


def alike(word: str, names: Iterable[str]) -> list[str]:
    """The names that have a word in common with another, those with the most first: of
    `getOrders`, `listOrders`. Words such as `get` and `list` do not count.

    Args:
        word: What was written.
        names: What exists.
    """
    wanted = _words(word)
    found: list[tuple[int, int, str]] = []
    for name in dict.fromkeys(names):
        common = len(wanted & _words(name))
        if common:
            found.append((-common, abs(len(name) - len(word)), name))
    return [name for _, _, name in sorted(found)]


def _words(name: str) -> frozenset[str]:
    """The words of a name that say what it is about, without an s at their end."""
    words = (part.lower().rstrip("s") for part in _WORD.findall(name[:_LONGEST]))
    return frozenset(word for word in words if len(word) > 1) - _COMMON


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


@functools.lru_cache(maxsize=32)
def _known(candidates: tuple[str, ...]) -> _Known:
    names = sorted({candidate for candidate in candidates if candidate})
    folded: dict[str, tuple[str, ...]] = {}
    bare: dict[str, tuple[str, ...]] = {}
    for name in names:
        for index, key in ((folded, name.casefold()), (bare, _bare(name))):
            # Two are enough: one of them may be the word itself, which is no answer.
            index[key] = (*index.get(key, ()), name)[:2]
    entries = [_Name(name, key := name.casefold()[:_LONGEST], _bits(key)) for name in names]
    orders = (_ordered(entries, 1), _ordered(entries, -1)) if len(entries) > _ALL else ()
    return _Known(folded, bare, tuple(entries), orders)


def _ordered(names: Iterable[_Name], step: int) -> tuple[list[str], list[_Name]]:
    pairs = sorted(((name.folded[::step], name) for name in names), key=lambda pair: pair[0])
    return [key for key, _ in pairs], [name for _, name in pairs]


def _likely(word: str, folded: str, known: _Known) -> Iterator[tuple[int, _Name]]:
    """The names that may be near, each with the edits that its letters ask for at least; those
    with the fewest first."""
    if len(folded) < 2:
        return
    letters = _bits(folded)
    found: list[tuple[int, str, _Name]] = []
    for name in known.around(folded):
        bound = max(
            abs(len(folded) - len(name.folded)),
            (letters & ~name.letters).bit_count(),
            (name.letters & ~letters).bit_count(),
        )
        is_near = bound <= _limit(folded, name.folded) and len(name.folded) > 1
        if is_near and name.text != word:
            found.append((bound, name.text, name))
    found.sort(key=lambda each: each[:2])
    for bound, _, name in found:
        yield bound, name


def _limit(left: str, right: str) -> int:
    """How many edits two names may be apart."""
    return max(1, (max(len(left), len(right)) + 1) // 3)


def _bare(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())


def _bits(word: str) -> int:
    """A bit for each letter of a word, for its second, third and fourth occurrence another. One
    edit changes one of them in each of two words at the most."""
    bits = 0
    for letter in word:
        first = ord(letter) % 64 * 4
        times = (bits >> first & 15).bit_count()
        bits |= 1 << (first + min(times, 3))
    return bits


def _distance(left: str, right: str) -> int:
    """The edit distance with transpositions (Damerau, no letter edited twice).

    The column of the usual table is kept as the bits where it goes up and where it goes down
    (Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003).
    """
    if not left:
        return len(right)
    places: dict[str, int] = {}
    for at, letter in enumerate(left):
        places[letter] = places.get(letter, 0) | 1 << at
    last = 1 << (len(left) - 1)
    full = (last << 1) - 1
    up, down, diagonal, before = full, 0, 0, 0
    distance = len(left)
    for letter in right:
        here = places.get(letter, 0)
        swapped = ((~diagonal & here) << 1) & before
        diagonal = ((((here & up) + up) ^ up) | here | down | swapped) & full
        right_up = (down | ~(diagonal | up)) & full
        right_down = diagonal & up
        distance += bool(right_up & last) - bool(right_down & last)
        right_up = (right_up << 1 | 1) & full
        up = ((right_down << 1) | ~(diagonal | right_up)) & full
        down = right_up & diagonal
        before = here
    return distance
