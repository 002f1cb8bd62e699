"""Operators that are words in Jayway's JSONPath, as tests of RFC 9535: `@.status in ['a', 'b']`."""

from __future__ import annotations

from typing import Final, Literal

from arazzo_gen.expressions.errors import Dialect
from arazzo_gen.expressions.jsonpath.ast import (
    Call,
    Comparable,
    Compare,
    LiteralValue,
    Not,
    Or,
    Query,
    Test,
)
from arazzo_gen.expressions.jsonpath.scanner import WrongError
from arazzo_gen.expressions.jsonpath.segments import SegmentParser
from arazzo_gen.lazy import pattern

_WORD: Final = pattern(r"(?:in|nin|empty(?=\s+[a-z0-9])|size(?=\s+[a-z0-9]))(?![A-Za-z0-9_.])")
_MOST: Final = 100
"""The values that a list has at the most."""


class WordParser(SegmentParser):
    """Reads the operators behind the left side of a comparison."""

    def comparable(self) -> Comparable:
        """A literal, an embedded expression, a query or a function."""
        raise NotImplementedError

    def compared(self, item: Comparable, start: int, end: int) -> Comparable:
        """One side of a comparison."""
        raise NotImplementedError

    def word_test(self, left: Comparable, start: int, end: int) -> Test | None:
        """The test that a word and its right side make of a value; None where there is no word.

        Args:
            left: The value.
            start: Where the value starts.
            end: Where it ends.
        """
        bound = len(self.bound)
        word = self.match(_WORD)
        if word is None:
            return None
        written = self.text[start:end]
        if self.bare and written.startswith("@"):
            written = "$" + written[1:]
        left = self.compared(left, start, end)
        self.skip()
        read = self.listed if word in ("in", "nin") else self.sized
        test, text = read(word, left, written)
        right = text if len(self.bound) == bound else None
        if not self.bare:
            message = f"`{word}` is an operator of another JSONPath"
            self.dialects.append(Dialect(message, f"write `{text}`", start, self.at, right=right))
        elif right is not None:  # a bare filter is a dialect as a whole
            self.rewritten = [each for each in self.rewritten if each[0] < start]
            self.rewritten.append((start, self.at, right))
        return test

    def listed(self, word: str, left: Comparable, written: str) -> tuple[Test, str]:
        """`in` or `nin` and its list as a test, and that test as text."""
        values = self.values(word)
        tests = tuple(Compare("==", left, value) for value, _ in values)
        test = tests[0] if len(tests) == 1 else Or(tests)
        text = " || ".join(f"{written} == {each}" for _, each in values)
        if word == "nin":
            return Not(test), f"!({text})"
        return test, f"({text})" if len(tests) > 1 else text

    def values(self, word: str) -> list[tuple[Comparable, str]]:
        """The values of a list in brackets, each with its text."""
        start = self.at
        if not self.take("["):
            raise WrongError(
                f"`{word}` takes a list of values", start, f"write `{word} ['a', 'b']`"
            )
        found: list[tuple[Comparable, str]] = []
        while True:
            self.skip()
            first = self.at
            value = self.comparable()
            if isinstance(value, Query | Call):
                message = "a list has literals and embedded expressions alone"
                raise WrongError(message, first, "compare with `==`, and join with `||`", self.at)
            found.append((value, self.text[first : self.at]))
            self.skip()
            if self.take("]"):
                return found
            if not self.take(",") or len(found) == _MOST:
                raise WrongError("a list is not closed", start, "write `,` or `]`")

    def sized(self, word: str, left: Comparable, written: str) -> tuple[Test, str]:
        """`empty true`, `empty false` or `size 3` as a test, and that test as text."""
        start = self.at
        value = self.comparable()
        if isinstance(value, LiteralValue):
            number = value.value
            if word == "empty" and isinstance(number, bool):
                return _length(left, written, "==" if number else ">", 0)
            if word == "size" and type(number) is int:
                return _length(left, written, "==", number)
        wanted = "`true` or `false`" if word == "empty" else "a whole number"
        raise WrongError(f"`{word}` takes {wanted}", start, None, self.at)


def _length(left: Comparable, written: str, op: Literal["==", ">"], size: int) -> tuple[Test, str]:
    """A comparison of the length of a value."""
    test = Compare(op, Call("length", (left,)), LiteralValue(size))
    return test, f"length({written}) {op} {size}"
