"""Looks for a string on which a pattern takes more than linear time, and for the part that does.

For each repetition it makes a few strings and counts the steps that `matcher` takes on them. What
it finds is slow; where it finds nothing, there may be a slow string all the same.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from itertools import islice
from typing import Final

from arazzo_gen.expressions.backtracking.ambiguity import Witness
from arazzo_gen.expressions.backtracking.matcher import Program, TooManyStepsError
from arazzo_gen.expressions.backtracking.tree import (
    Atomic,
    Backreference,
    Char,
    Choice,
    Conditional,
    Group,
    Part,
    Repeat,
    Sequence,
)
from arazzo_gen.record import record

_ROUNDS: Final = ((24, 3), (48, 6), (96, 12))
"""For each of three counts: how long the repeated part of a string is, and how often the word is
repeated at least."""

_LONGEST_REPEATED: Final = 500
_MOST_STEPS: Final = 20_000
_STEPS_A_CHAR: Final = 50
_ALL_STEPS: Final = 400_000
_GROWTH: Final = 3
"""From 48 to 96 characters the steps grow twice as much as from 24 to 48 where time is linear, and
four times as much where it is quadratic: the limit lies between."""

_MOST_LOOPS: Final = 60
_MOST_WORDS: Final = 24
_LONGEST_WORD: Final = 1000
_FEW: Final = 6
_LARGE: Final = 8
"""A repetition that ends before this many rounds is not tried."""

Example = tuple[str, str, str]
"""A string: its start, what is repeated in it, and its end."""


@record
class Slow:
    """A part of a pattern that takes more than linear time.

    Attributes:
        start: Where it starts in the pattern.
        end: Where it ends.
        kind: What can share out the same text: "rounds" for those of one repetition, "two" for
            two repetitions, "ways" for many parts that are no repetitions.
        example: A string on which it is slow.
    """

    start: int
    end: int
    kind: str
    example: Example


@record
class _Loop:
    """A repetition with a text that leads to it, and the later ones, each with a text between."""

    repeat: Repeat
    prefix: str
    later: tuple[tuple[str, Repeat], ...]


class Search:
    """Looks for a string on which a pattern is slow.

    Attributes:
        gave_up: Whether the search ended before everything was tried.
    """

    def __init__(self, root: Part, alphabet: str) -> None:
        self.gave_up = False
        self._root = root
        self._letters = alphabet
        self._representatives = _representatives(root, alphabet)
        self._left = _ALL_STEPS
        self._words_of: dict[int, list[str]] = {}

    def run(self) -> Slow | None:
        """The innermost part that is slow, if one is found."""
        loops = list(islice(self._loops(self._root, "", ()), _MOST_LOOPS + 1))
        self.gave_up = len(loops) > _MOST_LOOPS
        program = Program(self._root)
        for loop in loops[:_MOST_LOOPS]:
            for example in self._examples(loop):
                if self._left <= 0:
                    self.gave_up = True
                    return None
                if self._grows(program, example):
                    found = self._blame(loop, example)
                    if found is not None:
                        return found
                    break  # a repetition around this one makes it slow
        return None

    def confirm(self, found: Witness | str, end: int) -> Slow | None:
        """The part that is slow on a text, if the matcher is slow on it at all.

        Args:
            found: A text with a word to repeat; or a whole text that has many paths.
            end: Where the pattern ends.
        """
        return self._ways(found, end) if isinstance(found, str) else self._repeated(found)

    def _repeated(self, witness: Witness) -> Slow | None:
        if len(witness.word) > _LONGEST_REPEATED:
            self.gave_up = True
            return None
        program = Program(self._root)
        first, second = witness.first.loops, witness.second.loops
        both = [one for one, other in zip(first, second, strict=False) if one is other]
        for end in self._ends(first[-1]):
            example = (witness.prefix, witness.word, end)
            if not self._grows(program, example):
                continue
            if not witness.in_one_cycle:
                places = (first[-1].start, second[-1].start), (first[-1].end, second[-1].end)
                return Slow(min(places[0]), max(places[1]), "two", example)
            for loop in reversed(both):
                if self._grows(Program(Sequence((loop, Char(0)))), ("", witness.word, "")):
                    return Slow(loop.start, loop.end, "rounds", example)
            return Slow(both[0].start, both[0].end, "rounds", example)
        return None

    def _ways(self, text: str, end: int) -> Slow | None:
        program = Program(self._root)
        for last in ("", *self._representatives):
            example = (text, "", last)
            if self._steps(program, example, 0) is None:
                return Slow(0, end, "ways", example)
        return None

    def _examples(self, loop: _Loop) -> Iterator[Example]:
        """Strings to try, those first that are most likely slow."""
        ends = self._ends(loop.repeat)
        for word in self._pumps(loop):
            for end in ends:
                yield loop.prefix, word, end

    # --- Repetitions --------------------------------------------------------------------

    def _loops(
        self, part: Part, prefix: str, later: tuple[tuple[str, Repeat], ...]
    ) -> Iterator[_Loop]:
        """The repetitions in a part, inner ones before those around them."""
        match part:
            case Sequence(items):
                for at, item in enumerate(items):
                    behind = tuple(islice(self._behind(items[at + 1 :]), _FEW))
                    yield from self._loops(item, prefix, (*behind, *later)[:_FEW])
                    prefix = (prefix + self._word(item))[:_LONGEST_WORD]
            case Choice(branches):
                for branch in branches:
                    yield from self._loops(branch, prefix, later)
            case Conditional():
                yield from self._loops(Choice((part.then, part.other)), prefix, later)
            case Atomic(item) | Group(item):
                yield from self._loops(item, prefix, later)
            case Repeat(item):
                yield from self._loops(item, prefix, later)
                if part.high is None or part.high >= _LARGE:
                    yield _Loop(part, prefix, later)

    def _behind(self, items: tuple[Part, ...]) -> Iterator[tuple[str, Repeat]]:
        """The repetitions in the parts that follow, each with a text that leads to it."""
        between = ""
        for item in items:
            for loop in self._loops(item, "", ()):
                yield between + loop.prefix, loop.repeat
            between = (between + self._word(item))[:_LONGEST_WORD]

    # --- Texts --------------------------------------------------------------------------

    def _pumps(self, loop: _Loop) -> list[str]:
        """Words that a repetition may match many times."""
        words = self._words(loop.repeat.item)
        singles = self._chars(loop.repeat)
        between = [text for text, _ in loop.later if text]
        pairs = [a + b for a in words[:_FEW] for b in words[:_FEW] if a != b]
        found = dict.fromkeys([*singles, *words, *between[:_FEW], *pairs])
        return [word for word in found if word][:_MOST_WORDS]

    def _ends(self, loop: Repeat) -> list[str]:
        """Characters that may make the match fail; first those that the repetition cannot match."""
        own = set(self._chars(loop))
        others = [char for char in self._representatives if char not in own]
        inside = [char for char in self._representatives if char in own]
        return [*others[:_FEW], "", *inside[:_FEW]]

    def _chars(self, part: Part) -> list[str]:
        mask = _mask(part)
        return [char for char in self._representatives if mask >> self._letters.index(char) & 1]

    def _word(self, part: Part) -> str:
        return self._words(part)[0]

    def _words(self, part: Part) -> list[str]:
        """A few texts that a part matches, short ones first."""
        if id(part) not in self._words_of:
            words = [word[:_LONGEST_WORD] for word in self._new_words(part)]
            self._words_of[id(part)] = list(dict.fromkeys(words))[:_MOST_WORDS] or [""]
        return self._words_of[id(part)]

    def _new_words(self, part: Part) -> list[str]:
        match part:
            case Char():
                return self._chars(part)[:_FEW]
            case Sequence(items):
                columns = [self._words(item) for item in items]
                longest = min(max(map(len, columns), default=0), _FEW)
                return [
                    "".join(column[min(at, len(column) - 1)] for column in columns)
                    for at in range(longest)
                ]
            case Choice(branches):
                return [word for branch in branches for word in self._words(branch)]
            case Repeat(item, low):
                words = self._words(item)
                return [words[0] * min(low, _FEW), *words]
            case Atomic(item, ">") | Group(item) | Backreference(item):
                return self._words(item)
            case Conditional():
                return [*self._words(part.then), *self._words(part.other)]
            case _:
                return [""]

    # --- Proof --------------------------------------------------------------------------

    def _grows(self, program: Program, example: Example) -> bool:
        steps: list[int] = []
        for length, least in _ROUNDS:
            word = max(1, len(example[1]))
            counted = self._steps(program, example, max(length // word + 1, least))
            if counted is None:
                return True
            steps.append(counted)
        short, middle, long = steps
        return long - middle > _GROWTH * max(middle - short, 1)

    def _steps(self, program: Program, example: Example, rounds: int) -> int | None:
        """How many steps an example takes with its word repeated; None for too many."""
        start, word, end = example
        text = start + word * rounds + end
        bits = [1 << self._letters.index(char) for char in text]
        # With many branches, linear time is as many steps a character as there are instructions.
        most = _MOST_STEPS + max(_STEPS_A_CHAR, len(program.instructions)) * len(text)
        try:
            steps = program.count(bits, self._letters, most)
        except TooManyStepsError:
            self._left -= most
            return None
        self._left -= steps
        return steps

    def _blame(self, loop: _Loop, example: Example) -> Slow | None:
        """The part that is slow on an example; None where it is neither this repetition by itself
        nor together with a later one."""
        repeat, word = loop.repeat, example[1]
        never = Char(0)
        if self._grows(Program(Sequence((repeat, never))), ("", word, "")):
            return Slow(repeat.start, repeat.end, "rounds", example)
        for between, other in loop.later:
            pair = Program(Sequence((repeat, *_text(between, self._letters), other, never)))
            if self._grows(pair, ("", word, "")):
                return Slow(repeat.start, other.end, "two", example)
        return None


def _text(text: str, letters: str) -> list[Char]:
    return [Char(1 << letters.index(char)) for char in text]


def _mask(part: Part) -> int:
    """All the characters that a part can match somewhere."""
    match part:
        case Char(mask):
            return mask
        case Sequence(items) | Choice(items):
            return functools.reduce(operator.or_, map(_mask, items), 0)
        case Repeat(item) | Atomic(item, ">") | Group(item) | Backreference(item):
            return _mask(item)
        case Conditional(_, then, other):
            return _mask(then) | _mask(other)
        case _:
            return 0


def _sets(part: Part) -> Iterator[int]:
    match part:
        case Char(mask):
            yield mask
        case Sequence(items) | Choice(items):
            for item in items:
                yield from _sets(item)
        case Repeat(item) | Atomic(item) | Group(item):
            yield from _sets(item)
        case Conditional(_, then, other):
            yield from _sets(then)
            yield from _sets(other)


def _representatives(root: Part, letters: str) -> list[str]:
    """One character for each combination of sets of the pattern that match it."""
    sets = list(dict.fromkeys(_sets(root)))
    found: dict[tuple[bool, ...], str] = {}
    for at, char in enumerate(letters):
        found.setdefault(tuple(bool(each >> at & 1) for each in sets), char)
    return list(found.values())
