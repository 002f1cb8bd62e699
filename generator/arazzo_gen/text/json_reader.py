"""JSON (RFC 8259) with positions."""

from __future__ import annotations

import json
import re

from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.lazy import pattern
from arazzo_gen.source.limits import MAX_DEPTH, TOO_DEEP_HELP, collector_paused
from arazzo_gen.source.lines import LineTable
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text.node import Node, Scalar
from arazzo_gen.text.scalars import UnrepresentableError, integer, real

_SPACE = pattern(r"[ \t\r\n]*")
_STRING = pattern(r'"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"')
_PLAIN_KEY = pattern(r'"([^"\\\x00-\x1f]*)"[ \t\r\n]*:[ \t\r\n]*')
_FOLLOWING = pattern(r"[ \t\r\n]*([,\]}])[ \t\r\n]*")
_NUMBER = pattern(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = pattern(r"[-+.\w]+")
_SURROGATE = pattern(r"[\ud800-\udfff]")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}


def read_json(file: SourceFile, report: Report) -> Node | None:
    """Read a file that holds one JSON value.

    Args:
        file: What to read.
        report: Takes what is wrong.

    Returns:
        The root of the tree; None when there is none.
    """
    with collector_paused():
        try:
            return _Parser(file, report).read()
        except _SyntaxError as error:
            report.add(error.code, error.span, error.message, help=error.advice)
            return None


