"""Lowers the documents of a run, for what does something else than write modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arazzo_gen import ir, targets
from arazzo_gen.arazzo.model import Document, Workflow
from arazzo_gen.build import check_source_names, check_workflow_names
from arazzo_gen.cache import Store
from arazzo_gen.compiling import chosen, lower_workflow
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.library import Library, new_library
from arazzo_gen.lower.size import holds_too_much
from arazzo_gen.openapi.validate import begin_validation
from arazzo_gen.openapi.validate_processes import ValidatorProcesses
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.outcomes import names_of
from arazzo_gen.remote.remote import Remote

if TYPE_CHECKING:
    from arazzo_gen.play.described import Described


def lower_documents(
    options: Options,
    report: Report,
    store: Store | None,
    remote: Remote | None,
    processes: ValidatorProcesses,
) -> list[tuple[Document, ir.Module]]:
    """The modules of documents, which are all held at once.

    Args:
        options: Which documents and workflows.
        report: Takes the findings, which are those of a build.
        store: The cache; None to use none.
        remote: Gives documents on the network; None where there is none.
        processes: The worker processes that validate OpenAPI documents; they end here.

    Returns:
        The module of each workflow, with the document that has it, in the order of the documents;
        [] where there are errors and no `--keep-going`.
    """
    lowered = _lowered(options, report, store, remote, processes)
    return [(document, module) for _, document, _, module in lowered]


def lower_described(
    options: Options,
    report: Report,
    store: Store | None,
    remote: Remote | None,
    processes: ValidatorProcesses,
) -> list[tuple[ir.Module, Described]]:
    """The same modules, each with what the documents say of it, for what plays its workflows."""
    from arazzo_gen.describe import describe  # drawing has no need of it

    return [
        (module, describe(library, document, workflow))
        for library, document, workflow, module in _lowered(
            options, report, store, remote, processes
        )
    ]


def _lowered(
    options: Options,
    report: Report,
    store: Store | None,
    remote: Remote | None,
    processes: ValidatorProcesses,
) -> list[tuple[Library, Document, Workflow, ir.Module]]:
    try:
        library = new_library(report, options, remote=remote, store=store)
        entries = [library.entry(path) for path in options.documents]
        documents = [document for document in entries if document is not None]
        names = [names_of(document) for document in documents]
        check_workflow_names(names, options, report)
        check_source_names(names, options, report)
        pairs = [(document, one) for document in documents for one in chosen(document, options)]
        if holds_too_much(library, pairs, report):
            pairs = []
        target = targets.chosen(options)
        lowered = [
            (library, document, one, lower_workflow(library, document, one, options, target))
            for document, one in pairs
        ]
        _validate(library, options, report, ValidationRunner(store, processes))
        if report.has_errors and not options.keep_going:
            return []
        return [(*one[:3], one[3]) for one in lowered if one[3] is not None]
    finally:
        processes.close()


def _validate(library: Library, options: Options, report: Report, runner: ValidationRunner) -> None:
    choice = options.validate
    validations = [
        begin_validation(opened, None if choice == "full" else used, runner)
        for opened, used in library.used_operations()
        if choice != "off"
    ]
    for finish in validations:
        finish(report)
