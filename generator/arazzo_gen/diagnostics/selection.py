"""Which findings are shown: by code, by comments in the documents, and how severe they are.

Errors are always shown. A finding that is an error stops the build whether or not it is
seen, and a build that stops without a word helps nobody.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from arazzo_gen.diagnostics.baseline import Baseline, Entry
from arazzo_gen.diagnostics.codes import CODES
from arazzo_gen.diagnostics.comments import Comments
from arazzo_gen.diagnostics.model import Diagnostic, Report, Severity
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.record import record, replace
from arazzo_gen.source.patterns import matches


@record
class Findings:
    """What is said of the documents.

    Attributes:
        diagnostics: What is shown.
        ignored: How many warnings and notes are not.
        unignorable: How many errors are shown although `--ignore` names them.
        known: How many warnings are not shown since the baseline has them.
        gone: What the baseline has, and is found no more.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    ignored: int = 0
    unignorable: int = 0
    known: int = 0
    gone: tuple[Entry, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many of those that are shown are so severe."""
        return sum(one.severity is severity for one in self.diagnostics)

    @property
    def errors(self) -> int:
        """How many of them stop the build."""
        return self.count(Severity.ERROR)


@record
class Selection:
    """Which findings are asked for.

    Attributes:
        select: Codes, or beginnings of codes, whose warnings and notes are shown; all of them
            when there are none.
        ignore: Codes, or beginnings of codes, whose warnings and notes are not.
        strict: Warnings are errors, those that are left when the others are ignored.
        documents: The documents that a comment must do something in; none where only a part
            of each is looked at.
        folder: Where the patterns of `per_file` start, without links.
        per_file: Patterns of paths, each with codes as for `ignore`.
        baseline: The warnings that are known.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    documents: frozenset[Path] = frozenset()
    folder: Path | None = None
    per_file: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    baseline: Baseline | None = None


def choose(report: Report, selection: Selection) -> Findings:
    """The findings of a report that are asked for, as severe as they are meant to be.

    Comments `# arazzo-gen: ignore[CODE]` come first, then `select` and `ignore`, then what is
    ignored in some files, then the baseline, then `strict`.

    Args:
        report: What was found.
        selection: What is asked for.
    """
    comments = Comments(report.files)
    left = [one for one in report.diagnostics if not comments.ignore(one)]
    # After an error, what a comment is about may not have been looked at.
    idle = comments.idle(frozenset() if report.has_errors else selection.documents)
    asked = [one for one in (*left, *idle) if _is_asked_for(one, selection)]
    shown, gone = asked, list[Entry]()
    if selection.baseline is not None:
        shown, gone = selection.baseline.split(asked, [*report.diagnostics, *idle])
        read = report.read()
        gone = [one for one in gone if _was_looked_for(selection.baseline.place(one), read)]
        gone = [] if report.has_errors else gone
    return Findings(
        tuple(_strict(one) for one in shown) if selection.strict else tuple(shown),
        len(report.diagnostics) + len(idle) - len(asked),
        sum(one.severity is Severity.ERROR and _matches(one, selection.ignore) for one in shown),
        len(asked) - len(shown),
        # Where only a part of each document is looked at, what is not found may still be there.
        tuple(gone) if selection.documents else (),
    )


def parse_codes(texts: Iterable[str]) -> tuple[str, ...]:
    """Codes and beginnings of codes in any case, given one by one or as lists with commas.

    Raises:
        ValueError: A text is the beginning of no code.
    """
    found: dict[str, None] = {}
    for text in texts:
        for part in text.split(","):
            written = part.strip()
            code = written.upper()
            if unknown_code(code) is not None:
                raise ValueError(unknown_code(written))
            found[code] = None
    return tuple(found)


def unknown_code(text: str) -> str | None:
    """Why a text is no code and no beginning of codes; None where it is one."""
    if text and any(code.startswith(text) for code in CODES):
        return None
    if not text:
        return "a code is missing"
    near = nearest(text, CODES)
    return f"there is no code {text!r}" + (f"; did you mean {near}?" if near else "")


def _is_asked_for(found: Diagnostic, selection: Selection) -> bool:
    if found.severity is Severity.ERROR:
        return True
    is_selected = not selection.select or _matches(found, selection.select)
    ignored = (*selection.ignore, *_ignored_there(found, selection))
    return is_selected and not _matches(found, ignored)


def _ignored_there(found: Diagnostic, selection: Selection) -> list[str]:
    """The codes that are ignored in the file of a finding."""
    path = found.span.file.path if found.span is not None else None
    if path is None or selection.folder is None or not selection.per_file:
        return []
    below = Path(os.path.relpath(path, selection.folder)).as_posix()
    return [
        code
        for pattern, codes in selection.per_file.items()
        if matches(below, pattern)
        for code in codes
    ]


def _was_looked_for(path: Path, read: Collection[Path]) -> bool:
    """Whether a run would have found what is wrong with a file: it was read, or there is none any
    more."""
    return path in read or not path.exists()


def _matches(found: Diagnostic, codes: Sequence[str]) -> bool:
    return found.code.startswith(tuple(codes))


def _strict(found: Diagnostic) -> Diagnostic:
    if found.severity is not Severity.WARNING:
        return found
    return replace(found, severity=Severity.ERROR)
