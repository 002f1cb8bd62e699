"""Which findings are shown: by code, by comments in the documents, and how severe they are.

Errors are always shown. A finding that is an error stops the build whether or not it is
seen, and a build that stops without a word helps nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from arazzo_gen.diagnostics.codes import CODES
from arazzo_gen.diagnostics.comments import Comments
from arazzo_gen.diagnostics.model import Diagnostic, Report, Severity
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.record import record, replace


@record
class Findings:
    """What is said of the documents.

    Attributes:
        diagnostics: What is shown.
        ignored: How many warnings and notes are not.
        unignorable: How many errors are shown although `--ignore` names them.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    ignored: int = 0
    unignorable: int = 0

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
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    documents: frozenset[Path] = frozenset()


def choose(report: Report, selection: Selection) -> Findings:
    """The findings of a report that are asked for, as severe as they are meant to be.

    Comments `# arazzo-gen: ignore[CODE]` come first, then `select` and `ignore`, then `strict`.

    Args:
        report: What was found.
        selection: What is asked for.
    """
    comments = Comments(report.files)
    left = [one for one in report.diagnostics if not comments.ignore(one)]
    # After an error, what a comment is about may not have been looked at.
    idle = comments.idle(frozenset() if report.has_errors else selection.documents)
    shown = [one for one in (*left, *idle) if _is_asked_for(one, selection)]
    return Findings(
        tuple(_strict(one) for one in shown) if selection.strict else tuple(shown),
        len(report.diagnostics) + len(idle) - len(shown),
        sum(one.severity is Severity.ERROR and _matches(one, selection.ignore) for one in shown),
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
    return is_selected and not _matches(found, selection.ignore)


def _matches(found: Diagnostic, codes: Sequence[str]) -> bool:
    return found.code.startswith(tuple(codes))


def _strict(found: Diagnostic) -> Diagnostic:
    if found.severity is not Severity.WARNING:
        return found
    return replace(found, severity=Severity.ERROR)
