"""Makes the parts of a page: for each document its modules, and its findings at their steps."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.arazzo.model import Document
from arazzo_gen.diagnostics.model import Diagnostic
from arazzo_gen.draw.html.findings import file_name, placed
from arazzo_gen.draw.html.views import Part


def parts(
    lowered: Sequence[tuple[Document, ir.Module]],
    diagnostics: Sequence[Diagnostic],
    package: str = "",
) -> list[Part]:
    """The parts of a page, in the order of the documents.

    Args:
        lowered: The modules, each with the document that has its workflow.
        diagnostics: The findings. Those that are in none of the documents stand in the first part.
        package: What stands before the names of modules where they are imported.
    """
    documents = {document.file.name: document for document, _ in lowered}
    by_file: dict[str, list[Diagnostic]] = {name: [] for name in documents}
    first = next(iter(documents), "")
    for each in diagnostics:
        name = each.span.file.name if each.span is not None else ""
        by_file[name if name in by_file else first].append(each)
    return [
        Part(
            file=file_name(name),
            title=document.title or file_name(name),
            description=document.description or "",
            modules=[module for of, module in lowered if of.file.name == name],
            findings=placed(document, by_file[name]),
            package=package,
        )
        for name, document in documents.items()
    ]
