"""The part of the parser that reads segments and selectors (RFC 9535, sections 2.3 and 2.5)."""

from __future__ import annotations

from typing import Final

from arazzo_gen.expressions.jsonpath.ast import (
    Bound,
    EmbeddedIndex,
    EmbeddedName,
    Filter,
    Index,
    Name,
    Query,
    Segment,
    Selector,
    Slice,
    Test,
    Wildcard,
)
from arazzo_gen.expressions.jsonpath.embedded import EmbeddedParser
from arazzo_gen.expressions.jsonpath.foreign import foreign_operator
from arazzo_gen.expressions.jsonpath.scanner import WrongError
from arazzo_gen.lazy import pattern

_LAST: Final = pattern(r"\(\s*@\.length\s*-\s*([1-9][0-9]{0,8})\s*\)")
_DIGITS: Final = pattern(r"[0-9]+")
_BARE_NAME: Final = pattern(r"[A-Za-z_][A-Za-z0-9_-]*(?=\s*[,\]])")
_MAX_DEPTH: Final = 48
# Python nests at most 20 loops; a query with half as many is a mistake already.
_MAX_LOOPS: Final = 10


class SegmentParser(EmbeddedParser):
    """Reads queries; the tests of filters are read by `FilterParser`.

    Attributes:
        filters: How many filters there are around the place that is read.
        rewritten: The stretches of a bare filter that RFC 9535 has otherwise, in their order, each
            with what it has.

    Args:
        text: The query.
        goessner: Whether `draft-goessner-dispatch-jsonpath-00` is accepted too.
        bare: Whether the text is a bare filter.
    """

    def __init__(self, text: str, *, goessner: bool = False, bare: bool = False) -> None:
        super().__init__(text)
        self.goessner = goessner
        self.bare = bare
        self.depth = 0
        self.loops = 0
        self.filters = 0
        self.rewritten: list[tuple[int, int, str]] = []

    def logical(self) -> Test:
        """A filter's test."""
        raise NotImplementedError

    def enter(self, start: int) -> None:
        """Go one level deeper; `WrongError` where that is too deep."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise WrongError(f"a query is nested more than {_MAX_DEPTH} levels deep", start)

    def reject_rest(self) -> None:
        """Say what is wrong with what follows a complete query."""
        start = self.at
        self.skip()
        if self.at == len(self.text):
            raise WrongError("a query ends without blanks", start)
        self.reject_foreign()
        raise WrongError(f"{self.char!r} cannot stand here", self.at)

    def reject_foreign(self) -> None:
        """Say so where an operator of another language stands."""
        foreign = foreign_operator(self.text, self.at)
        if foreign:
            word, instead = foreign
            message = f"there is no operator `{word}`"
            raise WrongError(message, self.at, instead, self.at + len(word))

    def root_query(self) -> Query:
        """A whole query, from "$"."""
        if not self.take("$"):
            raise WrongError("a query starts with `$`", self.at, "write `$.name`")
        return Query(self.segments())

    def segments(self) -> tuple[Segment, ...]:
        """Segments as long as there are any."""
        found: list[Segment] = []
        around = self.loops
        while True:
            before = self.at
            self.skip()
            segment = self.segment()
            if segment is None:
                self.at = before
                self.loops = around
                return tuple(found)
            found.append(segment)
            self.loop(segment.descendant + (not Query((Segment(segment.selectors),)).singular))

    def loop(self, more: int) -> None:
        """Count the loops around this place; `WrongError` where they are too many."""
        self.loops += more
        if self.loops > _MAX_LOOPS:
            raise WrongError(
                f"more than {_MAX_LOOPS} segments of a query give several nodes", self.at
            )

    def segment(self) -> Segment | None:
        if self.take(".."):
            if self.char == "[":
                return Segment(self.bracket(), descendant=True)
            return Segment((self.after_dot(),), descendant=True)
        if self.take("."):
            return Segment((self.after_dot(),))
        if self.char == "[":
            return Segment(self.bracket())
        return None

    def after_dot(self) -> Selector:
        if self.take("*"):
            return Wildcard()
        start = self.at
        if self.char == "{":
            return EmbeddedName(self.runtime_expression(start).index)
        name = self.name()
        if name is not None:
            return Name(name)
        if self.goessner:
            digits = self.match(_DIGITS)
            if digits is not None:
                return Index(int(digits)) if len(digits) < 10 else Name(digits)
        raise WrongError("a name is missing after `.`", start, "write `['name']` for any name")

    def bracket(self) -> tuple[Selector, ...]:
        start = self.at
        self.at += 1
        selectors: list[Selector] = []
        while True:
            self.skip()
            selectors.append(self.selector())
            self.skip()
            if self.take("]"):
                return tuple(selectors)
            if not self.take(","):
                if not self.char:
                    raise WrongError("a bracket is not closed", start)
                self.reject_foreign()
                raise WrongError(f"{self.char!r} cannot stand here", self.at, "write `,` or `]`")

    def selector(self) -> Selector:
        start = self.at
        if self.char in ("'", '"') and self.char:
            found = self.string_or_bound()
            return EmbeddedName(found.index) if isinstance(found, Bound) else Name(found)
        if self.take("*"):
            return Wildcard()
        if self.take("?"):
            self.skip()
            self.enter(start)
            self.loop(1)
            self.filters += 1
            test = self.logical()
            self.filters -= 1
            self.loop(-1)
            self.depth -= 1
            return Filter(test)
        if self.char == "{":
            return self.embedded_index(start)
        if self.char == "(":
            return self.script()
        return self.index_or_slice()

    def embedded_index(self, start: int) -> Selector:
        """`[{$inputs.i}]`: an index that is known at run time."""
        found = self.runtime_expression(start)
        self.skip()
        if self.char == ":":
            message = "an expression cannot stand in a slice"
            raise WrongError(message, start, "write the numbers of the slice", self.at)
        return EmbeddedIndex(found.index)

    def script(self) -> Selector:
        """`[(@.length-1)]` of the draft: an index from the end."""
        start = self.at
        match = _LAST.match(self.text, start)
        if match is None or not self.goessner:
            raise WrongError(
                "script expressions are not supported", start, "write `[-1]` for the last"
            )
        self.at = match.end()
        return Index(-int(match[1]))

    def index_or_slice(self) -> Selector:
        start = self.at
        first = self.integer()
        after = self.at
        self.skip()
        if not self.take(":"):
            self.at = after
            if first is not None:
                return Index(first)
            name = self.match(_BARE_NAME) if self.goessner else None
            if name is not None:
                return Name(name)
            raise WrongError(
                "a selector is missing", start, "write `'name'`, `0`, `*` or `?@.name`"
            )
        self.skip()
        end = self.integer()
        before = self.at
        self.skip()
        if not self.take(":"):
            self.at = before
            return Slice(first, end, None)
        self.skip()
        before = self.at
        step = self.integer()
        if step is None:
            self.at = before
        return Slice(first, end, step)
