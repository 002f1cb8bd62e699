"""Findings as plain data, and back: lists and texts that JSON can hold.

A span names its file by a number. Both sides have the same list of files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from arazzo_gen.diagnostics.model import Diagnostic, Edit, Event, Note, Severity, Sought, Subject
from arazzo_gen.source.span import SourceFile, Span


class Packer:
    """Makes plain data.

    Attributes:
        files: The files that were named, in order.
    """

    def __init__(self) -> None:
        self.files: list[SourceFile] = []
        self._numbers: dict[int, int] = {}

    def file(self, file: SourceFile) -> int:
        """The number of a file."""
        if id(file) not in self._numbers:
            self._numbers[id(file)] = len(self.files)
            self.files.append(file)
        return self._numbers[id(file)]

    def span(self, span: Span) -> list[int]:
        """A span."""
        number = self.file(span.file)
        return [number, span.line, span.column, span.end_line, span.end_column]

    def event(self, event: Event) -> list[Any]:
        """What was done to a report."""
        first, second = event
        if isinstance(first, str):
            assert isinstance(second, Span)
            return [first, self.span(second)]
        subject = list(second) if isinstance(second, tuple) else None
        return [self.finding(first), subject]

    def finding(self, found: Diagnostic) -> list[Any]:
        """A finding."""
        sought = found.sought
        return [
            found.code,
            found.severity.value,
            found.message,
            self._maybe(found.span),
            [[note.message, self._maybe(note.span)] for note in found.notes],
            found.help,
            list(found.lines),
            [[self.span(one.span), one.old, one.new, one.is_safe] for one in found.edits],
            None if sought is None else _packed_sought(sought),
        ]

    def _maybe(self, span: Span | None) -> list[int] | None:
        return None if span is None else self.span(span)


def _packed_sought(sought: Sought) -> list[Any]:
    near = None if sought.near is None else str(sought.near)
    return [sought.kind, sought.word, sought.name, [str(one) for one in sought.places], near]


class Unpacker:
    """Makes findings of plain data; wrong data raises ValueError, TypeError or LookupError.

    Args:
        files: The files by their numbers.
        roots: The folders that may be read: what is looked for is looked for there.
    """

    def __init__(self, files: Sequence[SourceFile], roots: tuple[Path, ...]) -> None:
        self._files = files
        self._roots = roots

    def span(self, data: Any) -> Span:
        """A span."""
        number, *place = data
        line, column, end_line, end_column = map(_number, place)
        return Span(self._files[_number(number)], line, column, end_line, end_column)

    def event(self, data: Any) -> Event:
        """What was done to a report."""
        first, second = data
        if isinstance(first, str):
            return first, self.span(second)
        subject: Subject | None = None if second is None else tuple(map(_text, second))
        return self.finding(first), subject

    def finding(self, data: Any) -> Diagnostic:
        """A finding."""
        code, severity, message, span, notes, advice, lines, edits, sought = data
        return Diagnostic(
            _text(code),
            Severity(severity),
            _text(message),
            _maybe(span, self.span),
            tuple(Note(_text(text), _maybe(place, self.span)) for text, place in notes),
            _maybe(advice, _text),
            tuple(map(_text, lines)),
            tuple(
                Edit(self.span(place), _text(old), _text(new), bool(is_safe))
                for place, old, new, is_safe in edits
            ),
            _maybe(sought, self._sought),
        )

    def _sought(self, data: Any) -> Sought:
        kind, word, name, places, near = data
        if kind not in ("source", "operation", "file"):
            raise ValueError(kind)
        there = tuple(Path(_text(one)) for one in places)
        return Sought(kind, _text(word), _text(name), there, self._roots, _maybe(near, Path))


def _maybe(data: Any, make: Callable[[Any], Any]) -> Any:
    return None if data is None else make(data)


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(data)
    return data


def _number(data: Any) -> int:
    if type(data) is not int or data < 0:
        raise TypeError(data)
    return data
