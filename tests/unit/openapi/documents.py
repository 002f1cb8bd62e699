"""Reads OpenAPI documents and schemas that tests write inline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

from arazzo_gen.diagnostics.model import Diagnostic, Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.model import OpenApiDocument, Operation
from arazzo_gen.openapi.operations import find_by_pointer, operations, read_operation
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.remote.errors import NotAllowedError
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text.node import Node


class Files:
    """A loader of texts by their names, in one folder at the root."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self.asked: list[str] = []
        self._nodes: dict[str, Node] = {}

    def load(self, path: Path, at: Span | None) -> Node | None:
        name = str(path).removeprefix("/")
        self.asked.append(name)
        if name not in self.texts:
            return None
        if name not in self._nodes:
            report = Report()
            node = load_text(dedent(self.texts[name]), name, report)
            assert node is not None, report.diagnostics
            self._nodes[name] = node
        return self._nodes[name]

    def load_url(self, url: str, at: Span) -> Node | None:
        raise NotAllowedError(is_locked=False)

    def root(self, file: SourceFile) -> Node | None:
        return self.load(Path(file.name), None)


@dataclass
class Api:
    """An OpenAPI document with all that belongs to reading it."""

    document: OpenApiDocument
    refs: Refs
    report: Report
    files: Files

    @property
    def found(self) -> list[str]:
        """The findings: code and message."""
        return [f"{d.code} {d.message}" for d in self.report.diagnostics]

    def operation(self, path: str = "/a", method: str = "get") -> Operation:
        """The operation at a place, read."""
        ref = find_by_pointer(self.document, ("paths", path, method))
        assert ref is not None
        return read_operation(self.document, ref, self.refs, self.report)

    def all(self) -> list[Operation]:
        """Every operation, read."""
        return [
            read_operation(self.document, ref, self.refs, self.report)
            for ref in operations(self.document)
        ]


def read_api(text: str, **others: str) -> Api:
    """Read a document; `others` are further files, `_` in a name standing for the dot."""
    files = Files({"api.yaml": text, **{k.replace("_", "."): v for k, v in others.items()}})
    report = Report()
    refs = Refs(files, report)
    root = files.load(Path("/api.yaml"), None)
    assert root is not None
    document = load_openapi(root, "api", refs, report)
    assert document is not None, report.diagnostics
    return Api(document, refs, report, files)


def api_of(operation: str, rest: str = "", version: str = "3.1.0", **others: str) -> Api:
    """Read a document with one operation, `get /a`."""
    head = f"openapi: {version}\ninfo: {{title: T, version: '1'}}\n"
    body = f"paths:\n  /a:\n    get:\n{indent(dedent(operation), '      ')}\n"
    return read_api(head + body + dedent(rest), **others)


def line_of(diagnostic: Diagnostic) -> str:
    """The text that a finding points at, from its first column on."""
    assert diagnostic.span is not None
    return diagnostic.span.file.line(diagnostic.span.line)[diagnostic.span.column - 1 :].strip()
