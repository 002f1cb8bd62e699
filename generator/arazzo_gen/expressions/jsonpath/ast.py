"""The syntax tree of a JSONPath query (RFC 9535, section 2)."""

from __future__ import annotations

from typing import Literal, TypeAlias

from arazzo_gen.record import record
from arazzo_gen.text.keys import key_of


@record
class Name:
    """`.name` or `['name']`."""

    name: str


@record
class Wildcard:
    """`*`."""


@record
class Index:
    """`[3]`, `[-1]`."""

    index: int


@record
class Slice:
    """`[start:end:step]`."""

    start: int | None
    end: int | None
    step: int | None


@record
class Filter:
    """`[?test]`."""

    test: Test


@record
class EmbeddedName:
    """`['{$inputs.key}']`: the name is the text of an embedded expression, by its `bound` index."""

    bound: int


@record
class EmbeddedIndex:
    """`[{$inputs.i}]`: the index is an embedded expression that gives a whole number or its text;
    with any other value the selector has no node."""

    bound: int


Selector: TypeAlias = Name | Wildcard | Index | Slice | Filter | EmbeddedName | EmbeddedIndex
ChildSelector: TypeAlias = Name | Index | EmbeddedName | EmbeddedIndex
"""The selectors that give one node at the most."""


@record
class Segment:
    """One bracket or dot step; `descendant` for `..`."""

    selectors: tuple[Selector, ...]
    descendant: bool = False


@record
class Query:
    """A query from the root (`$`) or, `relative`, from the current node (`@`)."""

    segments: tuple[Segment, ...]
    relative: bool = False

    @property
    def singular(self) -> bool:
        """Whether it can give one node at the most (names and indexes alone)."""
        return all(
            not s.descendant
            and len(s.selectors) == 1
            and isinstance(s.selectors[0], (Name, Index, EmbeddedName, EmbeddedIndex))
            for s in self.segments
        )

    @property
    def path(self) -> tuple[str | int, ...] | None:
        """The names and indexes of a query that has nothing else; None for any other."""
        if not self.singular:
            return None
        path: list[str | int] = []
        for segment in self.segments:
            only = segment.selectors[0]
            if isinstance(only, Name):
                path.append(only.name)
            elif isinstance(only, Index) and only.index >= 0:
                path.append(only.index)
            else:
                return None
        return tuple(path)


@record
class LiteralValue:
    """A literal of a comparison; 1, 1.0 and true are three."""

    value: bool | int | float | str | None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LiteralValue) and key_of(self.value) == key_of(other.value)

    def __hash__(self) -> int:
        return hash(key_of(self.value))


@record
class Bound:
    """A runtime expression embedded in the query (Arazzo, "Runtime Expressions in Conditions"),
    kept as an operand: `index` counts the bindings of the query in order of appearance."""

    index: int


@record
class Call:
    """A function of section 2.4, its arguments checked for type.

    `dialect`: a `length` that was written `path.length`, as JavaScript has it; of an object that
    has a property of that name it is the property.
    """

    name: Literal["length", "count", "match", "search", "value"]
    args: tuple[Comparable, ...]
    dialect: bool = False


Comparable: TypeAlias = LiteralValue | Bound | Query | Call


@record
class Compare:
    """`left op right`."""

    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Comparable
    right: Comparable


@record
class Exists:
    """A query that stands alone: true when it gives a node."""

    query: Query


@record
class Holds:
    """A function of LogicalType that stands alone (match, search)."""

    call: Call


@record
class And:
    """`&&`."""

    items: tuple[Test, ...]


@record
class Or:
    """`||`."""

    items: tuple[Test, ...]


@record
class Not:
    """`!`."""

    item: Test


Test: TypeAlias = Compare | Exists | Holds | And | Or | Not
