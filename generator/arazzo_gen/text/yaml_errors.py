"""Reports errors of PyYAML with positions and advice."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.reader import ReaderError

from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.source.lines import LineTable
from arazzo_gen.source.span import SourceFile, Span

_QUOTE = "put a value in quotes when it holds `: ` or ` #`, or begins with one of {[&*!|>%@`"

_ADVICE = (
    ("mapping values are not allowed", "put a value that holds `: ` in quotes"),
    ("did not find expected key", _QUOTE),
    ("did not find expected ',' or", _QUOTE),
    ("expected <block end>", _QUOTE),
    ("expected ',' or", _QUOTE),
    ("expected alphabetic or numeric character", _QUOTE),
    ("could not find expected ':'", "end the key with `:` and a space"),
    ("found unexpected end of stream", "close the quotes or brackets that are open"),
)


def report_yaml_error(
    error: yaml.YAMLError | UnicodeError, file: SourceFile, report: Report
) -> None:
    """Turn an error of PyYAML into a diagnostic.

    Args:
        error: The error.
        file: The file that PyYAML was reading.
        report: Gets the diagnostic.
    """
    if isinstance(error, yaml.MarkedYAMLError):
        _marked(error, file, report)
    elif isinstance(error, ReaderError):
        _character(error, file, report)
    else:
        span = Span(file, 1, 1, 1, 1)
        report.add("AZ002", span, "the file is not Unicode text")


def _marked(error: yaml.MarkedYAMLError, file: SourceFile, report: Report) -> None:
    problem = error.problem or "it cannot be read"
    span = _span(file, error.problem_mark or error.context_mark)
    text = file.line(span.line)[span.column - 1 : span.column]
    notes = []
    if error.context and error.context_mark is not None:
        notes.append(Note(error.context, _span(file, error.context_mark)))
    advice: str | None
    if "cannot start any token" in problem:
        is_tab = text == "\t"
        advice = (
            "indent with spaces, not tabs" if is_tab else f"put a value with `{text}` in quotes"
        )
    else:
        advice = next((words for part, words in _ADVICE if part in problem), None)
    report.add("AZ002", span, f"not valid YAML: {problem}", help=advice, notes=notes)


def _character(error: ReaderError, file: SourceFile, report: Report) -> None:
    character: Any = error.character
    code = character if isinstance(character, int) else ord(character)
    # libyaml counts bytes, so this looks for the character itself.
    offset = file.text.find(chr(code))
    line, column = LineTable(file.text).place(max(offset, 0))
    span = Span(file, line, column, line, column + 1)
    escape = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    hint = f"leave it out, or write it as `{escape}` in double quotes"
    message = f"not valid YAML: the character U+{code:04X} is not allowed"
    report.add("AZ002", span, message, help=hint)


def _span(file: SourceFile, mark: Any) -> Span:
    if mark is None:
        return Span(file, 1, 1, 1, 1)
    line, column = LineTable(file.text).place(min(mark.index, len(file.text)))
    return Span(file, line, column, line, column + 1)
