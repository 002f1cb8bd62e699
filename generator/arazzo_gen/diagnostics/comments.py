"""Comments in YAML documents that ignore findings: `# arazzo-gen: ignore[AZ701, AZ702]`.

A comment at the end of a line is about that line, and one on a line of its own about the next
line that is not a comment. Where a scalar of several lines begins on that line, it is about all
of them: no comment can stand inside a scalar.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from arazzo_gen.diagnostics.codes import CODES
from arazzo_gen.diagnostics.model import Diagnostic, Severity
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.lazy import pattern
from arazzo_gen.record import fresh, record
from arazzo_gen.source.lines import LineTable
from arazzo_gen.source.span import SourceFile, Span

_COMMENT = pattern(r"(?<!\S)#[ \t]*arazzo-gen:[ \t]*ignore\b(?:[ \t]*\[([^\]\r\n]*)\])?")
_CODE = pattern(r"[^,\s]+")
_BLOCK_HEADER = pattern(r"[|>][-+0-9]{0,2}[ \t]*(#[^\r\n]*)?(\r\n|\r|\n)")


@record(frozen=False, eq=False)
class _Ignore:
    """One code in a comment; an empty one where the comment names none.

    Attributes:
        code: The code.
        span: Where it stands.
        line: The line that the comment is about.
        met: The severity of the findings that it met; None while there are none.
    """

    code: str
    span: Span
    line: int
    met: Severity | None = None


@record(frozen=False)
class _Scalars:
    """The scalars of a file in document order, as offsets, and those of several lines."""

    starts: list[int] = fresh(factory=list)
    ends: list[int] = fresh(factory=list)
    first_lines: list[int] = fresh(factory=list)
    last_lines: list[int] = fresh(factory=list)

    def hold(self, offset: int) -> bool:
        """Whether an offset is inside a scalar."""
        at = bisect_right(self.starts, offset) - 1
        return at >= 0 and offset < self.ends[at]

    def first_line(self, line: int) -> int:
        """The first line of the scalar that a line belongs to; the line itself for none."""
        at = bisect_right(self.first_lines, line) - 1
        return self.first_lines[at] if at >= 0 and line <= self.last_lines[at] else line


class Comments:
    """The comments of the files of a build, and what they did.

    Args:
        files: The files that were read.
    """

    def __init__(self, files: Iterable[SourceFile]) -> None:
        self._files: dict[Path, tuple[list[_Ignore], _Scalars]] = {}
        self._known: dict[tuple[Path, int, str], _Ignore] = {}
        for file in files:
            # What comes from the network cannot hide what there is to say of it.
            if file.path is None or file.path in self._files:
                continue
            # Most files have none, and are not looked at any closer.
            if "arazzo-gen:" in file.text:
                self._add(file, file.path)

    def _add(self, file: SourceFile, path: Path) -> None:
        ignores, scalars = _read(file)
        self._files[path] = (ignores, scalars)
        for one in ignores:
            self._known.setdefault((path, one.line, one.code), one)

    def ignore(self, found: Diagnostic) -> bool:
        """Whether a comment says to ignore a finding; errors are not ignored."""
        span = found.span
        path = span.file.path if span is not None else None
        if span is None or path is None or path not in self._files:
            return False
        _, scalars = self._files[path]
        for line in (span.line, scalars.first_line(span.line)):
            known = self._known.get((path, line, found.code))
            if known is not None:
                known.met = found.severity
                return found.severity is not Severity.ERROR
        return False

    def idle(self, documents: Collection[Path]) -> list[Diagnostic]:
        """What there is to say of comments that do nothing.

        Args:
            documents: The files in which a code that met no finding is wrong. In others, such
                as an OpenAPI document that several documents share, it may do something in
                another build.
        """
        return [
            found
            for path, (ignores, _) in self._files.items()
            for one in ignores
            if (found := _idle(one, is_wrong=path in documents)) is not None
        ]


def _idle(one: _Ignore, *, is_wrong: bool) -> Diagnostic | None:
    hint: str | None = None
    if not one.code:
        message, hint = "this comment names no code", "write ignore[CODE], or several with commas"
    elif one.code not in CODES:
        message, near = f"there is no code {one.code!r}", nearest(one.code, CODES)
        hint = f"did you mean {near}?" if near else None
    elif one.met is Severity.ERROR:
        message = f"{one.code} is an error here, and errors cannot be ignored"
        hint = "mend the error, and leave the comment out"
    elif one.met is None and is_wrong:
        message, hint = f"there is no {one.code} here to ignore", "leave it out"
    else:
        return None
    return Diagnostic("AZ007", Severity.WARNING, message, one.span, help=hint)


# --- Finding them ---------------------------------------------------------------------


def _read(file: SourceFile) -> tuple[list[_Ignore], _Scalars]:
    """What the comments of a file name, and its scalars as far as they matter."""
    matches = list(_COMMENT.finditer(file.text))
    if not matches:
        return [], _Scalars()
    table = LineTable(file.text)
    scalars = _scalars(file, table)
    found: list[_Ignore] = []
    below: dict[int, int] = {}
    # From the last to the first, so that each of several comments above a line looks no further
    # than the next of them.
    for match in reversed(matches):
        if scalars.hold(match.start()):
            continue
        line, column = table.place(match.start())
        target = line
        if not file.line(line)[: column - 1].strip():
            target = below[line] = _line_below(file, line, below)
        span = Span(file, line, column, line, column + len(match.group()))
        found += reversed(list(_codes(match, span, scalars.first_line(target))))
    return found[::-1], scalars


def _line_below(file: SourceFile, line: int, known: dict[int, int]) -> int:
    """The next line that is not a comment."""
    target = line + 1
    while file.line(target).lstrip().startswith("#"):
        if target in known:
            return known[target]
        target += 1
    return target


def _codes(match: re.Match[str], comment: Span, line: int) -> Iterator[_Ignore]:
    parts = list(_CODE.finditer(match.group(1) or ""))
    if not parts:
        yield _Ignore("", comment, line)
    for part in parts:
        column = comment.column + match.start(1) - match.start() + part.start()
        end = column + len(part.group())
        yield _Ignore(
            part.group(), Span(comment.file, comment.line, column, comment.line, end), line
        )


def _scalars(file: SourceFile, table: LineTable) -> _Scalars:
    """The scalars of a file; those that were read before it stops being YAML."""
    import yaml  # which a build that has nothing to do need not load

    found = _Scalars()
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(file.text)
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, yaml.ScalarEvent):
                marks: tuple[Any, Any] = (event.start_mark, event.end_mark)
                start, end = (mark.index for mark in marks)
                is_block = event.style in ("|", ">")
                header = _BLOCK_HEADER.search(file.text, start, end) if is_block else None
                found.starts.append(header.end() if header else start)
                found.ends.append(end)
                first, last = table.place(start)[0], table.place(max(start, end - 1))[0]
                if last > first:
                    found.first_lines.append(first)
                    found.last_lines.append(last)
    except (yaml.YAMLError, UnicodeError):
        pass  # an error of its own
    finally:
        loader.dispose()
    return found
