"""Diagnostics as text for a person: the place, the message, the line, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from arazzo_gen.diagnostics.excerpt import excerpt, visible
from arazzo_gen.diagnostics.model import Diagnostic, Note, Severity, in_order
from arazzo_gen.diagnostics.selection import Findings
from arazzo_gen.source.span import Span

_LONGEST = 600
"""How much of a message is shown; a document's text may be in it."""

_MOST_GONE = 20
"""How many warnings of the baseline are named when they are gone."""

_PLACES = 3
"""How many places of findings of one cause are shown."""

Listing: TypeAlias = Callable[[str], str]
"""Gives the command that lists all findings of a code."""

_NUMBER = 4
"""How wide the column of line numbers is at least."""

_STYLES = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m", "bold": "\x1b[1m"}
_PLAIN = "\x1b[0m"


def render(
    diagnostics: Iterable[Diagnostic], *, colour: bool = False, listing: Listing | None = None
) -> str:
    """Write diagnostics out, by file, line and column. Those of one cause are one block, with the
    first few places.

    Args:
        diagnostics: What was found.
        colour: Whether to use the escape codes of a terminal. No others ever get through.
        listing: Gives the command that lists all findings of a code.

    Returns:
        The text, each line of it ended; "" for no diagnostics.
    """
    paint = _colour if colour else _no_colour
    list_all = listing or _list_all
    return "\n".join(_block(group, paint, list_all) for group in _groups(in_order(diagnostics)))


def render_concise(diagnostics: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """Write diagnostics out as a line each: `path:line:col: error[CODE]: message`.

    Args:
        diagnostics: What was found.
        colour: Whether to use the escape codes of a terminal.
    """
    paint = _colour if colour else _no_colour
    return "".join(f"{_headline(found, paint)}\n" for found in in_order(diagnostics))


def summary(findings: Findings) -> str:
    """How much was found, such as "2 errors, 1 warning (3 more ignored, 4 in the baseline)".

    Returns:
        That line, without an end; "" for nothing.
    """
    counts = [
        f"{count} {severity.value}{'' if count == 1 else 's'}"
        for severity in Severity
        if (count := findings.count(severity))
    ]
    known = f"{findings.known} in the baseline" if findings.known else ""
    if not counts:
        hidden = f"{findings.ignored} ignored" if findings.ignored else ""
        return ", ".join(filter(None, (hidden, known)))
    more = f"{findings.ignored} more ignored" if findings.ignored else ""
    hidden = ", ".join(filter(None, (more, known)))
    loud = "; errors cannot be ignored" if findings.unignorable else ""
    return ", ".join(counts) + (f" ({hidden})" if hidden else "") + loud


def gone(findings: Findings) -> str:
    """The warnings of the baseline that are found no more, a line each; "" for none."""
    lines = [
        f"gone: {visible(file)}: {code}: {cut(message)}\n"
        for file, code, _, message in findings.gone[:_MOST_GONE]
    ]
    if len(findings.gone) > _MOST_GONE:
        lines.append(f"gone: {len(findings.gone) - _MOST_GONE} more\n")
    if lines:
        lines.append("what is gone is still in the baseline: --write-baseline writes it again\n")
    return "".join(lines)


def cut(text: str) -> str:
    """A message as it is shown: no character acts on a terminal, and it is not endless."""
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "..."


def place(span: Span) -> str:
    """A place as `path:line:col`."""
    return f"{visible(span.file.name)}:{span.line}:{span.column}"


class _Paint:
    """Puts a style around a text."""

    def __init__(self, *, is_on: bool) -> None:
        self._is_on = is_on

    def __call__(self, text: str, style: str) -> str:
        return f"{_STYLES[style]}{text}{_PLAIN}" if self._is_on else text


_colour = _Paint(is_on=True)
_no_colour = _Paint(is_on=False)


def _headline(found: Diagnostic, paint: _Paint) -> str:
    style = found.severity.value
    start = paint(f"{place(found.span)}: ", "bold") if found.span is not None else ""
    return f"{start}{paint(f'{style}[{found.code}]', style)}: {cut(found.message)}"


def _groups(diagnostics: list[Diagnostic]) -> list[list[Diagnostic]]:
    """Findings of one cause together, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for found in diagnostics:
        cause = found.cause
        about = cause.key if cause is not None else found.message
        groups.setdefault((found.code, found.severity, about), []).append(found)
    blocks = [
        part
        for group in groups.values()
        for part in (
            [group]
            if group[0].cause is not None or len(group) > _PLACES
            else [[found] for found in group]
        )
    ]
    order = {id(found): at for at, found in enumerate(diagnostics)}
    return sorted(blocks, key=lambda block: order[id(block[0])])


def _again(other: Diagnostic, first: Diagnostic) -> str:
    """What is said of another place of the same cause."""
    if other.message != first.message:
        return other.message
    has_own = other.help is not None and other.help != first.help
    return f"here too: {other.help}" if has_own else "here too"


def _list_all(code: str) -> str:
    return f"arazzo-gen check DOC --select {code} --format concise"


def _block(group: list[Diagnostic], paint: _Paint, listing: Listing) -> str:
    found, *others = group
    lines = [_headline(found, paint), *_excerpt(found.span, "", found.severity.value, paint)]
    for note in found.notes:
        lines += _note(note, paint)
    for other in others[: _PLACES - 1]:
        lines += _note(Note(_again(other, found), other.span), paint)
    hint = found.cause.help if found.cause is not None and others else found.help
    if hint is not None:
        lines.append(f"  {paint('help', 'note')}: {cut(hint)}")
    lines += [f"    {cut(line)}" for line in found.lines]
    more = len(group) - _PLACES
    if more > 0:
        places = f"{more} more place{'' if more == 1 else 's'}"
        lines.append(f"  {paint('note', 'note')}: {places}: `{cut(listing(found.code))}`")
    return "".join(f"{line}\n" for line in lines)


def _note(note: Note, paint: _Paint) -> list[str]:
    label = paint("note", "note")
    if note.span is None:
        return [f"  {label}: {cut(note.message)}"]
    first = f"  {place(note.span)}: {label}: {cut(note.message)}"
    return [first, *_excerpt(note.span, "  ", "note", paint)]


def _excerpt(span: Span | None, indent: str, style: str, paint: _Paint) -> list[str]:
    lines: list[str] = []
    for row in excerpt(span) if span is not None else ():
        number = str(row.number or "").rjust(_NUMBER)
        lines.append(f"{indent}{number} | {row.text}")
        if row.underline:
            margin = " " * len(number)
            lines.append(f"{indent}{margin} | {_paint_carets(row.underline, style, paint)}")
    return lines


def _paint_carets(underline: str, style: str, paint: _Paint) -> str:
    carets = underline.lstrip()
    return underline[: len(underline) - len(carets)] + paint(carets, style)
