"""Findings for other programs: JSON, SARIF, and the commands of a GitHub workflow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from arazzo_gen import __version__
from arazzo_gen.diagnostics.codes import CODES
from arazzo_gen.diagnostics.excerpt import visible
from arazzo_gen.diagnostics.explain import what
from arazzo_gen.diagnostics.fingerprints import fingerprints
from arazzo_gen.diagnostics.model import Diagnostic, Edit, Note, Severity, in_order
from arazzo_gen.diagnostics.render import cut
from arazzo_gen.diagnostics.selection import Findings
from arazzo_gen.lazy import pattern
from arazzo_gen.source.span import SourceFile, Span

_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

_FINGERPRINT = "arazzoGenFinding/v1"
"""How a log names the fingerprints (section 3.27.17); another number when they change."""

# What must be escaped in the data of a workflow command, and in a property of it.
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}

_LINK = pattern(r"\[(?=[^\[\]]*\]\()")


def render_json(findings: Findings) -> str:
    """One JSON object with everything that was found, as docs/command-line.md documents it.

    Characters outside ASCII are escaped, so that nothing in it acts on a terminal.
    """
    edits = _Edits(findings)
    return _dumped(
        {
            "version": 1,
            "diagnostics": [_plain(found, edits) for found in in_order(findings.diagnostics)],
            "summary": {
                "errors": findings.count(Severity.ERROR),
                "warnings": findings.count(Severity.WARNING),
                "notes": findings.count(Severity.NOTE),
                "ignored": findings.ignored,
                "known": findings.known,
            },
        }
    )


def render_github(findings: Findings, workspace: Path | None) -> str:
    """One workflow command for each finding, which GitHub shows beside the line.

    Args:
        findings: What was found.
        workspace: The folder of the checkout, which GitHub counts paths from; None where it
            is not known.
    """
    return "".join(_command(found, workspace) for found in in_order(findings.diagnostics))


def render_sarif(findings: Findings) -> str:
    """A log with one run in the format SARIF 2.1.0.

    The sections named here are those of the standard.
    """
    shown = in_order(findings.diagnostics)
    codes = sorted({found.code for found in shown})
    edits = _Edits(findings)
    run = {
        "tool": {
            "driver": {
                "name": "arazzo-gen",
                "version": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(found, codes, print_, edits)
            for found, print_ in zip(shown, fingerprints(shown), strict=True)
        ],
    }
    return _dumped({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


class _Edits:
    """The edits of findings as they are written into the files."""

    def __init__(self, findings: Findings) -> None:
        from arazzo_gen.diagnostics.edits import mended

        self._files = mended(findings.diagnostics, unsafe=True)

    def of(self, found: Diagnostic) -> Iterator[tuple[Edit, Span, str]]:
        """The edits of a finding that can be written: each with the stretch of its file that it
        replaces, and the text that it puts there."""
        for edit in found.edits:
            file = self._files.get(edit.span.file)
            change = file.changes.get(edit) if file is not None else None
            if file is not None and change is not None:
                yield edit, file.span(change, edit.span.file), change.text


def _dumped(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"


# --- JSON -----------------------------------------------------------------------------


def _plain(found: Diagnostic, edits: _Edits) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        **_place(found.span),
        "help": found.advice,
        "notes": [{"message": note.message, **_place(note.span)} for note in found.notes],
        "edits": [
            {**_place(span), "text": text, "safe": edit.is_safe}
            for edit, span, text in edits.of(found)
        ],
    }


def _place(span: Span | None) -> dict[str, str | int | None]:
    return {
        "file": span.file.name if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
    }


# --- GitHub ---------------------------------------------------------------------------


def _command(found: Diagnostic, workspace: Path | None) -> str:
    properties = {**_github_place(found.span, workspace), "title": f"arazzo-gen {found.code}"}
    listed = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    lines = [cut(found.message), *(_github_note(note) for note in found.notes)]
    if found.help is not None:
        lines.append(f"help: {cut(found.help)}")
    lines += map(cut, found.lines)
    return f"::{_GITHUB[found.severity]} {listed}::{chr(10).join(lines).translate(_DATA)}\n"


def _github_place(span: Span | None, workspace: Path | None) -> dict[str, str]:
    if span is None:
        return {}
    path, name = span.file.path, span.file.name
    if workspace is not None and path is not None and path.is_relative_to(workspace):
        name = path.relative_to(workspace).as_posix()
    place = {"file": visible(name), "line": str(span.line)}
    if span.end_line > span.line:
        return {**place, "endLine": str(span.end_line)}  # GitHub refuses columns then
    end = max(span.end_column, span.column)
    return {
        **place,
        "col": str(span.column),
        "endLine": str(span.line),
        "endColumn": str(end),
    }


def _github_note(note: Note) -> str:
    at = ""
    if note.span is not None:
        at = f" ({visible(note.span.file.name)}:{note.span.line}:{note.span.column})"
    return f"note: {cut(note.message)}{at}"


# --- SARIF ----------------------------------------------------------------------------


def _rule(code: str) -> dict[str, Any]:
    summary = CODES[code].summary
    return {
        "id": code,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": _sarif_text(what(code))},
        "defaultConfiguration": {"level": CODES[code].severity},
    }


def _result(found: Diagnostic, codes: list[str], print_: str, edits: _Edits) -> dict[str, Any]:
    text = found.message if found.advice is None else f"{found.message}\nhelp: {found.advice}"
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": found.severity.value,
        "message": {"text": _sarif_text(text)},
        "locations": [_location(found.span)] if found.span else [],
        "partialFingerprints": {_FINGERPRINT: print_},
    }
    related = [
        {**_location(note.span), "id": number, "message": {"text": _sarif_text(note.message)}}
        for number, note in enumerate(_placed(found.notes))
        if note.span is not None
    ]
    if related:
        result["relatedLocations"] = related
    fixes = [_fix(found, span, text) for _, span, text in edits.of(found)]
    if fixes:
        result["fixes"] = fixes
    return result


def _fix(found: Diagnostic, span: Span, text: str) -> dict[str, Any]:
    """A fix (section 3.55): one for each place, since each is right without the others."""
    changed = {"deletedRegion": _region(span), "insertedContent": {"text": text}}
    artifact = {"artifactLocation": {"uri": _uri(span.file)}, "replacements": [changed]}
    fix: dict[str, Any] = {"artifactChanges": [artifact]}
    if found.help is not None:
        fix["description"] = {"text": _sarif_text(found.help)}
    return fix


def _placed(notes: Iterable[Note]) -> list[Note]:
    return [note for note in notes if note.span is not None]


def _location(span: Span) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": _uri(span.file)}, "region": _region(span)}
    return {"physicalLocation": place}


def _region(span: Span) -> dict[str, int]:
    end = max((span.end_line, span.end_column), (span.line, span.column))
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": end[0],
        "endColumn": end[1],
    }


def _uri(file: SourceFile) -> str:
    """Where a file is, relative where it is below the working directory."""
    from urllib.parse import quote

    if Path(file.name).is_absolute() or ":" in file.name.partition("/")[0]:
        return file.uri
    return quote(file.name.encode("utf-8", errors="surrogateescape"))


def _sarif_text(text: str) -> str:
    """A text without the marks of placeholders (section 3.11.5) and links (3.11.6)."""
    return _LINK.sub(r"\\[", text.replace("{", "{{").replace("}", "}}"))
