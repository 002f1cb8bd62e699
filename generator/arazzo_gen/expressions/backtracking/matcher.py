"""Matches as `re` does, by trying and going back, and counts the steps.

`re` cannot be asked how long it would take without being made to take that long.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from arazzo_gen.expressions.backtracking.tree import (
    Anchor,
    Char,
    Choice,
    Closed,
    Part,
    Repeat,
    Sequence,
    UnknownError,
)

_MOST_COPIES: Final = 12
"""How often a counted part is written out: a larger count costs more of the same."""

_LONGEST: Final = 3000

_Step: TypeAlias = tuple[str, int, int]
_State: TypeAlias = tuple[int, int, tuple[int, ...]]


class TooManyError(Exception):
    """More steps than were allowed."""


class Program:
    """A pattern as steps to take, for texts of the bits of its sets."""

    def __init__(self, root: Part) -> None:
        self._steps: list[_Step] = []
        self._closed: list[Program] = []
        self._marks = 0
        self._write(root)
        self._add("match")

    def count(self, text: list[int], letters: str, most: int) -> int:
        """The steps of one try from the start of a text.

        Args:
            text: Its characters, each the bit that stands for it.
            letters: The characters.
            most: How many steps are counted.

        Raises:
            TooManyError: It takes more.
        """
        return _Run(text, letters, most).match(self, 0)[1]

    # --- Writing ------------------------------------------------------------------------

    def _write(self, part: Part) -> None:
        match part:
            case Char(mask):
                self._add("char", mask)
            case Anchor(kind):
                self._add(kind)
            case Sequence(items):
                for item in items:
                    self._write(item)
            case Choice(branches):
                self._choice(branches)
            case Closed(item, kind):
                self._closed.append(Program(item))
                self._add({"=": "look", "!": "not", ">": "closed"}[kind], len(self._closed) - 1)
            case Repeat():
                self._repeat(part)

    def _choice(self, branches: tuple[Part, ...]) -> None:
        ends = []
        for branch in branches[:-1]:
            split = self._add("split")
            self._write(branch)
            ends.append(self._add("jump"))
            self._set(split, split + 1, len(self._steps))
        self._write(branches[-1])
        for end in ends:
            self._set(end, len(self._steps))

    def _repeat(self, repeat: Repeat) -> None:
        low = min(repeat.low, _MOST_COPIES)
        for _ in range(low):
            self._write(repeat.item)
        if repeat.high is None:
            self._loop(repeat)
            return
        splits = []
        for _ in range(min(repeat.high - repeat.low, _MOST_COPIES - low)):
            splits.append(self._add("split"))
            self._write(repeat.item)
        for split in splits:
            self._fork(split, split + 1, len(self._steps), repeat)

    def _loop(self, repeat: Repeat) -> None:
        start = self._add("split")
        mark = self._marks
        self._marks += 1
        self._add("mark", mark)
        self._write(repeat.item)
        self._add("moved", mark)  # a round that matches nothing is the last
        self._set(self._add("jump"), start)
        self._fork(start, start + 1, len(self._steps), repeat)

    def _fork(self, split: int, inside: int, after: int, repeat: Repeat) -> None:
        order = (after, inside) if repeat.is_lazy else (inside, after)
        self._set(split, *order)

    def _add(self, name: str, value: int = 0) -> int:
        if len(self._steps) > _LONGEST:
            raise UnknownError
        self._steps.append((name, value, 0))
        return len(self._steps) - 1

    def _set(self, at: int, first: int, second: int = 0) -> None:
        self._steps[at] = (self._steps[at][0], first, second)

    @property
    def steps(self) -> list[_Step]:
        """The steps."""
        return self._steps

    @property
    def closed(self) -> list[Program]:
        """The parts that are matched on their own."""
        return self._closed

    @property
    def marks(self) -> int:
        """How many places are remembered."""
        return self._marks


class _Run:
    def __init__(self, text: list[int], letters: str, most: int) -> None:
        self._text = text
        self._left = self._most = most
        self._newline = 1 << letters.index("\n")
        self._word = sum(
            1 << at for at, char in enumerate(letters) if char.isalnum() or char == "_"
        )

    def match(self, program: Program, start: int) -> tuple[int | None, int]:
        """Where a match ends that begins at a place, None for none; and the steps so far."""
        steps, text = program.steps, self._text
        states: list[_State] = [(0, start, (-1,) * program.marks)]
        while states:
            at, place, marks = states.pop()
            while True:
                self._left -= 1
                if self._left < 0:
                    raise TooManyError
                name, first, second = steps[at]
                at += 1
                if name == "char":
                    if place >= len(text) or not text[place] & first:
                        break
                    place += 1
                elif name == "split":
                    states.append((second, place, marks))
                    at = first
                elif name == "jump":
                    at = first
                elif name == "mark":
                    marks = (*marks[:first], place, *marks[first + 1 :])
                elif name == "moved":
                    if marks[first] == place:
                        break
                elif name == "match":
                    return place, self._most - self._left
                elif name in ("look", "not", "closed"):
                    end = self.match(program.closed[first], place)[0]
                    if (end is None) is not (name == "not"):
                        break
                    place = end if name == "closed" and end is not None else place
                elif not self._stands(name, place):
                    break
        return None, self._most - self._left

    def _stands(self, kind: str, place: int) -> bool:
        """Whether an anchor holds at a place."""
        text = self._text
        last = len(text)
        if kind in ("^", "A"):
            return place == 0
        if kind == "^m":
            return place == 0 or text[place - 1] == self._newline
        if kind == "Z":
            return place == last
        if kind == "$":
            return place == last or (place == last - 1 and text[place] == self._newline)
        if kind == "$m":
            return place == last or text[place] == self._newline
        before = place > 0 and bool(text[place - 1] & self._word)
        after = place < last and bool(text[place] & self._word)
        return (before != after) is (kind == "b")
