"""Reads the fields of an object by type; reports a field with an error once, and leaves it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypedDict, TypeVar, Unpack

from arazzo_gen.arazzo.as_list import LISTS, list_lines
from arazzo_gen.arazzo.extensions import acting, holds_expressions
from arazzo_gen.arazzo.kinds import Kind
from arazzo_gen.arazzo.library import Library
from arazzo_gen.arazzo.misspelt import renamed, unknown_fields
from arazzo_gen.arazzo.model import Text
from arazzo_gen.arazzo.synonyms import as_field
from arazzo_gen.diagnostics.model import Edit, Note, Report, Severity
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node

T = TypeVar("T")

_MOST = 10**12
"""A larger number of seconds, milliseconds or attempts is a mistake."""

_ARTICLES = {"null": "null", "array": "a list", "object": "a map", "integer": "an integer"}


def spoken(kind: str) -> str:
    """The kind of a node as messages name it, with its article."""
    return _ARTICLES.get(kind, f"a {kind}")


class _More(TypedDict, total=False):
    """What an error or a warning may have besides its message."""

    help: str | None
    notes: Sequence[Note]
    lines: Sequence[str]
    edits: Sequence[Edit]


class Reader:
    """What reading one part of a document needs: its report, its version, its components.

    Attributes:
        report: Gets the findings.
        version: (1, 0) or (1, 1).
        library: The document's components.
        events: Whether a source description may be an AsyncAPI document.
        failed: Whether an error was found.
        lost: Whether an error left something out of the result, which later checks would
            report as absent.
    """

    def __init__(
        self, report: Report, version: tuple[int, int], library: Library, events: bool = True
    ) -> None:
        self.report = report
        self.version = version
        self.library = library
        self.events = events
        self.failed = False
        self.lost = False
        self._doubtful: dict[int, Node] = {}

    def fresh(self) -> Reader:
        """A reader of another part of the same document."""
        return Reader(self.report, self.version, self.library, self.events)

    def error(self, code: str, span: Span, message: str, **more: Unpack[_More]) -> None:
        """Report an error; `more` is what `Report.add` takes."""
        self.failed = True
        self.report.add(code, span, message, severity=Severity.ERROR, **more)

    def warn(self, code: str, span: Span, message: str, **more: Unpack[_More]) -> None:
        """Report a warning."""
        self.report.add(code, span, message, severity=Severity.WARNING, **more)

    def wrong_type(self, node: Node, expected: str, what: str, lines: Sequence[str] = ()) -> None:
        """Report that a value has the wrong type, unless its field may be another one; `lines` say
        how it has to be written."""
        if self.is_doubtful(node):
            return
        message = f"expected {expected} for {what}, found {spoken(node.kind)}"
        hint = "write it as a list:" if lines else _type_help(node, expected)
        self.error("AZ103", node.span, message, help=hint, lines=lines)

    def doubt(self, node: Node) -> None:
        """Say nothing of the type of a value whose field has been reported as misspelt, nor of
        those of its items."""
        self._doubtful.update((id(each), each) for each in (node, *node.items))

    def is_doubtful(self, node: Node) -> bool:
        """Whether nothing is said of the type of a value."""
        return id(node) in self._doubtful

    def later(self, span: Span, what: str) -> None:
        """Warn of a part of 1.1 in a document of 1.0. It is read as in 1.1."""
        if self.version < (1, 1):
            self.warn(
                "AZ109",
                span,
                f"{what} is a part of Arazzo 1.1, but the document says 1.0",
                help="write `arazzo: 1.1.0` at the top",
            )

    def each(self, nodes: Iterable[Node], read: Callable[[Node], T | None]) -> tuple[T, ...]:
        """Read nodes with `read`; leave out those for which it gives None."""
        results: list[T] = []
        for node in nodes:
            result = read(node)
            if result is None:
                self.lost = True
            else:
                results.append(result)
        return tuple(results)


def fields_of(node: Node, kind: Kind, reader: Reader) -> Fields | None:
    """The fields of an object; None, reported, where the node is not a map."""
    if node.kind != "object":
        reader.wrong_type(node, "a map", kind.noun)
        return None
    return Fields(node, kind, reader)


class Fields:
    """The fields of one object.

    Each method reads one field. It gives None where the field is absent, or has an error, which
    it reports.
    """

    def __init__(self, node: Node, kind: Kind, reader: Reader) -> None:
        self.node = node
        self.kind = kind
        self.reader = reader
        self.misspelt: dict[str, str] = {}

    @property
    def span(self) -> Span:
        """Where the object stands."""
        return self.node.span

    def has(self, key: str) -> bool:
        """Whether the field is there."""
        return key in self.node.entries

    def get(self, key: str) -> Node | None:
        """The field as it is written."""
        return self.node.get(key)

    def key_span(self, key: str) -> Span:
        """Where the field's name stands."""
        return self.node.key_span(key)

    def missing(self, *keys: str, hint: str | None = None) -> None:
        """Report that required fields are absent."""
        *others, last = (f"`{key}`" for key in keys)
        named = f"{', '.join(others)} and {last}" if others else last
        message = f"{self.kind.noun} needs {named}"
        self.reader.error("AZ102", self.span, message, help=hint or f"add {named}")

    def check_names(self, ignored: Iterable[str] = ()) -> None:
        """Report the fields that the object does not have in the document's version.

        From here on, a misspelt field is read as the one that is probably meant. It is an error
        where the client would do something else without it.
        """
        for key in self.kind.later:
            if self.has(key):
                self.reader.later(self.key_span(key), f"`{key}`")
        unknown = unknown_fields(self.node, self.kind, tuple(ignored))
        for key, near in unknown.items():
            self._unknown(key, near, {*unknown.values()})
        for key, value in self.node.entries.items():
            if key.startswith("x-"):
                self._extension(key, value)
        self.misspelt = {near: key for key, near in unknown.items() if near is not None}
        if self.misspelt:
            self.node = renamed(self.node, {key: near for near, key in self.misspelt.items()})

    def _extension(self, key: str, value: Node) -> None:
        """Warn of an extension that changes what runs in other tools."""
        found = acting(key, value, self.kind, self.node.entries)
        if found is not None:
            undone, instead = found
            message = f"the extension `{key}` is not supported: {undone}"
            self.reader.warn("AZ125", self.key_span(key), message, help=instead)

    def _unknown(self, key: str, near: str | None, meant: Collection[str | None]) -> None:
        span, message = self.key_span(key), f"`{key}` is not a field of {self.kind.title}"
        sends = {"parameters", "requestBody"}
        if (
            near is None
            and self.kind.noun == "a step"
            and not sends & {*self.node.entries, *meant}
            and holds_expressions(self.node.entries[key])
        ):
            message += ", and the step sends nothing else"
            hint = "did you mean `requestBody` or `parameters`?"
            self.reader.error("AZ104", span, message, help=hint)
            return
        if near is None:
            help_ = f"leave it out, or write `x-{key}` if it is an extension"
            self.reader.warn("AZ104", span, f"{message}; it is ignored", help=help_)
            return
        self.reader.doubt(self.node.entries[key])
        code, tell = "AZ104", self.reader.error
        if near in self.kind.needed:
            code, message = "AZ102", f"{message}, which needs `{near}`"
        if near in self.kind.prose:
            tell = self.reader.warn
        edits = []
        value = self.node.entries[key]
        fits = value.kind == "array" or near not in LISTS
        if fits and as_field(near, value) is value:
            edits.append(Edit(span, key, near, is_safe=False))
        tell(code, span, message, help=f"did you mean `{near}`?", edits=edits)

    def required(self, key: str) -> Node | None:
        """A field of any type that must be there."""
        node = self.get(key)
        if node is None:
            self.missing(key)
        return node

    def text(self, key: str) -> Text | None:
        """A string."""
        node = self.get(key)
        if node is None:
            return None
        if node.text is None:
            self.reader.wrong_type(node, "a string", f"`{key}`")
            return None
        return Text(node.text, node.span)

    def required_text(self, key: str) -> Text | None:
        """A string that must be there."""
        if not self.has(key):
            self.missing(key)
            return None
        return self.text(key)

    def required_name(self, key: str) -> Text | None:
        """A string that must be there and must not be empty."""
        return self._not_empty(key, self.required_text(key))

    def name(self, key: str) -> Text | None:
        """A string that must not be empty."""
        return self._not_empty(key, self.text(key))

    def _not_empty(self, key: str, text: Text | None) -> Text | None:
        if text is not None and not text.value:
            hint = f"give `{key}` a value"
            self.reader.error("AZ107", text.span, f"`{key}` is empty", help=hint)
            return None
        return text

    def prose(self, key: str) -> str | None:
        """A text for people. Anything else is only a warning, as no client depends on it."""
        node = self.get(key)
        if node is None:
            return None
        if node.text is None:
            found = spoken(node.kind)
            self.reader.warn("AZ103", node.span, f"expected a string for `{key}`, found {found}")
        return node.text

    def choice(
        self, key: str, allowed: Sequence[str], *, instead: Mapping[str, str] | None = None
    ) -> Text | None:
        """A string that is one of `allowed`; `instead` has the help for common mistakes."""
        text = self.text(key)
        if text is None or text.value in allowed:
            return text
        self.reader.error(
            "AZ106",
            text.span,
            f"`{text.value}` is not a possible `{key}` of {self.kind.noun}",
            help=(instead or {}).get(text.value) or one_of(allowed, text.value),
            edits=() if text.value in (instead or {}) else respelt(text.span, text.value, allowed),
        )
        return None

    def entries(self, key: str) -> Node | None:
        """A map."""
        node = self.get(key)
        if node is not None and node.kind != "object":
            self.reader.wrong_type(node, "a map", f"`{key}`")
            return None
        return node

    def items(self, key: str) -> list[Node]:
        """The items of a list; none where the field is absent, or no list."""
        node = self.get(key)
        if node is None:
            return []
        if node.kind != "array":
            lines = list_lines(key, self.node)
            self.reader.wrong_type(node, "a list", f"`{key}`", lines)
            self.reader.lost = True
        return node.items

    def some_items(self, key: str) -> list[Node]:
        """The items of a list that may be absent, and must not be empty."""
        node = self.get(key)
        if node is not None and node.kind == "array" and not node.items:
            self.reader.error(
                "AZ107", self.key_span(key), f"`{key}` is empty", help="add an item or leave it out"
            )
        return self.items(key)

    def required_items(self, key: str) -> list[Node]:
        """The items of a list that must be there and not be empty."""
        node = self.get(key)
        if node is None:
            self.missing(key)
        elif node.kind == "array" and not node.items:
            self.reader.error("AZ107", self.key_span(key), f"`{key}` is empty", help="add an item")
        return self.items(key)

    def number(self, key: str, least: int) -> float | None:
        """A number that is not below `least`."""
        node = self.get(key)
        if node is None:
            return None
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.reader.wrong_type(node, "a number", f"`{key}`")
            return None
        if not least <= value <= _MOST:
            limit = f"{least} or more" if value < least else f"at most {_MOST}"
            self.reader.error("AZ117", node.span, f"`{key}` must be {limit}")
            return None
        return value

    def integer(self, key: str, least: int) -> int | None:
        """An integer that is not below `least`."""
        node = self.get(key)
        # JSON Schema counts 2.0 as an integer; so do the tools that wrote these documents.
        whole = node is not None and isinstance(node.value, float) and node.value.is_integer()
        if node is not None and node.kind != "integer" and not whole:
            self.reader.wrong_type(node, "an integer", f"`{key}`")
            return None
        value = self.number(key, least)
        return None if value is None else int(value)


def one_of(allowed: Iterable[str], word: str) -> str:
    """The help for a word that is not one of those allowed."""
    choices = list(allowed)
    near = nearest(word, choices)
    if near is not None:
        return f"did you mean `{near}`?"
    if len(choices) == 1:
        return f"write `{choices[0]}`"
    return "write one of " + ", ".join(f"`{choice}`" for choice in choices)


def _type_help(node: Node, expected: str) -> str | None:
    """The help for a value of the wrong type, where it is clear what to write."""
    if expected == "a string" and node.kind in ("integer", "number", "boolean"):
        return "put it in quotes"
    if expected == "a list" and node.kind in ("object", "string"):
        return "make it a list of one: write `- ` before it"
    if expected in ("a number", "an integer") and re.fullmatch(r"\d+", node.text or ""):
        return "leave the quotes out"
    return None
