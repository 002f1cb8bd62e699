"""Source files and spans, which are ranges of lines and columns in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.source.scalar_places import scalar_places

# What ends a line in YAML 1.2 and in editors; `str.splitlines` splits at many more.
LINE_BREAK = pattern(r"\r\n|\r|\n")


class SourceFile:
    """One file that was read.

    Attributes:
        name: The path as diagnostics show it (relative to the working directory, if the file is
            in there), or the URL.
        path: The path with its links resolved; None for a document from the network.
        text: Its content, decoded as UTF-8.
        uri: The URI that relative references inside it are resolved against.
        sha: The hash of its content; "" where nobody has asked for it.
    """

    __slots__ = ("_lines", "name", "path", "sha", "text", "uri")

    def __init__(self, name: str, path: Path | None, text: str, uri: str, sha: str = "") -> None:
        self.name = name
        self.path = path
        self.text = text
        self.uri = uri
        self.sha = sha
        self._lines: list[str] = []

    def __repr__(self) -> str:
        return f"SourceFile({self.name!r})"

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line break; "" past the end."""
        if not self._lines:
            self._lines.extend(LINE_BREAK.split(self.text))
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""


class LaterFile(SourceFile):
    """A file whose text is read when somebody needs it.

    Args:
        name: As for `SourceFile`.
        path: As for `SourceFile`.
        uri: As for `SourceFile`.
        sha: As for `SourceFile`.
        read: Gives the text of the file.
    """

    __slots__ = ("_read",)

    def __init__(
        self, name: str, path: Path | None, uri: str, sha: str, read: Callable[[SourceFile], str]
    ) -> None:
        self.name = name
        self.path = path
        self.uri = uri
        self.sha = sha
        self._lines = []
        self._read = read

    def __getattr__(self, name: str) -> str:
        # Python asks here for slots that are not set; from now on it is.
        if name != "text":
            raise AttributeError(name)
        self.text = self._read(self)
        return self.text


@record
class Span:
    """A range of a file: lines and columns count from 1, the end is exclusive."""

    file: SourceFile
    line: int
    column: int
    end_line: int
    end_column: int

    def inside(self, start: int, end: int) -> Span:
        """The span of a part of a scalar, given by offsets into the scalar's value.

        Where the offsets cannot be mapped to the file, it is the span of the whole scalar.
        """
        places = scalar_places(self._lines(), self.line, self.column)
        if places is None or not 0 <= start <= len(places) or not places:
            return self
        if start == len(places):  # the part is the end of the text
            line, _, column = places[-1]
            return Span(self.file, line, column, line, column)
        line, column, _ = places[start]
        end_line, _, end_column = places[max(start, min(end, len(places)) - 1)]
        return Span(self.file, line, column, end_line, end_column)

    def _lines(self) -> list[str]:
        """The lines of the span, the first and the last cut to it."""
        lines = [self.file.line(at) for at in range(self.line, self.end_line + 1)]
        lines[-1] = lines[-1][: self.end_column - 1]
        lines[0] = lines[0][self.column - 1 :]
        return lines if len(lines) == 1 or lines[-1] else lines[:-1]
