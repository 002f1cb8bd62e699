"""Reads YAML texts for the tests of the reader."""

from __future__ import annotations

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.text.node import Node


def read(text: str) -> tuple[Node | None, Report]:
    report = Report()
    return load_text(text, "doc.yaml", report), report


def good(text: str) -> Node:
    node, report = read(text)
    assert report.diagnostics == []
    assert node is not None
    return node


def only(text: str) -> tuple[str, str, str]:
    """The code, message and place of the one finding in a text."""
    _, report = read(text)
    (found,) = report.diagnostics
    span = found.span
    assert span is not None
    place = f"{span.line}:{span.column}-{span.end_line}:{span.end_column}"
    return found.code, found.message, place


def place(node: Node) -> str:
    return f"{node.line}:{node.column}-{node.end_line}:{node.end_column}"
