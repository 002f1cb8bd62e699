"""Counts the steps that a backtracking matcher takes, on the trees of Python's own parser.

It shares nothing with the analysis that it tests, and does not try to be fast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any


class StopError(Exception):
    """More steps than were allowed."""


def steps(pattern: str, text: str, most: int) -> int:
    """The steps of one try to match a text from its start.

    Args:
        pattern: A pattern of `re`, with characters, sets, groups, branches, repetitions, anchors
            and lookaheads.
        text: The text.
        most: The most steps that are taken.

    Raises:
        StopError: There are more.
    """
    return matched(pattern, text, most)[0]


def matched(pattern: str, text: str, most: int) -> tuple[int, int | None]:
    """The same, with where the match ends."""
    run = _Run(text, most)
    ends: list[int] = []
    run.sequence(list(parser.parse(pattern)), 0, {}, lambda at, groups: not ends.append(at))
    return most - run.left, ends[0] if ends else None


Groups = dict[int, tuple[int, int]]
Then = Callable[[int, Groups], bool]


class _Run:
    def __init__(self, text: str, most: int) -> None:
        self.text = text
        self.left = most

    def sequence(self, items: Sequence[Any], at: int, groups: Groups, then: Then) -> bool:
        if not items:
            return then(at, groups)
        return self.one(
            items[0], at, groups, lambda after, found: self.sequence(items[1:], after, found, then)
        )

    def one(self, item: Any, at: int, groups: Groups, then: Then) -> bool:
        self.left -= 1
        if self.left < 0:
            raise StopError
        kind, value = item
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            return at < len(self.text) and _is_in(item, self.text[at]) and then(at + 1, groups)
        if kind is sre.BRANCH:
            return any(self.sequence(list(branch), at, groups, then) for branch in value[1])
        if kind is sre.SUBPATTERN:
            number, inside = value[0], list(value[3])
            return self.sequence(
                inside, at, groups, lambda end, found: then(end, {**found, number: (at, end)})
            )
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self.repeat(item, 0, -1, at, groups, then)
        if kind is sre.GROUPREF:
            start, end = groups.get(value, (0, -1))
            told = self.text[start:end]
            return end >= 0 and self.text.startswith(told, at) and then(at + len(told), groups)
        if kind in (sre.ASSERT, sre.ASSERT_NOT):
            holds = self.sequence(list(value[1]), at, groups, lambda end, found: True)
            return holds is (kind is sre.ASSERT) and then(at, groups)
        if kind in (sre.ATOMIC_GROUP, sre.POSSESSIVE_REPEAT):
            inside = list(value) if kind is sre.ATOMIC_GROUP else [(sre.MAX_REPEAT, value)]
            ends: list[int] = []
            taken = self.sequence(inside, at, groups, lambda end, found: not ends.append(end))
            return taken and then(ends[0], groups)
        assert kind is sre.AT, kind
        stands = at == 0 if value is sre.AT_BEGINNING else at == len(self.text)
        return stands and then(at, groups)

    def repeat(self, item: Any, done: int, last: int, at: int, groups: Groups, then: Then) -> bool:
        kind, (low, high, inside) = item

        def more() -> bool:
            if (done >= low and at == last) or (high is not sre.MAXREPEAT and done >= high):
                return False
            return self.sequence(
                list(inside),
                at,
                groups,
                lambda end, found: self.repeat(item, done + 1, at, end, found, then),
            )

        def stop() -> bool:
            return done >= low and then(at, groups)

        tries = (more, stop) if kind is sre.MAX_REPEAT else (stop, more)
        return any(each() for each in tries)


def _is_in(item: Any, char: str) -> bool:
    kind, value = item
    if kind is sre.LITERAL:
        return ord(char) == value
    if kind is sre.NOT_LITERAL:
        return ord(char) != value
    if kind is sre.ANY:
        return char != "\n"
    found = any(
        ord(char) == each[1] if each[0] is sre.LITERAL else each[1][0] <= ord(char) <= each[1][1]
        for each in value
        if each[0] is not sre.NEGATE
    )
    return found is not (value[0][0] is sre.NEGATE)
