"""The model of a diagnostic, and the report that collects them."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from arazzo_gen.diagnostics.codes import CODES
from arazzo_gen.record import record, replace
from arazzo_gen.source.span import SourceFile, Span


class Severity(enum.Enum):
    """How bad it is: an error stops the build, a warning does not (but see `--strict`), and a
    note never does: it says what the author should know of the result."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@record
class Note:
    """Another place that has to do with it, or a fact about it."""

    message: str
    span: Span | None = None


@record
class Edit:
    """What to write in place of a stretch of a scalar, as its value has it: what must be escaped or
    put in quotes for that is seen to where the edit is written (`edits.py`).

    There is no edit where `span` does not hold `old` once. So the span of a whole scalar, and what
    `Span.inside` gives of it, are right for every scalar, also for one that is folded or escaped so
    that its characters have no places.

    Attributes:
        span: A whole key or value, or a part of it, which holds the old text once.
        old: What is replaced.
        new: What it is replaced by.
        is_safe: Whether the document means the same with it, so that `--fix` may write it; else it
            is only likely what the author meant, and takes `--unsafe-fixes`.
    """

    span: Span
    old: str
    new: str
    is_safe: bool = True


@record
class Sought:
    """What may be in another file. It is looked for when the finding is shown (`lookup/`), and what
    is found is never kept, since it may change.

    Attributes:
        kind: Whether it is the document of a source description, an operation, or a file that the
            user names.
        word: The URL of the source, or the name of the operation.
        name: The name of the source description; "" for anything else.
        places: The folder of the document, or the files of the sources. Without links.
        roots: The folders that may be read, without links.
        near: A file that is not there: one in its folder may be called nearly so.
    """

    kind: Literal["source", "operation", "file"]
    word: str
    name: str
    places: tuple[Path, ...]
    roots: tuple[Path, ...]
    near: Path | None = None


@record
class Cause:
    """What findings of one code have in common. For people they are shown together.

    Attributes:
        key: What tells it from other causes.
        help: The help for all of them.
    """

    key: str
    help: str | None