class _SyntaxError(Exception):
    def __init__(self, code: str, span: Span, message: str, advice: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.span = span
        self.message = message
        self.advice = advice


class _Parser:
    """Reads one value without recursion: `_open` holds the lists and maps being read."""

    def __init__(self, file: SourceFile, report: Report) -> None:
        self._file = file
        self._text = file.text
        self._report = report
        self._table = LineTable(file.text)
        self._at = 0
        self._open: list[tuple[Node, str | None]] = []

    def read(self) -> Node:
        """Read the whole text."""
        self._skip_space()
        if self._at == len(self._text):
            raise _SyntaxError("AZ002", Span(self._file, 1, 1, 1, 1), "the file is empty")
        node: Node | None = self._value()
        while True:
            if node is None:
                node = self._next_in_open()
            elif not self._open:
                break
            else:
                node = self._attach(node)
        self._skip_space()
        if self._at < len(self._text):
            raise self._error("there is more after the end of the JSON value", "leave it out")
        return node

    # --- Values -------------------------------------------------------------------

    def _value(self) -> Node | None:
        """Read a scalar or an empty collection; None when a collection was opened."""
        text, at = self._text, self._at
        first = text[at : at + 1]
        if first == '"':
            return self._string()
        if first == "{" or first == "[":
            return self._start(first)
        if first == "-" or first.isdecimal():
            return self._number()
        word = _WORD.match(text, at)
        if word is not None and word[0] in _WORDS:
            self._at = word.end()
            return self._node(_WORDS[word[0]], at)
        raise self._unexpected("a value", word[0] if word else first)

    def _start(self, bracket: str) -> Node | None:
        start = self._at
        if len(self._open) >= MAX_DEPTH:
            message = f"the document is nested more than {MAX_DEPTH} levels deep"
            span = self._span(start, start + 1)
            raise _SyntaxError("AZ006", span, message, TOO_DEEP_HELP)
        self._at += 1
        self._skip_space()
        closing = "}" if bracket == "{" else "]"
        is_empty = self._text[self._at : self._at + 1] == closing
        self._at += is_empty
        node = self._node({} if bracket == "{" else [], start)
        if bracket == "{":
            node.keys = {}
        if is_empty:
            node.end_line, node.end_column = self._table.place(self._at)
            return node
        self._open.append((node, None))
        return None

    def _next_in_open(self) -> Node | None:
        """Read the first value of the collection that was just opened."""
        node, _ = self._open.pop()
        key = self._key(node) if node.keys is not None else None
        self._open.append((node, key))
        return self._value()

    def _attach(self, child: Node) -> Node | None:
        """Put a value into the collection around it, then read what follows.

        Returns:
            The next value, or the collection itself when it ends; None when another one
            was opened.
        """
        node, key = self._open[-1]
        if isinstance(node.value, list):
            node.value.append(child)
        elif isinstance(node.value, dict) and key is not None:
            node.value[key] = child
        closing = "]" if node.keys is None else "}"
        match = _FOLLOWING.match(self._text, self._at)
        mark = match[1] if match is not None else ""
        if match is not None and mark == closing:
            self._at = match.end(1)
            self._open.pop()
            node.end_line, node.end_column = self._table.place(self._at)
            return node
        if match is None or mark != ",":
            self._skip_space()
            raise self._unexpected(f"`,` or `{closing}`", self._text[self._at : self._at + 1])
        comma = match.start(1)
        self._at = match.end()
        if self._text[self._at : self._at + 1] == closing:
            span = self._span(comma, comma + 1)
            message = f"not valid JSON: there is a comma before the closing `{closing}`"
            raise _SyntaxError("AZ002", span, message, "leave the comma out")
        if node.keys is not None:
            self._open[-1] = (node, self._key(node))
        return self._value()

    def _key(self, node: Node) -> str | None:
        """Read a key and its colon; None for one that is there twice."""
        keys = node.keys
        assert keys is not None
        match = _PLAIN_KEY.match(self._text, self._at)
        if match is not None:
            start, self._at = self._at, match.end(1) + 1
            key = self._node(match[1], start)
            self._at = match.end()
        else:
            key = self._slow_key()
        name = key.text or ""
        first = keys.setdefault(name, key)
        if first is not key:
            note = Note("it is first here", first.span)
            message = f"the key `{name}` is there twice"
            hint = "rename one of them, or leave one out"
            self._report.add("AZ003", key.span, message, notes=(note,), help=hint)
            return None
        return name

    def _slow_key(self) -> Node:
        """Read a key that holds an escape, or say what is wrong with it."""
        if self._text[self._at : self._at + 1] != '"':
            raise self._unexpected("a key in double quotes", self._text[self._at : self._at + 1])
        key = self._string()
        self._skip_space()
        if self._text[self._at : self._at + 1] != ":":
            raise self._unexpected("`:`", self._text[self._at : self._at + 1])
        self._at += 1
        self._skip_space()
        return key

    # --- Scalars ------------------------------------------------------------------

    def _string(self) -> Node:
        start = self._at
        match = _STRING.match(self._text, start)
        if match is None:
            raise self._bad_string(start)
        raw = match[0]
        self._at = match.end()
        if "\\" not in raw:
            return self._node(raw[1:-1], start)
        try:
            value = json.loads(raw)
        except json.JSONDecodeError as error:
            span = self._span(start + error.pos, start + error.pos + 1)
            message = "not valid JSON: the escape is not one of JSON's"
            raise _SyntaxError("AZ002", span, message, "write a backslash as `\\\\`") from None
        if _SURROGATE.search(value):
            span = self._span(start, self._at)
            raise _SyntaxError("AZ002", span, "the string holds half of a surrogate pair")
        return self._node(value, start)

    def _bad_string(self, start: int) -> _SyntaxError:
        end = re.compile(r'(?:[^"\\\x00-\x1f]|\\.)*').match(self._text, start + 1)
        at = end.end() if end is not None else start + 1
        if self._text[at : at + 1] in ("", "\n", "\r"):
            message, advice = "not valid JSON: the string does not end", 'close it with `"`'
            return _SyntaxError("AZ002", self._span(start, at), message, advice)
        message = "not valid JSON: a control character stands in a string"
        return _SyntaxError("AZ002", self._span(at, at + 1), message, "write it as an escape")

    def _number(self) -> Node:
        start = self._at
        match = _NUMBER.match(self._text, start)
        word = _WORD.match(self._text, start)
        if match is None or word is None or match.end() != word.end():
            raise self._unexpected("a value", word[0] if word else "")
        self._at = match.end()
        try:
            is_integer = match[1] is None and match[2] is None
            value = integer(match[0]) if is_integer else real(match[0])
        except UnrepresentableError as error:
            span = self._span(start, self._at)
            raise _SyntaxError("AZ002", span, str(error), "put it in quotes") from None
        return self._node(value, start)

    # --- Positions ----------------------------------------------------------------

    def _skip_space(self) -> None:
        match = _SPACE.match(self._text, self._at)
        if match is not None:
            self._at = match.end()

    def _node(self, value: Scalar | list[Node] | dict[str, Node], start: int) -> Node:
        line, column = self._table.place(start)
        # No scalar of JSON spans lines.
        return Node(value, self._file, line, column, line, column + self._at - start)

    def _span(self, start: int, end: int) -> Span:
        return Span(self._file, *self._table.place(start), *self._table.place(end))

    def _error(self, message: str, advice: str | None = None) -> _SyntaxError:
        span = self._span(self._at, min(self._at + 1, len(self._text)))
        return _SyntaxError("AZ002", span, f"not valid JSON: {message}", advice)

    def _unexpected(self, wanted: str, found: str) -> _SyntaxError:
        if not found:
            advice = "close the brackets that are open" if self._open else None
            return self._error(f"the file ends where {wanted} is expected", advice)
        span = self._span(self._at, self._at + len(found))
        shown = found if len(found) <= 40 else found[:40] + "..."
        message = f"not valid JSON: {wanted} is expected here, not `{shown}`"
        advice = None
        if found == "'":
            advice = "use double quotes"
        elif found in ("/", "#"):
            advice = "JSON has no comments"
        elif found in ("True", "False", "None"):
            advice = "write `" + {"True": "true", "False": "false", "None": "null"}[found] + "`"
        return _SyntaxError("AZ002", span, message, advice)
