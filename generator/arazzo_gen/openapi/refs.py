"""Following `$ref`s inside and across files."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.text.node import Node, Span


class Loads(Protocol):
    """The part of `text.loader.Loader` that is needed here."""

    def load(self, path: Path, at: Span | None) -> Node | None:
        """The tree of a file; None where it cannot be read (already reported)."""


class Refs:
    """Follows references; what dangles is reported once."""

    def __init__(self, loader: Loads, report: Report) -> None:
        self.loader = loader
        self.report = report

    def follow(self, node: Node) -> Node | None:
        """The node that a reference leads to, through chains; the node itself without `$ref`.

        Returns:
            None where the reference leads nowhere (reported).
        """
        raise NotImplementedError
