"""Writes the tests of JSONPath filters as Python conditions (RFC 9535, section 2.3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from arazzo_gen.expressions.jsonpath import iregexp
from arazzo_gen.expressions.jsonpath.ast import (
    And,
    Bound,
    Call,
    Comparable,
    Compare,
    Exists,
    Holds,
    LiteralValue,
    Not,
    Or,
    Query,
    Test,
)
from arazzo_gen.ir import FLIPPED
from arazzo_gen.python.text.literal import literal, string

_ORDER = {"<": ("_json_less", False), ">": ("_json_less", True),
          "<=": ("_json_at_most", False), ">=": ("_json_at_most", True)}  # fmt: skip


class TestWriter:
    """Writes tests; the queries in them are written by `Writer`."""

    __test__ = False

    def __init__(self, bound: Sequence[str]) -> None:
        self.bound = bound

    def node(self, query: Query, current: str) -> str:
        """The expression for the node of a singular query, `_NOTHING` where it is not there."""
        raise NotImplementedError

    def nodes(self, query: Query, current: str) -> str:
        """The inside of a comprehension that gives a query's nodes, or of a tuple of the one."""
        raise NotImplementedError

    def exists(self, query: Query, current: str) -> str:
        """The expression for whether a query that is not singular has nodes."""
        raise NotImplementedError

    def count(self, query: Query, current: str) -> str:
        """The expression for the number of a query's nodes."""
        raise NotImplementedError

    def operand(self, test: Test, current: str) -> str:
        """The condition, ready to stand beside `and`."""
        return self._inside(test, current, (Or,))

    def test(self, test: Test, current: str) -> str:
        """The condition; `current` is the local for "@"."""
        match test:
            case And(items):
                return " and ".join(self.operand(item, current) for item in items)
            case Or(items):
                return " or ".join(self._inside(item, current, ()) for item in items)
            case Not(Exists(query)) if query.singular:
                return f"{self.node(query, current)} is _NOTHING"
            case Not(item):
                return f"not {self._inside(item, current, (And, Or, Compare))}"
            case Exists(query):
                return self._exists(query, current)
            case Holds(call):
                return self._matches(call, current)
            case Compare():
                some = _of_some(test)
                return self._compare(test, current) if some is None else self.test(some, current)
            case _:
                assert_never(test)

    def _inside(self, item: Test, current: str, looser: tuple[type, ...]) -> str:
        text = self.test(item, current)
        return f"({text})" if isinstance(item, looser) else text

    def _exists(self, query: Query, current: str) -> str:
        if not query.segments:
            return "True"
        if query.singular:
            return f"{self.node(query, current)} is not _NOTHING"
        return self.exists(query, current)

    def _matches(self, call: Call, current: str) -> str:
        value, pattern = call.args
        helper = "_full_match" if call.name == "match" else "_search"
        return f"{helper}({self._pattern(pattern, current)}, {self.value(value, current)})"

    def _pattern(self, pattern: Comparable, current: str) -> str:
        if not isinstance(pattern, LiteralValue):
            return f"_i_regexp({self.value(pattern, current)})"
        if not isinstance(pattern.value, str):
            return string("(?!)")
        if iregexp.needs_unicode(pattern.value):
            return f"_i_regexp({string(pattern.value)})"
        translated = iregexp.translate(pattern.value)
        return string("(?!)" if translated is None else translated)

    def _compare(self, test: Compare, current: str) -> str:
        left, right, op = test.left, test.right, test.op
        if op not in ("==", "!="):
            if _counts(left) and _counts(right):
                return f"{self.value(left, current)} {op} {self.value(right, current)}"
            helper, swap = _ORDER[op]
            first, second = (right, left) if swap else (left, right)
            return f"{helper}({self.value(first, current)}, {self.value(second, current)})"
        if isinstance(left, LiteralValue):
            left, right = right, left
        plain = self._plain(left, right)
        if plain is not None:
            operator = plain if op == "==" else {"==": "!=", "is": "is not"}[plain]
            return f"{self.value(left, current)} {operator} {self.value(right, current)}"
        text = f"_json_equal({self.value(left, current)}, {self.value(right, current)})"
        return text if op == "==" else f"not {text}"

    def _plain(self, left: Comparable, right: Comparable) -> str | None:
        """The operator of Python that means the same here as JSON's equality, if one does."""
        if isinstance(left, LiteralValue):
            return None
        if isinstance(right, LiteralValue):
            if isinstance(right.value, str):
                return "=="
            if right.value is None or isinstance(right.value, bool):
                return "is"
        sized = isinstance(left, Call) and left.name in ("length", "count") and not left.dialect
        return "==" if sized and _counts(right) else None

    def value(self, item: Comparable, current: str) -> str:
        """The expression for one side of a comparison or one argument."""
        match item:
            case LiteralValue(value):
                return literal(value)
            case Bound(index):
                return self.bound[index]
            case Query():
                return self.node(item, current)
            case Call():
                return self._call(item, current)
            case _:
                assert_never(item)

    def _call(self, call: Call, current: str) -> str:
        arg = call.args[0]
        if call.name == "length":
            return f"{'_size' if call.dialect else '_json_length'}({self.value(arg, current)})"
        if not isinstance(arg, Query):
            raise TypeError(f"{call.name} takes a query")
        if call.name == "count":
            return self.count(arg, current)
        return f"_only([{self.nodes(arg, current)}])"


def _counts(item: Comparable) -> bool:
    """Whether a value is surely a number and no truth value."""
    if isinstance(item, Call):
        return item.name == "count"
    number = isinstance(item, LiteralValue) and isinstance(item.value, int | float)
    return number and not isinstance(item.value, bool) if isinstance(item, LiteralValue) else False


def _of_some(test: Compare) -> Exists | Not | None:
    """A comparison of the number of nodes that only asks whether there are any, as that."""
    left, right, op = test.left, test.right, test.op
    if isinstance(left, LiteralValue):
        left, right, op = right, left, FLIPPED[op]
    if not isinstance(left, Call) or left.name != "count" or not isinstance(right, LiteralValue):
        return None
    query, number = left.args[0], right.value
    if not isinstance(query, Query) or isinstance(number, bool):
        return None
    if (op, number) in (("==", 0), ("<=", 0), ("<", 1)):
        return Not(Exists(query))
    return Exists(query) if (op, number) in (("!=", 0), (">", 0), (">=", 1)) else None
