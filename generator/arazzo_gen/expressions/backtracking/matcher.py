"""Matches as `re` does, by backtracking, and counts the steps.

`re` does not say how long a match would take: it can only be run to the end.
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

_MOST_COPIES: Final = (100, 12, 5, 3)
"""How often a counted part is written out at most. On the texts that are tried, a count above the
first of these makes no difference. Where a program gets too long, the next one is tried: fewer
copies show the same."""

_LONGEST: Final = 20_000
"""How many instructions a program may have."""

_ATOMIC: Final = {"=": "look", "!": "not", "<=": "look", "<!": "not", ">": "atomic"}

_Instruction: TypeAlias = tuple[str, int, int]
_State: TypeAlias = tuple[int, int, tuple[int, ...]]


class TooManyStepsError(Exception):
    """The match takes more steps than are allowed."""


class _TooLongError(Exception):
    """The program of a pattern has too many instructions."""


class Program:
    """A pattern as instructions. They read characters as bits, as the masks of `Char` are made."""

    def __init__(self, root: Part) -> None:
        for most in _MOST_COPIES:
            try:
                self._begin(root, most)
            except _TooLongError:
                continue
            return
        raise UnanalysableError("it is too large when its counted parts are written out")

    def _begin(self, root: Part, most: int) -> None:
        self._most = most
        self._instructions: list[_Instruction] = []
        self._atomic: list[Program] = []
        # Two slots for each group that is referred to, then one for each loop.
        referenced = _referenced(root)
        self._groups = sorted(_numbers(root) & referenced) if referenced else []
        self._slot_count = 2 * len(self._groups)
        self._compile(root)
        self._add("match")

    def count(self, text: list[int], letters: str, most: int) -> int:
        """How many steps one try takes from the start of a text.

        Args:
            text: The characters of the text, each as its bit.
            letters: The characters of the bits.
            most: How many steps are allowed.

        Raises:
            TooManyStepsError: The try takes more.
        """
        return _Run(text, letters, most).match(self, 0)[1]

    # --- Compiling ----------------------------------------------------------------------

    def _compile(self, part: Part) -> None:
        match part:
            case Char(mask):
                self._add("char", mask)
            case Anchor(kind):
                self._add(kind)
            case Sequence(items):
                for item in items:
                    self._compile(item)
            case Choice(branches):
                self._choice(branches)
            case Atomic(item, kind):
                self._atomic.append(Program(item))
                self._add(_ATOMIC[kind], len(self._atomic) - 1, part.width)
            case Group(item, number) if number not in self._groups:
                self._compile(item)
            case Group(item, number):
                slot = 2 * self._groups.index(number)
                self._add("mark", slot)
                self._compile(item)
                self._add("mark", slot + 1)
            case Backreference(_, number):
                if number in self._groups:
                    self._add("back", 2 * self._groups.index(number))
                else:  # the group is not in this program: any text that it can match
                    self._compile(part.item)
            case Conditional():
                self._conditional(part)
            case Repeat():
                self._repeat(part)

    def _conditional(self, part: Conditional) -> None:
        if part.number not in self._groups:
            self._choice((part.then, part.other))
            return
        referenced = self._add("if", 2 * self._groups.index(part.number) + 1)
        self._compile(part.then)
        end = self._add("jump")
        self._set(referenced, self._instructions[referenced][1], len(self._instructions))
        self._compile(part.other)
        self._set(end, len(self._instructions))

    def _choice(self, branches: tuple[Part, ...]) -> None:
        ends = []
        for branch in branches[:-1]:
            split = self._add("split")
            self._compile(branch)
            ends.append(self._add("jump"))
            self._set(split, split + 1, len(self._instructions))
        self._compile(branches[-1])
        for end in ends:
            self._set(end, len(self._instructions))

    def _repeat(self, repeat: Repeat) -> None:
        low = min(repeat.low, self._most)
        high = repeat.high if repeat.high is None or self._most == _MOST_COPIES[0] else self._most
        is_loop = high is None or high > self._most
        for _ in range(low - is_loop):
            self._compile(repeat.item)
        if is_loop:
            self._loop(repeat, at_least_once=low > 0)
            return
        splits = []
        for _ in range(min(high or 0, repeat.high or 0) - low):
            splits.append(self._add("split"))
            self._compile(repeat.item)
        for split in splits:
            self._fork(split, split + 1, len(self._instructions), repeat)

    def _loop(self, repeat: Repeat, *, at_least_once: bool) -> None:
        first = None if at_least_once else self._add("split")
        start = len(self._instructions)
        if can_be_empty(repeat.item):  # a round that matches nothing is the last
            mark = self._slot_count
            self._slot_count += 1
            self._add("mark", mark)
            self._compile(repeat.item)
            moved = self._add("moved", mark)
            again = self._add("split")
            self._set(moved, mark, len(self._instructions))
        else:
            self._compile(repeat.item)
            again = self._add("split")
        self._fork(again, start, len(self._instructions), repeat)
        if first is not None:
            self._fork(first, start, len(self._instructions), repeat)

    def _fork(self, split: int, inside: int, after: int, repeat: Repeat) -> None:
        order = (after, inside) if repeat.is_lazy else (inside, after)
        self._set(split, *order)

    def _add(self, name: str, value: int = 0, more: int = 0) -> int:
        if len(self._instructions) > _LONGEST:
            raise _TooLongError
        self._instructions.append((name, value, more))
        return len(self._instructions) - 1

    def _set(self, at: int, first: int, second: int = 0) -> None:
        self._instructions[at] = (self._instructions[at][0], first, second)

    @property
    def instructions(self) -> list[_Instruction]:
        """The instructions."""
        return self._instructions

    @property
    def atomic(self) -> list[Program]:
        """The programs of lookarounds and atomic groups, which are matched by themselves."""
        return self._atomic

    @property
    def slots(self) -> int:
        """How many places in the text a run remembers."""
        return self._slot_count


def can_be_empty(part: Part) -> bool:
    """Whether a part may match nothing."""
    match part:
        case Char():
            return False
        case Sequence(items):
            return all(map(can_be_empty, items))
        case Choice(branches):
            return any(map(can_be_empty, branches))
        case Group(item) | Atomic(item, ">"):
            return can_be_empty(item)
        case Repeat(item, low):
            return low == 0 or can_be_empty(item)
        case _:
            return True


def _parts(part: Part) -> Iterator[Part]:
    """A part and the parts in it that belong to the same program."""
    yield part
    match part:
        case Sequence(items) | Choice(items):
            for item in items:
                yield from _parts(item)
        case Group(item) | Repeat(item):
            yield from _parts(item)
        case Conditional(_, then, other):
            yield from _parts(then)
            yield from _parts(other)
        case _:
            pass


def _numbers(root: Part) -> set[int]:
    return {part.number for part in _parts(root) if isinstance(part, Group)}


def _referenced(root: Part) -> set[int]:
    return {part.number for part in _parts(root) if isinstance(part, Backreference | Conditional)}


class _Run:
    def __init__(self, text: list[int], letters: str, most: int) -> None:
        self._text = text
        self._left = self._most = most
        self._newline = 1 << letters.index("\n")
        self._word = sum(
            1 << at for at, char in enumerate(letters) if char.isalnum() or char == "_"
        )

    def match(self, program: Program, start: int) -> tuple[int | None, int]:
        """Where the match that begins at a place ends, None where there is none; and how many
        steps the run has taken so far."""
        instructions, text = program.instructions, self._text
        states: list[_State] = [(0, start, (-1,) * program.slots)]
        while states:
            at, place, slots = states.pop()
            while True:
                self._left -= 1
                if self._left < 0:
                    raise TooManyStepsError
                name, first, second = instructions[at]
                at += 1
                if name == "char":
                    if place >= len(text) or not text[place] & first:
                        break
                    place += 1
                elif name == "split":
                    states.append((second, place, slots))
                    at = first
                elif name == "jump":
                    at = first
                elif name == "mark":
                    slots = (*slots[:first], place, *slots[first + 1 :])
                elif name == "moved":
                    at = second if slots[first] == place else at
                elif name == "match":
                    return place, self._most - self._left
                elif name in ("look", "not", "atomic"):
                    begin = place - second
                    end = self.match(program.atomic[first], begin)[0] if begin >= 0 else None
                    if (end is None) is not (name == "not"):
                        break
                    place = end if name == "atomic" and end is not None else place
                elif name == "back":
                    told = text[slots[first] : slots[first + 1]]
                    self._left -= len(told)
                    if slots[first + 1] < 0 or text[place : place + len(told)] != told:
                        break
                    place += len(told)
                elif name == "if":
                    at = at if slots[first] >= 0 else second
                elif not self._holds(name, place):
                    break
        return None, self._most - self._left

    def _holds(self, kind: str, place: int) -> bool:
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
