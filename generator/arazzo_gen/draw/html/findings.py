"""Sorts the findings of the compiler by the workflow and step that they are about."""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen.arazzo.model import Document
from arazzo_gen.diagnostics.model import Diagnostic, in_order
from arazzo_gen.draw.html.views import Finding, Findings
from arazzo_gen.source.span import Span

NOWHERE = ("", "")
"""The place of findings that are about no workflow."""


def placed(document: Document, diagnostics: Iterable[Diagnostic]) -> Findings:
    """Findings by workflow and step: of no step by the workflow and "", all others by `NOWHERE`.

    Args:
        document: The document that is drawn.
        diagnostics: The findings.
    """
    found: dict[tuple[str, str], list[Finding]] = {}
    for each in in_order(diagnostics):
        found.setdefault(_subject(document, each.span), []).append(_finding(each))
    return found


def _subject(document: Document, span: Span | None) -> tuple[str, str]:
    """The workflow and the step in which a place is."""
    if span is None or span.file.name != document.file.name:
        return NOWHERE
    for workflow in document.workflows:
        for step in workflow.steps:
            if _holds(step.span, span):
                return workflow.id.value, step.id.value
        if _holds(workflow.span, span):
            return workflow.id.value, ""
    return NOWHERE


def _holds(outer: Span, inner: Span) -> bool:
    """Whether a place begins in another of the same file."""
    begin = (inner.line, inner.column)
    return (outer.line, outer.column) <= begin < (outer.end_line, outer.end_column)


def _finding(found: Diagnostic) -> Finding:
    span, place = found.span, ""
    if span is not None:
        place = f"{file_name(span.file.name)}:{span.line}:{span.column}"
    return Finding(found.severity.value, found.code, found.message, place, found.advice or "")


def file_name(path: str) -> str:
    """The name of a file without its folders, so that a page is the same on all machines."""
    return path.replace("\\", "/").rpartition("/")[2]
