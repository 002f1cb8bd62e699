"""Reads documents for the tests of the parser."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent

from arazzo_gen.arazzo.model import Document, Step, Workflow
from arazzo_gen.arazzo.parser import parse_document
from arazzo_gen.diagnostics.model import Diagnostic, Report, Severity
from arazzo_gen.documents.loader import load_text


@dataclass(frozen=True)
class Read:
    """What came of a document."""

    document: Document | None
    diagnostics: list[Diagnostic]
    lines: list[str]

    @property
    def found(self) -> list[str]:
        """The findings: code, severity and the text of the line that they point at."""
        return [f"{d.code} {d.severity.value}: {self.line(d)}" for d in self.diagnostics]

    def line(self, diagnostic: Diagnostic) -> str:
        """The text that a finding points at, from its first column on."""
        assert diagnostic.span is not None
        line = self.lines[diagnostic.span.line - 1]
        return line[diagnostic.span.column - 1 :].strip()

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.diagnostics if d.severity is Severity.ERROR]

    @property
    def only(self) -> Diagnostic:
        """The single finding."""
        assert len(self.diagnostics) == 1, self.found
        return self.diagnostics[0]

    @property
    def whole(self) -> Document:
        """The document, read without any finding."""
        assert self.diagnostics == [], self.found
        assert self.document is not None
        return self.document

    @property
    def workflow(self) -> Workflow:
        """The first workflow, be it whole or not."""
        assert self.document is not None
        return (*self.document.workflows, *self.document.partial)[0]

    @property
    def step(self) -> Step:
        """The first step of the first workflow."""
        return self.workflow.steps[0]


def read(text: str, name: str = "doc.arazzo.yaml") -> Read:
    """Read a whole document."""
    report = Report()
    text = dedent(text)
    root = load_text(text, name, report)
    assert root is not None, report.diagnostics
    return Read(parse_document(root, report), report.diagnostics, text.splitlines())


def read_workflows(workflows: str, *, version: str = "1.1.0", components: str = "") -> Read:
    """Read a document that has one OpenAPI source and these workflows."""
    parts = [
        f"arazzo: {version}\n"
        "info: {title: T, version: '1'}\n"
        "sourceDescriptions: [{name: api, url: api.yaml, type: openapi}]\n"
        "workflows:\n",
        indent(dedent(workflows).strip("\n"), "  ") + "\n",
    ]
    if components:
        parts.append("components:\n" + indent(dedent(components).strip("\n"), "  ") + "\n")
    return read("".join(parts))


def read_step(step: str, *, version: str = "1.1.0", components: str = "") -> Read:
    """Read a document of one workflow `w` whose one step `s` calls `op` and has these fields."""
    body = "- workflowId: w\n  steps:\n    - stepId: s\n      operationId: op\n"
    fields = indent(dedent(step).strip("\n"), "      ")
    return read_workflows(body + fields, version=version, components=components)
