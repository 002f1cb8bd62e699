"""A pattern as a position automaton: its states are the pattern's characters, and each path
through it is a way to match.

Anchors are taken as always standing, a lookahead as one more way that leads nowhere; counted parts
are written out or, where that is too much, taken as uncounted. So an automaton has all paths that
`re` may try, and some more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from arazzo_gen.expressions.backtracking.tree import (
    Anchor,
    Back,
    Char,
    Choice,
    Closed,
    Group,
    If,
    Part,
    Repeat,
    Sequence,
    UnknownError,
)
from arazzo_gen.record import record

_MOST_STATES: Final = 5000
_COUNTS: Final = (100, 20, 4, 1)
"""Above which counts parts are taken as uncounted, until a pattern has few enough states."""

_MOST_LINKS: Final = 400_000
"""How many times two characters are looked at as one following the other."""

Edge: TypeAlias = tuple[int, int]
"""A state, and in how many ways it follows: 1, or 2 for more."""


@record
class Place:
    """What a state stands for: a character of a pattern.

    Attributes:
        mask: The characters that it can be.
        loops: The repetitions that it stands in, the outermost first.
    """

    mask: int
    loops: tuple[Repeat, ...]


@record
class _Way:
    """How a part can be left from a place without another character.

    Attributes:
        many: In how many ways: 0, 1, or 2 for more.
        firm: Whether one of them depends on nothing, such as an anchor.
        never: The characters of which none can follow, behind a part that takes all it can.
    """

    many: int
    firm: bool = True
    never: int = 0

    def then(self, other: _Way) -> _Way:
        """Both, one after the other."""
        many = min(2, self.many * other.many)
        return _Way(many, self.firm and other.firm, self.never | other.never)

    def beside(self, other: _Way | None) -> _Way:
        """One of both."""
        if other is None or not other.many:
            return self
        if not self.many:
            return other
        many = min(2, self.many + other.many)
        return _Way(many, self.firm or other.firm, self.never & other.never)


@record
class _Ends:
    """A part: how it matches nothing, the states it begins with, and those that it ends with."""

    empty: _Way
    first: dict[int, int]
    last: dict[int, _Way]


_NOTHING: Final = _Ends(_Way(1), {}, {})


class Automaton:
    """The ways through a part of a pattern.

    Attributes:
        places: What the states stand for; state 0 is the beginning.
        edges: What follows each state.
        sure: The states behind which nothing more has to match.
    """

    def __init__(self, root: Part) -> None:
        for most in _COUNTS:
            if size(root, most) <= _MOST_STATES:
                break
        else:
            raise UnknownError("it is too large when its counted parts are written out")
        self.places = [Place(0, ())]
        self._most = most
        self._left = _MOST_LINKS
        self._edges: list[dict[int, int]] = [{}]
        start = _Ends(_Way(0), {}, {0: _Way(1)})
        ends = self._after(start, self._part(root, ()))
        self.edges: list[list[Edge]] = [list(each.items()) for each in self._edges]
        self.sure = {state for state, way in ends.last.items() if way.firm}

    def letters(self, alphabet: str) -> list[tuple[int, str]]:
        """A character for each way of being in the sets of the states or not, with its bit."""
        masks = list(dict.fromkeys(place.mask for place in self.places))
        found: dict[tuple[bool, ...], tuple[int, str]] = {}
        for at, char in enumerate(alphabet):
            found.setdefault(tuple(bool(mask >> at & 1) for mask in masks), (1 << at, char))
        return list(found.values())

    # --- Parts --------------------------------------------------------------------------

    def _part(self, part: Part, loops: tuple[Repeat, ...]) -> _Ends:
        match part:
            case Char(mask):
                self.places.append(Place(mask, loops))
                self._edges.append({})
                state = len(self.places) - 1
                return _Ends(_Way(0), {state: 1}, {state: _Way(1)})
            case Sequence(items):
                found = _NOTHING
                for item in items:
                    found = self._after(found, self._part(item, loops))
                return found
            case Choice(branches):
                return self._beside([self._part(each, loops) for each in branches])
            case If():
                ends = self._beside([self._part(each, loops) for each in (part.then, part.other)])
                return _Ends(_loose(ends.empty), ends.first, ends.last)
            case Group(item):
                return self._part(item, loops)
            case Back(item):
                return self._closed(self._part(item, loops), 0)
            case Closed(item, ">"):
                return self._closed(self._part(item, loops), _taken(item))
            case Closed(item, "=" | "!"):
                # It is tried, and leads nowhere.
                return _Ends(_Way(1, firm=False), self._part(item, loops).first, {})
            case Anchor() | Closed():
                return _Ends(_Way(1, firm=False), {}, {})
            case Repeat():
                return self._repeat(part, (*loops, part))

    def _closed(self, ends: _Ends, never: int) -> _Ends:
        last = {state: _loose(way, never) for state, way in ends.last.items()}
        return _Ends(_loose(ends.empty, never), ends.first, last)

    def _repeat(self, part: Repeat, loops: tuple[Repeat, ...]) -> _Ends:
        low, high = part.low, part.high
        found = _NOTHING
        if high is None or high > self._most:
            # `x{30,}` is at least `x+`: that has no fewer ways.
            for _ in range(low - 1 if low <= self._most else 0):
                found = self._after(found, self._part(part.item, loops))
            loop = self._loop(self._part(part.item, loops))
            return self._after(found, loop if low else self._maybe(loop))
        for _ in range(low):
            found = self._after(found, self._part(part.item, loops))
        rest = _NOTHING
        for _ in range(high - low):
            rest = self._maybe(self._after(self._part(part.item, loops), rest))
        return self._after(found, rest)

    def _loop(self, ends: _Ends) -> _Ends:
        """Any number of rounds; one that matches nothing is the last."""
        for state, way in ends.last.items():
            self._join(state, way, ends.first)
        stop = _Way(1).beside(ends.empty)
        last = {state: way.then(stop) for state, way in ends.last.items()}
        return _Ends(ends.empty, ends.first, last)

    def _maybe(self, ends: _Ends) -> _Ends:
        return _Ends(_Way(1).beside(ends.empty), ends.first, ends.last)

    def _beside(self, branches: list[_Ends]) -> _Ends:
        empty, first, last = _Way(0), dict[int, int](), dict[int, _Way]()
        for each in branches:
            empty = empty.beside(each.empty)
            first.update(each.first)
            last.update(each.last)
        return _Ends(empty, first, last)

    def _after(self, before: _Ends, ends: _Ends) -> _Ends:
        """One part behind another."""
        last = dict(ends.last)
        self._spend(len(before.first) + len(before.last))
        for state, way in before.last.items():
            self._join(state, way, ends.first)
            if ends.empty.many:
                last[state] = way.then(ends.empty)
        first = dict(before.first)
        if before.empty.many:
            for state, many in ends.first.items():
                first[state] = min(2, many * before.empty.many)
        return _Ends(before.empty.then(ends.empty), first, last)

    def _join(self, state: int, way: _Way, first: dict[int, int]) -> None:
        self._spend(len(first))
        edges = self._edges[state]
        for to, many in first.items():
            if self.places[to].mask & ~way.never:
                edges[to] = min(2, edges.get(to, 0) + way.many * many)

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise UnknownError("too many of its parts can follow each other")


def _loose(way: _Way, never: int = 0) -> _Way:
    return _Way(way.many, False, way.never | never)


def _taken(item: Part) -> int:
    """The set that a part takes all of; 0 where it may leave some."""
    match item:
        case Repeat(Char(mask), _, None, False):
            return mask
        case Sequence(items) if len(items) == 1:
            return _taken(items[0])
        case Group(inner):
            return _taken(inner)
        case _:
            return 0


def size(part: Part, most: int) -> int:
    """How many characters a part has when it is written out; see `Automaton`."""
    match part:
        case Char():
            return 1
        case Sequence(items) | Choice(items):
            return sum(size(item, most) for item in items)
        case If():
            return size(part.then, most) + size(part.other, most)
        case Group(item) | Back(item) | Closed(item, ">" | "=" | "!"):
            return size(item, most)
        case Repeat(item, low, high):
            if high is None or high > most:
                return max(1, low if low <= most else 1) * size(item, most)
            return high * size(item, most)
        case _:
            return 0


def bodies(part: Part) -> Iterator[Part]:
    """The parts of a pattern that are matched on their own."""
    pending = [part]
    while pending:
        match pending.pop():
            case Closed(item):
                yield item
                pending.append(item)
            case Sequence(items) | Choice(items):
                pending.extend(items)
            case If(_, then, other):
                pending.extend((then, other))
            case Group(item) | Repeat(item):
                pending.append(item)
            case _:
                pass


def depends_on_more(part: Part) -> bool:
    """Whether what is tried depends on more than the characters: on what a group has matched."""
    match part:
        case If() | Back():
            return True
        case Sequence(items) | Choice(items):
            return any(map(depends_on_more, items))
        case Group(item) | Repeat(item) | Closed(item):
            return depends_on_more(item)
        case _:
            return False
