"""Shared by the readers of an operation: the document, its references, and warnings."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.model import OpenApiDocument
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.record import record
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node


@record
class Reading:
    """The context in which an operation is read."""

    document: OpenApiDocument
    refs: Refs
    report: Report

    def follow(self, node: Node | None, what: str) -> Node | None:
        """The map of a node that may be a reference; a warning and None for anything else.

        Args:
            node: The node; None gives None.
            what: What it is, for the message: "a parameter".
        """
        if node is None:
            return None
        found = self.refs.follow(node)
        if found is None:
            return None
        if not isinstance(found.value, dict):
            self.broken(found.span, f"{what} is an object, not {article(found.kind)}")
            return None
        return found

    def entries(self, node: Node | None, what: str) -> Iterator[tuple[str, Node]]:
        """The entries of a map without extensions; a warning for anything else."""
        if node is None:
            return
        if not isinstance(node.value, dict):
            self.broken(node.span, f"{what} is an object, not {article(node.kind)}")
            return
        for key, value in node.value.items():
            if not key.startswith("x-"):
                yield key, value

    def items(self, node: Node | None, what: str) -> list[Node]:
        """The items of a list; a warning for anything else."""
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.broken(node.span, f"{what} is an array, not {article(node.kind)}")
            return []
        return node.value

    def broken(self, span: Span, message: str) -> None:
        """Warn of a part of the operation that is left out."""
        self.report.add("AZ806", span, message)


def article(kind: str) -> str:
    """A JSON kind with its article, for messages."""
    if kind == "null":
        return "null"
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


def text_of(node: Node, key: str) -> str | None:
    """The text under a key; None where there is none, or something else."""
    found = node.get(key)
    return found.text if found is not None else None


def flag(node: Node, key: str, default: bool = False) -> bool:
    """The boolean under a key; the default where there is none, or something else."""
    found = node.get(key)
    return found.value if found is not None and isinstance(found.value, bool) else default


def doc_of(node: Node) -> str | None:
    """A description that is not empty; without one, a summary."""
    for key in ("description", "summary"):
        text = text_of(node, key)
        if text and text.strip():
            return text
    return None
