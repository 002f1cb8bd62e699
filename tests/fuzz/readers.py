"""Fuzz targets of the readers: whatever a file holds, they say what PyYAML and `json` say of it."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import yaml

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.source.span import LINE_BREAK, SourceFile, Span
from arazzo_gen.text import yaml_reader
from arazzo_gen.text.json_reader import read_json
from arazzo_gen.text.node import Node
from arazzo_gen.text.yaml_pure import PureLoader
from arazzo_gen.text.yaml_reader import read_yaml

_PURE: Final = yaml.BaseLoader
_FAST: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ALIASED: Final = 2_000
"""With more aliases than this in a text, its tree is not compared: each may stand for a tree."""


def read_yaml_text(text: str) -> None:
    """YAML ends in a value or findings inside the text, by libyaml and by PyYAML alone, and the
    value is that of PyYAML."""
    fast = yaml_reader._LOADER
    for reader, loader in ((fast, _FAST), (PureLoader, _PURE)):
        yaml_reader._LOADER = reader
        try:
            _yaml(text, loader)
        finally:
            yaml_reader._LOADER = fast


def _yaml(text: str, loader: Any) -> None:
    file, report = SourceFile("doc.yaml", None, text, "file:///doc.yaml"), Report()
    node = read_yaml(file, report)
    _check_findings(node, report, file, ("AZ002", "AZ003", "AZ005", "AZ006"))
    codes = {found.code for found in report.diagnostics}
    if "AZ006" in codes:
        return
    try:
        documents = list(yaml.compose_all(text, loader))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        if "found duplicate anchor" in str(error):
            return  # YAML lets an anchor be there twice; the composer of PyYAML does not
        assert codes, f"PyYAML refuses what was read: {text!r}"
        return
    if loader is _PURE and re.search(r"\\[uU]", text):
        return  # it may hold halves of surrogate pairs, which PyYAML alone reads
    if "AZ002" in codes:
        assert len(documents) != 1, f"PyYAML reads what is refused: {text!r}"
    elif not codes and text.count("*") < _ALIASED:
        assert node is not None
        _same(node, documents[0], {})


def _same(node: Node, other: Any, seen: dict[tuple[int, int], bool]) -> None:
    """A tree of ours is that of PyYAML, which has all scalars as their text."""
    if (id(node), id(other)) in seen:
        return
    seen[id(node), id(other)] = True
    if isinstance(other, yaml.MappingNode):
        keys = [key.value for key, _ in other.value]
        if any(key.value == "<<" and not key.style for key, _ in other.value):
            return  # what is merged stands in other maps
        assert keys == list(node.entries), (keys, list(node.entries))
        for (_, value), ours in zip(other.value, node.entries.values(), strict=True):
            _same(ours, value, seen)
    elif isinstance(other, yaml.SequenceNode):
        assert isinstance(node.value, list)
        for ours, value in zip(node.items, other.value, strict=True):
            _same(ours, value, seen)
    else:
        assert _means(node.value, other.value), (node.value, other.value)


def _means(value: Any, written: str) -> bool:
    if isinstance(value, str):
        return value == written
    if value is None:
        return written.lower() in ("", "~", "null")
    if isinstance(value, bool):
        return written.lower() == str(value).lower()
    if isinstance(value, int):
        base = {"0x": 16, "0o": 8}.get(written[:2], 10)
        return int(written, base) == value
    return float(written) == value


class _RefusedError(ValueError):
    """JSON of `json` that a document may not hold."""


def read_json_text(text: str) -> None:
    """JSON is read as `json` reads it, or refused where that does, and where names are doubled,
    surrogates are halved, numbers are too large or nesting is too deep."""
    file, report = SourceFile("doc.json", None, text, "file:///doc.json"), Report()
    node = read_json(file, report)
    _check_findings(node, report, file, ("AZ002", "AZ003", "AZ006"))
    codes = {found.code for found in report.diagnostics}
    if "AZ006" in codes:
        return
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
        _check_scalars(value)
    except (ValueError, RecursionError):
        assert codes, f"`json` refuses what was read: {text!r}"
        return
    assert not codes, f"`json` reads what is refused: {text!r}"
    assert node is not None
    assert json.dumps(node.plain()) == json.dumps(value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise _RefusedError("a key is there twice")
    return dict(pairs)


def _refuse(name: str) -> None:
    raise _RefusedError(name)


def _check_scalars(value: Any) -> None:
    """Raise for what `json` reads and a document may not hold."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_scalars(key)
            _check_scalars(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_scalars(inner)
    elif isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        raise _RefusedError("half a surrogate pair")
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise _RefusedError("a number is out of range")
    elif isinstance(value, int) and len(str(value)) > 1000:
        raise _RefusedError("a number has too many digits")


def _check_findings(
    node: Node | None, report: Report, file: SourceFile, codes: tuple[str, ...]
) -> None:
    assert node is not None or report.has_errors, f"neither a value nor a finding: {file.text!r}"
    lines = [len(line) for line in LINE_BREAK.split(file.text)]
    for found in report.diagnostics:
        assert found.code in codes, found
        assert found.span is not None
        _check_span(found.span, lines)
        for note in found.notes:
            if note.span is not None:
                _check_span(note.span, lines)
    seen: set[int] = set()
    pending = [node] if node is not None else []
    while pending:
        each = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        _check_span(each.span, lines)
        for key in (each.keys or {}).values():
            _check_span(key.span, lines)
        pending += each.entries.values() if each.entries else each.items


def _check_span(span: Span, lines: list[int]) -> None:
    """A span lies in the text, and ends behind its start."""
    assert (span.line, span.column) <= (span.end_line, span.end_column), span
    for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
        # The end of a file, and of what ends a line, counts as a place.
        assert 1 <= line <= len(lines), (span, lines)
        assert 1 <= column <= lines[line - 1] + 2, (span, lines)
