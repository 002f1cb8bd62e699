"""Finds the part of a pattern that makes it slow, and proves it on a string.

A repetition is slow where the same text can be shared out among its rounds, or between it and a
later one, in many ways: `re` tries them all before it gives up. For each repetition there are a
few texts worth trying; one that takes more than linear time shows that the pattern does.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from itertools import islice
from typing import Final

from arazzo_gen.expressions.backtracking.matcher import Program, TooManyError
from arazzo_gen.expressions.backtracking.tree import (
    Anchor,
    Char,
    Choice,
    Closed,
    Part,
    Pattern,
    Repeat,
    Sequence,
    Translate,
    UnknownError,
    parse_pattern,
)
from arazzo_gen.expressions.errors import Dialect
from arazzo_gen.record import record

_SHORT: Final = 48
_LONG: Final = 96
_MOST_STEPS: Final = 20_000
_ALL_STEPS: Final = 400_000
_GROWTH: Final = 3
"""Twice the text takes twice the steps where time is linear, four times where it is quadratic."""

_MOST_LOOPS: Final = 60
_MOST_WORDS: Final = 24
_LONGEST_WORD: Final = 200
_FEW: Final = 6
_LARGE: Final = 8
"""A repetition of fewer rounds than this is none worth a look."""

_SAID: Final = {
    "rounds": (
        "a repetition that can take very long, as on {}: "
        "its rounds can share out the same text in many ways",
        "let a text be matched in one way alone: `a+` for `(a+)+`, `\\w+( \\w+)*` for `(\\w+ ?)*`",
    ),
    "two": (
        "repetitions that can take very long together, as on {}: "
        "what the first matches, the other can match too",
        "put between them what the first cannot match, as in `[^,]*,.*`, or write one for both",
    ),
}


@record
class Slow:
    """A part of a pattern that takes more than linear time.

    Attributes:
        start: Where it starts in the pattern.
        end: Where it ends.
        kind: Whether rounds of one repetition share the text, or two repetitions do.
        example: A string that is slow: its start, what is repeated in it, and its end.
    """

    start: int
    end: int
    kind: str
    example: tuple[str, str, str]


@record
class _Loop:
    """A repetition, with a text that leads to it and the repetitions behind it."""

    repeat: Repeat
    prefix: str
    later: tuple[tuple[str, Repeat], ...]


def slow_dialect(
    text: str, start: int, end: int, flags: str, translate: Translate, *, whole: bool = False
) -> Dialect | None:
    """The warning about a pattern that is slow on some strings.

    Args:
        text: The pattern, as for `slow_part`.
        start: Where it starts in what was parsed.
        end: Where that ends. Places in it are known where it is as long as the pattern.
        flags: As for `slow_part`.
        translate: As for `slow_part`.
        whole: As for `slow_part`.
    """
    slow = slow_part(text, flags, translate, whole=whole)
    if slow is None:
        return None
    before, word, after = slow.example
    shown = repr(before + word * (12 // len(word) + 1) + after)
    message, hint = _SAID[slow.kind]
    if end - start == len(text):
        start, end = start + slow.start, start + slow.end
    return Dialect(message.format(shown), hint, start, end, "AZ407")


@functools.lru_cache(maxsize=256)
def slow_part(text: str, flags: str, translate: Translate, *, whole: bool = False) -> Slow | None:
    """What makes a pattern slow on some strings.

    Only what happens from one place of a string is counted; a search begins at each of them.

    Args:
        text: The pattern as the document has it; `re` accepts its translation.
        flags: Which of "i", "m" and "s" are on.
        translate: Writes a character or class of it as `re` has it.
        whole: Whether the pattern has to match a whole string.

    Returns:
        The innermost such part; None where there is none, or the pattern is not understood.
    """
    try:
        pattern = parse_pattern(text, flags, translate)
        root = Sequence((pattern.root, Anchor("Z"))) if whole else pattern.root
        return _Search(pattern, root).run()
    except UnknownError:
        return None


class _Search:
    def __init__(self, pattern: Pattern, root: Part) -> None:
        self._root = root
        self._letters = pattern.alphabet
        self._shown = _representatives(root, pattern.alphabet)
        self._left = _ALL_STEPS
        self._known: dict[int, list[str]] = {}

    def run(self) -> Slow | None:
        loops = list(islice(self._loops(self._root, "", ()), _MOST_LOOPS))
        if not loops:
            return None
        program = Program(self._root)
        for loop in loops:
            for example in self._examples(loop):
                if self._left <= 0:
                    return None
                if self._grows(program, example):
                    found = self._blame(loop, example)
                    if found is not None:
                        return found
                    break  # what makes it slow is around this
        return None

    def _examples(self, loop: _Loop) -> Iterator[tuple[str, str, str]]:
        """Strings worth a try, the likeliest first."""
        ends = self._ends(loop)
        for word in self._pumps(loop):
            for end in ends:
                yield loop.prefix, word, end

    # --- Repetitions --------------------------------------------------------------------

    def _loops(
        self, part: Part, prefix: str, later: tuple[tuple[str, Repeat], ...]
    ) -> Iterator[_Loop]:
        """The repetitions of a part, inner ones before those around them."""
        match part:
            case Sequence(items):
                for at, item in enumerate(items):
                    behind = tuple(islice(self._behind(items[at + 1 :]), _FEW))
                    yield from self._loops(item, prefix, (*behind, *later)[:_FEW])
                    prefix = (prefix + self._word(item))[:_LONGEST_WORD]
            case Choice(branches):
                for branch in branches:
                    yield from self._loops(branch, prefix, later)
            case Closed(item):
                yield from self._loops(item, prefix, later)
            case Repeat(item):
                yield from self._loops(item, prefix, later)
                if part.high is None or part.high >= _LARGE:
                    yield _Loop(part, prefix, later)

    def _behind(self, items: tuple[Part, ...]) -> Iterator[tuple[str, Repeat]]:
        """The repetitions of what follows, each with a text between."""
        between = ""
        for item in items:
            for loop in self._loops(item, "", ()):
                yield between + loop.prefix, loop.repeat
            between = (between + self._word(item))[:_LONGEST_WORD]

    # --- Texts --------------------------------------------------------------------------

    def _pumps(self, loop: _Loop) -> list[str]:
        """Texts that a repetition may take many times."""
        words = self._words(loop.repeat.item)
        singles = self._chars(loop.repeat)
        between = [text for text, _ in loop.later if text]
        pairs = [a + b for a in words[:_FEW] for b in words[:_FEW] if a != b]
        found = dict.fromkeys([*singles, *words, *between[:_FEW], *pairs])
        return [word for word in found if word][:_MOST_WORDS]

    def _ends(self, loop: _Loop) -> list[str]:
        """Characters that may make the match fail: best one that the repetition has not."""
        own = set(self._chars(loop.repeat))
        others = [char for char in self._shown if char not in own]
        inside = [char for char in self._shown if char in own]
        return [*others[:_FEW], "", *inside[:_FEW]]

    def _chars(self, part: Part) -> list[str]:
        mask = _mask(part)
        return [char for char in self._shown if mask >> self._letters.index(char) & 1]

    def _word(self, part: Part) -> str:
        return self._words(part)[0]

    def _words(self, part: Part) -> list[str]:
        """A few texts that a part matches, the shortest kind first."""
        if id(part) not in self._known:
            words = [word[:_LONGEST_WORD] for word in self._new_words(part)]
            self._known[id(part)] = list(dict.fromkeys(words))[:_MOST_WORDS] or [""]
        return self._known[id(part)]

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
            case Closed(item, ">"):
                return self._words(item)
            case _:
                return [""]

    # --- Proof --------------------------------------------------------------------------

    def _grows(self, program: Program, example: tuple[str, str, str]) -> bool:
        short, long = (self._steps(program, example, length) for length in (_SHORT, _LONG))
        if short is None or long is None:
            return True
        return long > _GROWTH * short

    def _steps(self, program: Program, example: tuple[str, str, str], length: int) -> int | None:
        """The steps on an example of some length; None for too many."""
        start, word, end = example
        text = start + word * (length // len(word) + 1) + end
        bits = [1 << self._letters.index(char) for char in text]
        try:
            steps = program.count(bits, self._letters, _MOST_STEPS)
        except TooManyError:
            self._left -= _MOST_STEPS
            return None
        self._left -= steps
        return steps

    def _blame(self, loop: _Loop, example: tuple[str, str, str]) -> Slow | None:
        """The part that makes an example slow; None where this repetition has no part in it."""
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
    """The characters that can stand anywhere in a part."""
    match part:
        case Char(mask):
            return mask
        case Sequence(items) | Choice(items):
            return functools.reduce(operator.or_, map(_mask, items), 0)
        case Repeat(item) | Closed(item, ">"):
            return _mask(item)
        case _:
            return 0


def _sets(part: Part) -> Iterator[int]:
    match part:
        case Char(mask):
            yield mask
        case Sequence(items) | Choice(items):
            for item in items:
                yield from _sets(item)
        case Repeat(item) | Closed(item):
            yield from _sets(item)


def _representatives(root: Part, letters: str) -> list[str]:
    """A character for each way of being in the sets of a pattern or not."""
    sets = list(dict.fromkeys(_sets(root)))
    found: dict[tuple[bool, ...], str] = {}
    for at, char in enumerate(letters):
        found.setdefault(tuple(bool(each >> at & 1) for each in sets), char)
    return list(found.values())
