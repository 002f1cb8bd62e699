"""A pattern as a position automaton (Glushkov's): its states are the characters of the pattern, and
each path through it is a way to match.

It treats an anchor as if it always held, and a lookahead as one more path, which ends there. It
writes out counted parts; where that would be too much, it treats them as uncounted. So it has all
the paths that `re` may try, and some more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

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
    Sequence,
    UnanalysableError,
)
from arazzo_gen.record import record

_MOST_STATES: Final = 5000
_COUNTS: Final = (100, 20, 4, 1)
"""A part whose count is above the limit becomes uncounted. The limit is the first of these with
which the automaton has few enough states."""

_MOST_LINKS: Final = 400_000
"""How often the constructor may look at a pair of states of which one may follow the other."""

Edge: TypeAlias = tuple[int, int]
"""The next state, and in how many ways it is reached: 1, or 2 for more."""


@record
class Position:
    """What a state stands for: a place in the pattern that matches one character.

    Attributes:
        mask: The characters that it matches.
        loops: The repetitions around it, the outermost first.
    """

    mask: int
    loops: tuple[Repeat, ...]


@record
class _Exit:
    """The ways out of a part, from one of its positions, without another character.

    Attributes:
        many: How many there are: 0, 1, or 2 for more.
        unconditional: Whether one of them needs nothing else to hold, such as an anchor.
        excluded: The characters that cannot follow, since a possessive part has taken them all.
    """

    many: int
    unconditional: bool = True
    excluded: int = 0

    def then(self, other: _Exit) -> _Exit:
        """The ways out through this part and then through another."""
        many = min(2, self.many * other.many)
        return _Exit(
            many, self.unconditional and other.unconditional, self.excluded | other.excluded
        )

    def beside(self, other: _Exit | None) -> _Exit:
        """The ways out through this part or through another."""
        if other is None or not other.many:
            return self
        if not self.many:
            return other
        many = min(2, self.many + other.many)
        return _Exit(
            many, self.unconditional or other.unconditional, self.excluded & other.excluded
        )


@record
class _Fragment:
    """A part of the automaton: the ways through it without a character, the states that it begins
    with, and those that it ends with."""

    empty: _Exit
    first: dict[int, int]
    last: dict[int, _Exit]


_NOTHING: Final = _Fragment(_Exit(1), {}, {})


class Automaton:
    """The position automaton of a part of a pattern.

    Attributes:
        positions: What the states stand for; state 0 is the beginning.
        edges: The states that follow each state.
        accepting: The states after which nothing more has to match.
    """

    def __init__(self, root: Part) -> None:
        for most in _COUNTS:
            if size(root, most) <= _MOST_STATES:
                break
        else:
            raise UnanalysableError("it is too large when its counted parts are written out")
        self.positions = [Position(0, ())]
        self._most = most
        self._left = _MOST_LINKS
        self._edges: list[dict[int, int]] = [{}]
        start = _Fragment(_Exit(0), {}, {0: _Exit(1)})
        ends = self._sequence(start, self._part(root, ()))
        self.edges: list[list[Edge]] = [list(each.items()) for each in self._edges]
        self.accepting = {state for state, exit_ in ends.last.items() if exit_.unconditional}

    def letters(self, alphabet: str) -> list[tuple[int, str]]:
        """Characters that tell the states apart, each with its bit: one for each combination of
        states that match it."""
        masks = list(dict.fromkeys(position.mask for position in self.positions))
        found: dict[tuple[bool, ...], tuple[int, str]] = {}
        for at, char in enumerate(alphabet):
            found.setdefault(tuple(bool(mask >> at & 1) for mask in masks), (1 << at, char))
        return list(found.values())

    # --- Parts --------------------------------------------------------------------------

    def _part(self, part: Part, loops: tuple[Repeat, ...]) -> _Fragment:
        match part:
            case Char(mask):
                self.positions.append(Position(mask, loops))
                self._edges.append({})
                state = len(self.positions) - 1
                return _Fragment(_Exit(0), {state: 1}, {state: _Exit(1)})
            case Sequence(items):
                found = _NOTHING
                for item in items:
                    found = self._sequence(found, self._part(item, loops))
                return found
            case Choice(branches):
                return self._either([self._part(each, loops) for each in branches])
            case Conditional():
                ends = self._either([self._part(each, loops) for each in (part.then, part.other)])
                return _Fragment(_conditional(ends.empty), ends.first, ends.last)
            case Group(item):
                return self._part(item, loops)
            case Backreference(item):
                return self._atomic(self._part(item, loops), 0)
            case Atomic(item, ">"):
                return self._atomic(self._part(item, loops), _taken(item))
            case Atomic(item, "=" | "!"):
                # `re` tries the lookahead, and goes on at the place before it.
                return _Fragment(_Exit(1, unconditional=False), self._part(item, loops).first, {})
            case Anchor() | Atomic():
                return _Fragment(_Exit(1, unconditional=False), {}, {})
            case Repeat():
                return self._repeat(part, (*loops, part))

    def _atomic(self, ends: _Fragment, excluded: int) -> _Fragment:
        last = {state: _conditional(exit_, excluded) for state, exit_ in ends.last.items()}
        return _Fragment(_conditional(ends.empty, excluded), ends.first, last)

    def _repeat(self, part: Repeat, loops: tuple[Repeat, ...]) -> _Fragment:
        low, high = part.low, part.high
        found = _NOTHING
        if high is None or high > self._most:
            # `x{30,}` becomes `x+`, which has as many paths or more.
            for _ in range(low - 1 if low <= self._most else 0):
                found = self._sequence(found, self._part(part.item, loops))
            loop = self._loop(self._part(part.item, loops))
            return self._sequence(found, loop if low else self._optional(loop))
        for _ in range(low):
            found = self._sequence(found, self._part(part.item, loops))
        rest = _NOTHING
        for _ in range(high - low):
            rest = self._optional(self._sequence(self._part(part.item, loops), rest))
        return self._sequence(found, rest)

    def _loop(self, ends: _Fragment) -> _Fragment:
        """One round or more; a round that matches nothing is the last."""
        for state, exit_ in ends.last.items():
            self._join(state, exit_, ends.first)
        stop = _Exit(1).beside(ends.empty)
        last = {state: exit_.then(stop) for state, exit_ in ends.last.items()}
        return _Fragment(ends.empty, ends.first, last)

    def _optional(self, ends: _Fragment) -> _Fragment:
        return _Fragment(_Exit(1).beside(ends.empty), ends.first, ends.last)

    def _either(self, branches: list[_Fragment]) -> _Fragment:
        empty, first, last = _Exit(0), dict[int, int](), dict[int, _Exit]()
        for each in branches:
            empty = empty.beside(each.empty)
            first.update(each.first)
            last.update(each.last)
        return _Fragment(empty, first, last)

    def _sequence(self, before: _Fragment, ends: _Fragment) -> _Fragment:
        """One part after another."""
        last = dict(ends.last)
        self._spend(len(before.first) + len(before.last))
        for state, exit_ in before.last.items():
            self._join(state, exit_, ends.first)
            if ends.empty.many:
                last[state] = exit_.then(ends.empty)
        first = dict(before.first)
        if before.empty.many:
            for state, many in ends.first.items():
                first[state] = min(2, many * before.empty.many)
        return _Fragment(before.empty.then(ends.empty), first, last)

    def _join(self, state: int, exit_: _Exit, first: dict[int, int]) -> None:
        self._spend(len(first))
        edges = self._edges[state]
        for to, many in first.items():
            if self.positions[to].mask & ~exit_.excluded:
                edges[to] = min(2, edges.get(to, 0) + exit_.many * many)

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise UnanalysableError("too many of its parts can follow each other")


def _conditional(exit_: _Exit, excluded: int = 0) -> _Exit:
    return _Exit(exit_.many, False, exit_.excluded | excluded)


def _taken(item: Part) -> int:
    """The characters of which a part takes all that come; 0 where it may leave some."""
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
        case Conditional():
            return size(part.then, most) + size(part.other, most)
        case Group(item) | Backreference(item) | Atomic(item, ">" | "=" | "!"):
            return size(item, most)
        case Repeat(item, low, high):
            if high is None or high > most:
                return max(1, low if low <= most else 1) * size(item, most)
            return high * size(item, most)
        case _:
            return 0


def bodies(part: Part) -> Iterator[Part]:
    """The bodies of lookarounds and atomic groups, which are matched by themselves."""
    pending = [part]
    while pending:
        match pending.pop():
            case Atomic(item):
                yield item
                pending.append(item)
            case Sequence(items) | Choice(items):
                pending.extend(items)
            case Conditional(_, then, other):
                pending.extend((then, other))
            case Group(item) | Repeat(item):
                pending.append(item)
            case _:
                pass


def depends_on_groups(part: Part) -> bool:
    """Whether what a part matches depends on what a group has matched."""
    match part:
        case Conditional() | Backreference():
            return True
        case Sequence(items) | Choice(items):
            return any(map(depends_on_groups, items))
        case Group(item) | Repeat(item) | Atomic(item):
            return depends_on_groups(item)
        case _:
            return False
