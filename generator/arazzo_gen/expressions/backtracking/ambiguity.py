"""Proves that a pattern takes linear time, or finds texts that may show that it does not.

When nothing matches, `re` has tried every path that the automaton has on the text. Its time is
linear where the number of paths has a bound that does not depend on the text. There is one unless
some word leads a state back to itself in two ways, or leads a state p back to p and on to q, and q
back to q (Weber and Seidl, "On the degree of the ambiguity of finite automata", 1991).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final, TypeVar

from arazzo_gen.expressions.backtracking.automaton import Automaton, Position
from arazzo_gen.expressions.backtracking.tree import UnanalysableError
from arazzo_gen.record import record

_MOST_MOVES: Final = 300_000
_LONGEST: Final = 100
_BEAM: Final = 4
_State = TypeVar("_State", bound=Hashable)
_Moves = Callable[[_State], Iterable[tuple[str, _State]]]


@record
class Witness:
    """A text that has more paths the more often its word is repeated.

    Attributes:
        prefix: A text that leads to the first state.
        word: The text to repeat.
        first: The state that the word leads back to.
        second: The other state that the word leads to.
        in_one_cycle: Whether both states are in one cycle.
    """

    prefix: str
    word: str
    first: Position
    second: Position
    in_one_cycle: bool


class Ambiguity:
    """Finds where an automaton is ambiguous."""

    def __init__(self, automaton: Automaton, alphabet: str) -> None:
        self._automaton = automaton
        self._left = _MOST_MOVES
        positions = automaton.positions
        letters = automaton.letters(alphabet)
        masks = {position.mask for position in positions}
        chars = {mask: [char for bit, char in letters if mask & bit] for mask in masks}
        self._transitions = [
            [(char, to, many) for to, many in edges for char in chars[positions[to].mask]]
            for edges in automaton.edges
        ]
        self._moves = [
            [(char, to) for char, to, _ in transitions] for transitions in self._transitions
        ]
        by_char: list[dict[str, list[int]]] = []
        for moves in self._moves:
            found: dict[str, list[int]] = {}
            for char, to in moves:
                found.setdefault(char, []).append(to)
            by_char.append(found)
        self._by_char = by_char
        self._all_cycles = self._cycles(range(len(positions)))
        failing = [state for state in range(len(positions)) if state not in automaton.accepting]
        self._failing_cycles = self._cycles(failing)

    def witnesses(self) -> Iterator[Witness]:
        """Texts that may show that the pattern is slow; none where its time is linear."""
        for cycle in self._failing_cycles:
            yield from self._in_one_cycle(cycle)
        for first in (*self._failing_cycles, *self._all_cycles):
            for second in self._failing_cycles:
                if not first & second:
                    yield from self._between_cycles(first, second)

    def worst(self, enough: int) -> tuple[str, int]:
        """A text of up to a hundred characters that has many paths, and how many it has.

        Args:
            enough: The search ends when a text has more paths than this.
        """
        beam: list[tuple[str, dict[int, int], int]] = [("", {0: 1}, 0)]
        best = ("", 0)
        accepting = self._automaton.accepting
        for _ in range(_LONGEST):
            longer: dict[tuple[tuple[int, int], ...], tuple[str, dict[int, int], int]] = {}
            for text, counts, total in beam:
                after: dict[str, dict[int, int]] = {}
                for state, count in counts.items():
                    for char, to, many in self._transitions[state]:
                        self._spend()
                        there = after.setdefault(char, {})
                        # `re` stops at the first path to an accepting state: it counts once.
                        there[to] = 1 if to in accepting else there.get(to, 0) + count * many
                for char, found in after.items():
                    more = total + sum(found.values())
                    longer[tuple(sorted(found.items()))] = (text + char, found, more)
                    if more > best[1]:
                        best = (text + char, more)
            beam = sorted(longer.values(), key=lambda each: (-sum(each[1].values()), each[0]))[
                :_BEAM
            ]
            if best[1] > enough:
                break
        return best

    # --- Cycles -------------------------------------------------------------------------

    def _in_one_cycle(self, cycle: frozenset[int]) -> Iterator[Witness]:
        """A text that leads from a state back to it in two ways, within one cycle."""
        for state in sorted(cycle):
            for char, to, many in self._transitions[state]:
                if many > 1 and to in cycle:
                    back = self._path(to, state, lambda at: self._within(at, cycle))
                    yield self._witness(state, char + (back or ""), to, in_one_cycle=True)
                    return

        def pairs(pair: tuple[int, int]) -> Iterator[tuple[str, tuple[int, int]]]:
            for char, left in self._within(pair[0], cycle):
                for right in self._by_char[pair[1]].get(char, ()):
                    self._spend()
                    if right in cycle:
                        yield char, (left, right)

        for found in _cycles([(state, state) for state in sorted(cycle)], pairs):
            same = sorted(left for left, right in found if left == right)
            other = sorted(pair for pair in found if pair[0] != pair[1])
            if same and other:
                start = (same[0], same[0])
                there = self._path(start, other[0], pairs)
                back = self._path(other[0], start, pairs)
                yield self._witness(
                    same[0], (there or "") + (back or ""), other[0][1], in_one_cycle=True
                )
                return

    def _between_cycles(self, first: frozenset[int], second: frozenset[int]) -> Iterator[Witness]:
        """A text that goes round one cycle, goes round another, and leads from the first to it."""

        def pairs(pair: tuple[int, int]) -> Iterator[tuple[str, tuple[int, int]]]:
            for char, left in self._within(pair[0], first):
                for right in self._by_char[pair[1]].get(char, ()):
                    self._spend()
                    if right in second:
                        yield char, (left, right)

        def triples(each: tuple[int, int, int]) -> Iterator[tuple[str, tuple[int, int, int]]]:
            for char, (left, right) in pairs((each[0], each[2])):
                for middle in self._by_char[each[1]].get(char, ()):
                    self._spend()
                    yield char, (left, middle, right)

        if not self._reaches(min(first), second):
            return
        starts = [(left, right) for left in sorted(first) for right in sorted(second)]
        for found in _cycles(starts, pairs):
            left, right = min(found)
            word = self._path((left, left, right), (left, right, right), triples)
            if word:
                yield self._witness(left, word, right, in_one_cycle=False)
                return

    def _witness(self, first: int, word: str, second: int, *, in_one_cycle: bool) -> Witness:
        prefix = self._path(0, first, lambda at: self._moves[at]) or ""
        positions = self._automaton.positions
        return Witness(prefix, word, positions[first], positions[second], in_one_cycle)

    # --- Paths --------------------------------------------------------------------------

    def _within(self, state: int, among: frozenset[int]) -> Iterator[tuple[str, int]]:
        return ((char, to) for char, to in self._moves[state] if to in among)

    def _reaches(self, start: int, among: frozenset[int]) -> bool:
        seen, pending = {start}, [start]
        while pending:
            for to, _ in self._automaton.edges[pending.pop()]:
                if to in among:
                    return True
                if to not in seen:
                    seen.add(to)
                    pending.append(to)
        return False

    def _path(self, start: _State, end: _State, moves: _Moves[_State]) -> str | None:
        """A shortest text that leads from one state to another; "" where they are the same."""
        if start == end:
            return ""
        found: dict[_State, tuple[str, _State]] = {}
        level = [start]
        while level:
            after: list[_State] = []
            for state in level:
                for char, to in moves(state):
                    self._spend()
                    if to in found or to == start:
                        continue
                    found[to] = (char, state)
                    if to == end:
                        return _spelled(found, start, end)
                    after.append(to)
            level = after
        return None

    def _cycles(self, states: Iterable[int]) -> list[frozenset[int]]:
        among = frozenset(states)
        return _cycles(sorted(among), lambda state: self._edges_within(state, among))

    def _edges_within(self, state: int, among: frozenset[int]) -> Iterator[tuple[str, int]]:
        return (("", to) for to, _ in self._automaton.edges[state] if to in among)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise UnanalysableError("its repetitions can follow each other in too many ways")


def _spelled(found: dict[_State, tuple[str, _State]], start: _State, end: _State) -> str:
    chars: list[str] = []
    while end != start:
        char, end = found[end]
        chars.append(char)
    return "".join(reversed(chars))


def _cycles(starts: Iterable[_State], moves: _Moves[_State]) -> list[frozenset[_State]]:
    """The strongly connected components in which a path can go round (Tarjan's algorithm)."""
    number: dict[_State, int] = {}
    low: dict[_State, int] = {}
    open_: dict[_State, None] = {}
    found: list[frozenset[_State]] = []
    for start in starts:
        if start in number:
            continue
        work: list[tuple[_State, Iterator[tuple[str, _State]]]] = []

        def enter(
            state: _State, work: list[tuple[_State, Iterator[tuple[str, _State]]]] = work
        ) -> None:
            number[state] = low[state] = len(number)
            open_[state] = None
            work.append((state, iter(moves(state))))

        enter(start)
        loops: set[_State] = set()
        while work:
            state, rest = work[-1]
            for _, to in rest:
                if to == state:
                    loops.add(state)
                if to not in number:
                    enter(to)
                    break
                if to in open_:
                    low[state] = min(low[state], number[to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[state])
                if low[state] == number[state]:
                    members: set[_State] = set()
                    while state not in members:
                        members.add(open_.popitem()[0])
                    if len(members) > 1 or state in loops:
                        found.append(frozenset(members))
    return found
