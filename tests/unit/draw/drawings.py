"""Draws small documents of the Jobs API for the tests of pictures."""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Mapping
from pathlib import Path

from arazzo_gen.draw.chart import picture
from arazzo_gen.draw.model import Chart, Picture
from features.flow_documents import HEADER, JOBS
from lowering import lowered_document


def drawn(text: str, version: str = "1.0.1", more: Mapping[str, str] | None = None) -> Picture:
    """The picture of a document, given from `workflows` on, as YAML, indented at will.

    Args:
        text: The document, less its head.
        version: Its Arazzo version.
        more: Further files of its folder.
    """
    with tempfile.TemporaryDirectory(prefix="arazzo-drawing-") as name:
        folder = Path(name)
        head = HEADER.format(version=version)
        files = {"jobs.openapi.yaml": JOBS, "drawn.arazzo.yaml": head + textwrap.dedent(text)}
        for file, content in {**files, **(more or {})}.items():
            (folder / file).write_text(content)
        return picture(lowered_document(folder / "drawn.arazzo.yaml"))


def edges(chart: Chart) -> list[str]:
    """The edges of a chart, a line each."""
    return [f"{one.source} {one.kind} {one.target} {one.label}".strip() for one in chart.edges]
