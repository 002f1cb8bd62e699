"""The stations in order: read, parse, resolve, check, lower, render."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen.arazzo.model import Document, Workflow
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.library import Library, new_library
from arazzo_gen.lower.module import lower_module
from arazzo_gen.openapi.validate import validate


def compile_documents(options: Options, report: Report) -> dict[str, str]:
    """Compile the documents of a build.

    Args:
        options: What to build.
        report: Takes what there is to say of the documents.

    Returns:
        The text of each module by its file name; {} where there are errors and no
        `--keep-going`.
    """
    library = new_library(
        report,
        options.cwd,
        options.documents,
        options.allow_path,
        options.sources,
        options.source_root,
    )
    documents = [d for path in options.documents if (d := library.entry(path)) is not None]
    modules: dict[str, str] = {}
    places: dict[str, Workflow] = {}
    for document, workflow in _chosen(documents, options, report):
        made = _module(library, document, workflow, options)
        if made is None:
            continue
        name, text = made
        if name in places:
            _report_collision(report, name, workflow, places[name])
            modules.pop(name, None)
            continue
        places[name] = workflow
        if text is not None:
            modules[name] = text
    for opened, operations in library.used_operations():
        validate(opened, report, operations)
    if report.has_errors and not options.keep_going:
        return {}
    return modules


def _module(
    library: Library, document: Document, workflow: Workflow, options: Options
) -> tuple[str, str | None] | None:
    """The file name of a workflow's module and its text (None where only checking is asked
    for); None where it cannot be built."""
    report = library.report
    before = sum(1 for d in report.diagnostics if d.severity.value == "error")
    module = lower_module(library, document, workflow, options.client, options.http)
    after = sum(1 for d in report.diagnostics if d.severity.value == "error")
    if module is None or after > before:
        return None
    from arazzo_gen.python.render import render

    return module.file, render(module)


def _chosen(
    documents: list[Document], options: Options, report: Report
) -> Iterator[tuple[Document, Workflow]]:
    """The workflows to build, in document order."""
    known: list[str] = []
    for document in documents:
        for workflow in document.workflows:
            known.append(workflow.id.value)
            if not options.workflows or workflow.id.value in options.workflows:
                yield document, workflow
    for name in options.workflows:
        broken = any(name in document.broken for document in documents)
        if name not in known and documents and not broken:
            near = nearest(name, known)
            hint = f"did you mean {near!r}?" if near else None
            report.add("AZ204", None, f"no document has a workflow {name!r}", help=hint)


def _report_collision(report: Report, name: str, workflow: Workflow, first: Workflow) -> None:
    message = f"workflow {workflow.id.value!r} would be written to {name}, as another is"
    notes = [Note(f"workflow {first.id.value!r} is written there", first.id.span)]
    hint = "rename one, or build their documents into different folders"
    report.add("AZ901", workflow.id.span, message, notes=notes, help=hint)