@record
class Diagnostic:
    """One finding.

    Attributes:
        code: Its code in the registry, such as "AZ201".
        severity: Error, warning or note.
        message: What is wrong at that place, in lower case, without a full stop.
        span: The place; None only when there is no file to point at.
        notes: Other places involved.
        help: What to write instead.
        lines: What to write, where that is several lines.
        edits: The same, for `check --fix` to write. Each is right without the others.
        sought: What is looked for when it is shown, to help better.
        cause: What it has in common with others; None where only the same message and the same help
            are in common.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None
    notes: tuple[Note, ...] = ()
    help: str | None = None
    lines: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    sought: Sought | None = None
    cause: Cause | None = None

    @property
    def advice(self) -> str | None:
        """The help with the lines to write, as one text."""
        return "\n".join(filter(None, (self.help, *self.lines))) or None


Subject: TypeAlias = tuple[str, ...]

Event: TypeAlias = tuple[Diagnostic, Subject | None] | tuple[str, Span]
"""What was done to a report: a finding was noted, or one of this code and place was taken back."""


class Report:
    """Collects the findings of one build; the same finding is kept once.

    Attributes:
        diagnostics: The findings, in the order in which they were made.
        errors: How often an error was noted, those that were known already included: whoever
            looks at a thing twice sees that it is wrong both times.
        files: The files that were read; comments in them may ignore findings.
        missing: Where a file was looked for in vain, or could not be read.
        asks: All that was looked at (`looks.Ask`), in order, each once.
        journal: All that was done to it, while this is a list: done again in the same order
            (`repeat`), it makes the same report.
    """

    def __init__(self) -> None:
        self.files: list[SourceFile] = []
        self.missing: list[Path] = []
        self.diagnostics: list[Diagnostic] = []
        self.errors = 0
        self.asks: dict[tuple[str, str, str | bool], None] = {}
        self.journal: list[Event] | None = None
        self._seen: set[tuple[object, ...]] = set()
        # Where a value has no meaning, so that whatever stands in its place is not the mistake.
        self._meaningless: set[tuple[str, int, int] | None] = set()
        self._subjects: dict[Subject, Diagnostic] = {}

    def add(
        self,
        code: str,
        span: Span | None,
        message: str,
        *,
        help: str | None = None,  # noqa: A002 - the word that the reader sees
        notes: Sequence[Note] = (),
        severity: Severity | None = None,
        edits: Sequence[Edit] = (),
        sought: Sought | None = None,
        lines: Sequence[str] = (),
    ) -> None:
        """Note a finding.

        Args:
            code: A key of `CODES`.
            span: The place it is about.
            message: What is wrong there.
            help: What to write instead.
            notes: Other places involved.
            severity: Where it differs from what the registry says of the code.
            edits: What `check --fix` writes instead, where the help is the text to write.
            sought: What is looked for in other files when it is shown.
            lines: What to write, where that is several lines; `help` stands before them.
        """
        chosen = severity or Severity(CODES[code].severity)
        found = Diagnostic(code, chosen, message, span, tuple(notes), help, tuple(lines))
        self.take(replace(found, edits=tuple(edits), sought=sought))

    def add_once(
        self,
        subject: Subject,
        code: str,
        span: Span,
        message: str,
        *,
        help: str | None = None,  # noqa: A002 - the word that the reader sees
        edits: Sequence[Edit] = (),
    ) -> None:
        """Note a finding that one mistake makes in several places: the others become notes.

        Args:
            subject: What is wrong, such as the name that does not exist.
            code: As for `add`.
            span: The place.
            message: What is wrong there.
            help: What to write instead.
            edits: As for `add`; those of all places are kept.
        """
        severity = Severity(CODES[code].severity)
        found = Diagnostic(code, severity, message, span, (), help, edits=tuple(edits))
        self.take(found, subject)

    def retract(self, code: str, span: Span) -> None:
        """Take back a finding of which another one says more."""
        if self.journal is not None:
            self.journal.append((code, span))
        self.diagnostics = [d for d in self.diagnostics if (d.code, d.span) != (code, span)]

    def take(self, found: Diagnostic, subject: Subject | None = None) -> None:
        """Note a finding that was made elsewhere.

        Args:
            found: The finding.
            subject: As for `add_once`; None where it stands for itself.
        """
        if self.journal is not None:
            self.journal.append((found, subject))
        self.errors += found.severity is Severity.ERROR
        if subject is not None and subject in self._subjects:
            self._name_again(subject, found)
            return
        span = found.span
        place = (span.file.name, span.line, span.column) if span else None
        key = (found.code, place, found.message)
        if subject is not None:
            self._subjects[subject] = found
        if place in self._meaningless:
            return
        if found.code == "AZ005":
            self._meaningless.add(place)
        if key not in self._seen:
            self._seen.add(key)
            self.diagnostics.append(found)

    def repeat(self, event: Event) -> None:
        """Do again what was done to another report (see `journal`)."""
        first, second = event
        if isinstance(first, str):
            assert isinstance(second, Span)
            self.retract(first, second)
        else:
            assert not isinstance(second, Span)
            self.take(first, second)

    def _name_again(self, subject: Subject, found: Diagnostic) -> None:
        """Note another place of something that is wrong in several."""
        first = self._subjects[subject]
        note = Note("it is named here too", found.span)
        if found.span == first.span or note in first.notes or first not in self.diagnostics:
            return
        more = replace(first, notes=(*first.notes, note), edits=(*first.edits, *found.edits))
        self.diagnostics[self.diagnostics.index(first)] = more
        self._subjects[subject] = more

    def read(self) -> frozenset[Path]:
        """The paths of the files that were read."""
        seen = {Path(at) for kind, at, sha in self.asks if kind == "hash" and not _failed(sha)}
        return frozenset(seen | {file.path for file in self.files if file.path is not None})

    @property
    def has_errors(self) -> bool:
        """Whether anything in it stops the build."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def _failed(answer: str | bool) -> bool:
    return str(answer).startswith("!")  # `looks.UNREAD`


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics by file, line and column."""
    return sorted(diagnostics, key=_order)


def _order(found: Diagnostic) -> tuple[str, int, int, str, str, str]:
    span = found.span
    if span is None:
        return "", 0, 0, found.severity.value, found.code, found.message
    name = span.file.name
    return name, span.line, span.column, found.severity.value, found.code, found.message
