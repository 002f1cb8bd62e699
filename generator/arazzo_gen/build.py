"""The stations in order: read, parse, resolve, check, lower, render."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from arazzo_gen import ir
from arazzo_gen.arazzo.model import Document, Workflow
from arazzo_gen.cache import Store
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.library import Library, new_library
from arazzo_gen.lower.module import lower_module
from arazzo_gen.openapi.judges import Judges
from arazzo_gen.openapi.validate import begin_validation


def compile_documents(
    options: Options, report: Report, store: Store | None = None
) -> dict[str, str]:
    """Compile the documents of a build.

    Args:
        options: What to build.
        report: Takes what there is to say of the documents.
        store: What earlier builds have kept; None for a build that knows of none.

    Returns:
        The text of each module by its file name; {} where there are errors and no
        `--keep-going`, or no output is asked for.
    """
    judges = Judges(store, beside=True)
    try:
        return _compile(options, report, judges)
    finally:
        judges.close()


def _compile(options: Options, report: Report, judges: Judges) -> dict[str, str]:
    modules, validations = _checked(options, report, judges)
    files: dict[str, str] = {}
    if options.output is not None and (options.keep_going or not report.has_errors):
        from arazzo_gen.python.render import render  # needs jinja2, which checking does not

        files = {module.file: render(module) for module in modules}
    for finish in validations:
        finish(report)
    return files if options.keep_going or not report.has_errors else {}


def check_documents(options: Options, report: Report) -> list[ir.Module]:
    """All stations but the last: what there is to say of the documents, and the modules that can
    be written."""
    modules, validations = _checked(options, report, Judges())
    for finish in validations:
        finish(report)
    return modules


def _checked(
    options: Options, report: Report, judges: Judges
) -> tuple[list[ir.Module], list[Callable[[Report], None]]]:
    """The modules that can be written, and what waits for the validation of OpenAPI documents."""
    library = new_library(
        report,
        options.cwd,
        options.documents,
        options.allow_path,
        options.sources,
        options.source_root,
        options.allow_remote,
    )
    if options.validate != "off":
        library.on_openapi = lambda document: judges.expect(document.root.file.text)
    documents = [d for path in options.documents if (d := library.entry(path)) is not None]
    modules: dict[str, tuple[ir.Module | None, Workflow]] = {}
    for document, workflow in _chosen(documents, options, report):
        module = _lower(library, document, workflow, options)
        if module is None or workflow in document.partial:
            continue
        if module.file in modules:
            _report_collision(report, module.file, workflow, modules[module.file][1])
            modules[module.file] = (None, modules[module.file][1])
        else:
            modules[module.file] = (module, workflow)
    validations = [
        begin_validation(opened, None if options.validate == "full" else operations, judges)
        for opened, operations in library.used_operations()
        if options.validate != "off"
    ]
    return [module for module, _ in modules.values() if module is not None], validations


def _lower(
    library: Library, document: Document, workflow: Workflow, options: Options
) -> ir.Module | None:
    """The module of a workflow; None where anything in it is wrong."""
    before = library.report.errors
    module = lower_module(library, document, workflow, options.client, options.http)
    if module is None or library.report.errors != before:
        return None
    return replace(module, validate=options.validate_responses)


def _chosen(
    documents: list[Document], options: Options, report: Report
) -> Iterator[tuple[Document, Workflow]]:
    """The workflows to build, in document order; then those that are only looked at, so that all
    their errors show at once."""
    known: list[str] = []
    for document in documents:
        for workflow in (*document.workflows, *document.partial):
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
