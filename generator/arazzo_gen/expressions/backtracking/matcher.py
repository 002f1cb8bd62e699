"""Matches as `re` does, by backtracking, and counts the steps.

`re` cannot be asked how long it would take without being made to take that long.
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

_MOST_COPIES: Final = (100, 12, 5, 3)
"""How often a counted part is written out. A count above the first is like none on the texts that
are tried; where that makes too many steps, smaller counts cost less and show the same."""

_LONGEST: Final = 20_000
"""How many steps a pattern may have when its counted parts are written out."""

_CLOSED: Final = {"=": "look", "!": "not", "<=": "look", "<!": "not", ">": "closed"}

_Step: TypeAlias = tuple[str, int, int]
_State: TypeAlias = tuple[int, int, tuple[int, ...]]


class TooManyError(Exception):
    """More steps than were allowed."""


class _LongError(Exception):
    """A pattern has too many steps."""


class Program:
    """A pattern as steps to take, for texts of the bits of its sets."""

    def __init__(self, root: Part) -> None:
        for most in _MOST_COPIES:
            try:
                self._begin(root, most)
            except _LongError:
                continue
            return
        raise UnknownError("it is too large when its counted parts are written out")

    def _begin(self, root: Part, most: int) -> None:
        self._most = most
        self._steps: list[_Step] = []
        self._closed: list[Program] = []
        # Two places for each group that is asked for, then one for each loop.
        asked = _asked(root)
        self._groups = sorted(_numbers(root) & asked) if asked else []
        self._marks = 2 * len(self._groups)
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
                self._add(_CLOSED[kind], len(self._closed) - 1, part.width)
            case Group(item, number) if number not in self._groups:
                self._write(item)
            case Group(item, number):
                slot = 2 * self._groups.index(number)
                self._add("mark", slot)
                self._write(item)
                self._add("mark", slot + 1)
            case Back(_, number):
                if number in self._groups:
                    self._add("back", 2 * self._groups.index(number))
                else:  # the group is outside of what is matched here: any text that it can match
                    self._write(part.item)
            case If():
                self._if(part)
            case Repeat():
                self._repeat(part)

    def _if(self, part: If) -> None:
        if part.number not in self._groups:
            self._choice((part.then, part.other))
            return
        asked = self._add("if", 2 * self._groups.index(part.number) + 1)
        self._write(part.then)
        end = self._add("jump")
        self._set(asked, self._steps[asked][1], len(self._steps))
        self._write(part.other)
        self._set(end, len(self._steps))

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
        low = min(repeat.low, self._most)
        high = repeat.high if repeat.high is None or self._most == _MOST_COPIES[0] else self._most
        is_loop = high is None or high > self._most
        for _ in range(low - is_loop):
            self._write(repeat.item)
        if is_loop:
            self._loop(repeat, at_least_once=low > 0)
            return
        splits = []
        for _ in range(min(high or 0, repeat.high or 0) - low):
            splits.append(self._add("split"))
            self._write(repeat.item)
        for split in splits:
            self._fork(split, split + 1, len(self._steps), repeat)

    def _loop(self, repeat: Repeat, *, at_least_once: bool) -> None:
        first = None if at_least_once else self._add("split")
        start = len(self._steps)
        if can_be_empty(repeat.item):  # a round that matches nothing is the last
            mark = self._marks
            self._marks += 1
            self._add("mark", mark)
            self._write(repeat.item)
            moved = self._add("moved", mark)
            again = self._add("split")
            self._set(moved, mark, len(self._steps))
        else:
            self._write(repeat.item)
            again = self._add("split")
        self._fork(again, start, len(self._steps), repeat)
        if first is not None:
            self._fork(first, start, len(self._steps), repeat)

    def _fork(self, split: int, inside: int, after: int, repeat: Repeat) -> None:
        order = (after, inside) if repeat.is_lazy else (inside, after)
        self._set(split, *order)

    def _add(self, name: str, value: int = 0, more: int = 0) -> int:
        if len(self._steps) > _LONGEST:
            raise _LongError
        self._steps.append((name, value, more))
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


def can_be_empty(part: Part) -> bool:
    """Whether a part may match nothing."""
    match part:
        case Char():
            return False
        case Sequence(items):
            return all(map(can_be_empty, items))
        case Choice(branches):
            return any(map(can_be_empty, branches))
        case Group(item) | Closed(item, ">"):
            return can_be_empty(item)
        case Repeat(item, low):
            return low == 0 or can_be_empty(item)
        case _:
            return True


def _parts(part: Part) -> Iterator[Part]:
    """A part and those in it that are matched with it."""
    yield part
    match part:
        case Sequence(items) | Choice(items):
            for item in items:
                yield from _parts(item)
        case Group(item) | Repeat(item):
            yield from _parts(item)
        case If(_, then, other):
            yield from _parts(then)
            yield from _parts(other)
        case _:
            pass


def _numbers(root: Part) -> set[int]:
    return {part.number for part in _parts(root) if isinstance(part, Group)}


def _asked(root: Part) -> set[int]:
    return {part.number for part in _parts(root) if isinstance(part, Back | If)}


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
                    at = second if marks[first] == place else at
                elif name == "match":
                    return place, self._most - self._left
                elif name in ("look", "not", "closed"):
                    begin = place - second
                    end = self.match(program.closed[first], begin)[0] if begin >= 0 else None
                    if (end is None) is not (name == "not"):
                        break
                    place = end if name == "closed" and end is not None else place
                elif name == "back":
                    told = text[marks[first] : marks[first + 1]]
                    self._left -= len(told)
                    if marks[first + 1] < 0 or text[place : place + len(told)] != told:
                        break
                    place += len(told)
                elif name == "if":
                    at = at if marks[first] >= 0 else second
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
