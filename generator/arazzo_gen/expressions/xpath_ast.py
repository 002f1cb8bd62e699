"""The syntax tree of the XPath that is compiled to `xml.etree`; other XPath stays text."""

from __future__ import annotations

from typing import Literal, TypeAlias

from arazzo_gen.record import record


@record
class Text:
    """A string literal; an int in `parts` is the index of an embedded expression."""

    parts: tuple[str | int, ...]

    @property
    def constant(self) -> str | None:
        """The text, if nothing is embedded in it."""
        return "".join(str(part) for part in self.parts) if not self.bound else None

    @property
    def bound(self) -> bool:
        """Whether expressions are embedded in it."""
        return any(isinstance(part, int) for part in self.parts)


@record
class Number:
    """A number literal."""

    value: float


@record
class Bound:
    """An embedded expression that stands as a value, by index."""

    index: int


@record
class Step:
    """A step to elements, whose `tag` is written as `xml.etree` does.

    It is a name without a namespace, "{uri}name", "{*}name" (any namespace), "*" or "{uri}*".

    `position` counts from 1, -1 is the last, 0 is none; it counts before `tests`.
    """

    tag: str
    descendant: bool = False
    position: int = 0
    tests: tuple[XPath, ...] = ()


@record
class Path:
    """A location path. `absolute`: from the document, else from the context element.

    `end` says what it gives: the elements, their text nodes, or an attribute of them.
    """

    absolute: bool
    steps: tuple[Step, ...]
    end: Literal["elements", "texts"] | Attribute = "elements"


@record
class Attribute:
    """`@name` at the end of a path; with a namespace the name is "{uri}name"."""

    name: str


@record
class Call:
    """A function: count, boolean, not, true, false, exists, empty, or one of text."""

    name: str
    args: tuple[XPath, ...]


@record
class Compare:
    """`left op right`, as XPath writes the operator."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: XPath
    right: XPath


@record
class And:
    """All of them."""

    items: tuple[XPath, ...]


@record
class Or:
    """One of them."""

    items: tuple[XPath, ...]


XPath: TypeAlias = Text | Number | Bound | Path | Call | Compare | And | Or
