"""The part of the parser that reads the tests of filters (RFC 9535, section 2.3.5)."""

from __future__ import annotations

import re
from typing import Final, Literal

from arazzo_gen.expressions.errors import Dialect
from arazzo_gen.expressions.jsonpath.ast import (
    And,
    Call,
    Comparable,
    Compare,
    Exists,
    Holds,
    LiteralValue,
    Name,
    Not,
    Or,
    Query,
    Test,
)
from arazzo_gen.expressions.jsonpath.embedded import STATUS
from arazzo_gen.expressions.jsonpath.functions import check_call, check_name, is_logical
from arazzo_gen.expressions.jsonpath.iregexp import translate, without_unicode
from arazzo_gen.expressions.jsonpath.scanner import WrongError
from arazzo_gen.expressions.jsonpath.words import WordParser
from arazzo_gen.expressions.template import UNBRACED
from arazzo_gen.lazy import pattern

_Operator = Literal["==", "!=", "<", "<=", ">", ">="]
_OPERATORS: Final[tuple[_Operator, ...]] = ("==", "!=", "<=", ">=", "<", ">")
_CONSTANT: Final = pattern(r"(?:true|false|null)(?![A-Za-z0-9_])")
_CONSTANTS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}


class FilterParser(WordParser):
    """Reads queries and the tests in their filters."""

    def logical(self) -> Test:
        items = [self.conjunction()]
        while self.joined("||"):
            items.append(self.conjunction())
        return items[0] if len(items) == 1 else Or(tuple(items))

    def conjunction(self) -> Test:
        items = [self.basic()]
        while self.joined("&&"):
            items.append(self.basic())
        return items[0] if len(items) == 1 else And(tuple(items))

    def joined(self, word: str) -> bool:
        before = self.at
        self.skip()
        if self.take(word):
            self.skip()
            return True
        self.at = before
        return False

    def basic(self) -> Test:
        """A test in parentheses, a comparison, or a query or function that stands alone."""
        start = self.at
        if self.char == "!" and not self.starts("!="):
            self.at += 1
            self.skip()
            if self.char == "(":
                return Not(self.group())
            item = self.comparable()
            return Not(self.alone(item, start))
        if self.char == "(":
            return self.group()
        left = self.comparable()
        after = self.at
        self.skip()
        op = self.operator()
        if op is None:
            test = self.word_test(left, start, after)
            if test is not None:
                return test
            self.at = after
            return self.alone(left, start)
        left = self.compared(left, start, after)
        self.skip()
        right_start = self.at
        right = self.compared(self.comparable(), right_start, self.at)
        self.reject_chain()
        return Compare(op, left, right)

    def reject_chain(self) -> None:
        before = self.at
        self.skip()
        start = self.at
        if self.operator() is not None:
            raise WrongError("comparisons cannot be chained", start, "join two with `&&`")
        self.at = before

    def operator(self) -> _Operator | None:
        for wrong, right in (("===", "=="), ("!==", "!=")):
            if self.starts(wrong):
                if self.goessner:
                    self.at += len(wrong)
                    return "==" if right == "==" else "!="
                raise WrongError(f"there is no operator `{wrong}`", self.at, f"write `{right}`")
        return next((op for op in _OPERATORS if self.take(op)), None)

    def group(self) -> Test:
        start = self.at
        self.at += 1
        self.enter(start)
        self.skip()
        inner = self.logical()
        self.skip()
        if not self.take(")"):
            if not self.char:
                raise WrongError("a parenthesis is not closed", start)
            self.reject_rest()
        self.depth -= 1
        return inner

    def alone(self, item: Comparable, start: int) -> Test:
        """A test that is no comparison: a query exists, or a function holds."""
        if isinstance(item, Query):
            return Exists(item)
        if isinstance(item, Call) and is_logical(item):
            return Holds(item)
        what = f"`{item.name}`" if isinstance(item, Call) else "a value"
        raise WrongError(f"{what} has to be compared with something", start, None, self.at)

    def compared(self, item: Comparable, start: int, end: int) -> Comparable:
        """One side of a comparison."""
        if isinstance(item, Call) and is_logical(item):
            raise WrongError(
                f"`{item.name}` is true or false and cannot be compared", start, None, end
            )
        if not isinstance(item, Query):
            return item
        sized = self.size(item)
        if sized is not None:
            name = "length" if sized.dialect else "count"
            self.rewritten += [(start, start, f"{name}("), (end - len(".length"), end, ")")]
            return sized
        if not item.singular:
            raise WrongError(
                "a query that can give several nodes cannot be compared",
                start,
                "write `count(...)` or `value(...)` around it",
                end,
            )
        return item

    def size(self, query: Query) -> Call | None:
        """`path.length` of a dialect: the size of the value, or the number of the nodes."""
        if not (self.bare or self.goessner) or not query.segments:
            return None
        last = query.segments[-1]
        if last.descendant or last.selectors != (Name("length"),):
            return None
        of = Query(query.segments[:-1], query.relative)
        return Call("length" if of.singular else "count", (of,), dialect=of.singular)

    def comparable(self) -> Comparable:
        """A literal, an embedded expression, a query or a function."""
        start = self.at
        char = self.char
        if char in ("'", '"') and char:
            text = self.string_or_bound()
            return LiteralValue(text) if isinstance(text, str) else text
        if char == "{" or UNBRACED.match(self.text, start) or STATUS.match(self.text, start):
            return self.runtime_expression(start)
        if char in ("@", "$") and char:
            if char == "@" and not self.filters:
                self.rewritten.append((start, start + 1, "$"))
            self.at += 1
            return Query(self.segments(), relative=char == "@")
        constant = self.match(_CONSTANT)
        if constant is not None:
            return LiteralValue(_CONSTANTS[constant])
        number = self.number()
        if number is not None:
            return LiteralValue(number)
        name = self.function()
        if name is not None:
            return self.call(name, start)
        word = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").match(self.text, start)
        if word:
            raise WrongError(
                f"`{word[0]}` is not a value", start, f"write `'{word[0]}'`", word.end()
            )
        raise WrongError(
            "a value is missing" if not char else f"{char!r} cannot stand here",
            start,
            "write `@.name`, `$.name`, a literal or a function",
        )

    def call(self, name: str, start: int) -> Call:
        known = check_name(name, start)
        self.enter(start)
        self.at += 1
        args: list[tuple[Comparable, int, int]] = []
        self.skip()
        while not self.take(")"):
            first = self.at
            arg = self.comparable()
            args.append((arg, first, self.at))
            self.skip()
            if self.take(","):
                self.skip()
                if self.char == ")":
                    raise WrongError("an argument is missing", self.at)
            elif self.char != ")":
                raise WrongError("a call is not closed", self.at, "write `,` or `)`")
        self.depth -= 1
        call = check_call(known, args, start, self.at)
        if is_logical(call):
            self.note_pattern(call, *args[1][1:])
        return call

    def note_pattern(self, call: Call, start: int, end: int) -> None:
        """Say so where a pattern is none, so that it matches nothing (section 2.4.6), or is slow
        on some strings."""
        pattern = call.args[1]
        from arazzo_gen.expressions.backtracking.cost import slow_dialect, unanalysable_dialect

        if not isinstance(pattern, LiteralValue):
            reason = "it is a value that is known only when the module runs"
            self.dialects.append(unanalysable_dialect(reason, start, end))
            return
        text = pattern.value
        if not isinstance(text, str):
            return
        length, text = len(text), without_unicode(text)
        if translate(text) is None:
            message = "a pattern that matches nothing: it is not one of RFC 9485"
            self.dialects.append(Dialect(message, None, start, end))
            return
        if end - start == length + 2:  # nothing in it is escaped
            start, end = start + 1, end - 1
        slow = slow_dialect(text, start, end, "", translate, whole=call.name == "match")
        if slow is not None:
            self.dialects.append(slow)
