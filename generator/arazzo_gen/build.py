"""Runs a build: reads, parses, resolves, checks, lowers and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from arazzo_gen import ir, targets, workers
from arazzo_gen.arazzo.model import Document, Workflow
from arazzo_gen.cache import Store
from arazzo_gen.config import TESTS, Options
from arazzo_gen.diagnostics.model import Diagnostic, Note, Report, Severity, Subject
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.documents.library import Library, new_library
from arazzo_gen.lower.module import lower_module
from arazzo_gen.lower.size import holds_too_much
from arazzo_gen.mistakes import InternalError
from arazzo_gen.openapi.validate import begin_validation
from arazzo_gen.openapi.validate_processes import ValidatorProcesses
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.record import record, replace
from arazzo_gen.remote.remote import Remote
from arazzo_gen.remote.vendored import Vendored
from arazzo_gen.tests_of import support_of, tests_of

if TYPE_CHECKING:
    from arazzo_gen.play.described import Described

_Chosen: TypeAlias = tuple[Document, Workflow]
_Files: TypeAlias = Mapping[str, str]
_Made: TypeAlias = tuple[str, Callable[[], _Files]]


@record
class _Part:
    """The result of another process for some workflows: names and files of modules, findings."""

    modules: list[tuple[str, _Files] | None]
    findings: list[tuple[Diagnostic, Subject | None]]
    has_read: bool
    used: dict[str, set[tuple[str, str]]]


def compile_documents(
    options: Options,
    report: Report,
    store: Store | None = None,
    remote: Remote | None = None,
    processes: ValidatorProcesses | None = None,
) -> dict[str, str]:
    """Compile the documents of a build.

    Args:
        options: What to build.
        report: Takes the findings.
        store: The cache; None to use none.
        remote: Gives documents on the network; None where there is none.
        processes: The worker processes that validate OpenAPI documents; they end with the build.

    Returns:
        The text of each file by its path from the output folder; {} where there are errors and
        no `--keep-going`, or no output is asked for.

    Raises:
        InternalError: A module would not compile.
    """
    processes = processes or ValidatorProcesses()
    try:
        run = _Run(options, report, processes, remote, store)
        chosen = run.choose()
        if chosen is None:
            return {}
        # What is fetched is noted in one place, so that each document is fetched once.
        alone = workers.cores(len(chosen)) == 1 or (remote is not None and remote.may_give)
        lowered = _lower_here if alone else _lower_beside
        modules = _without_collisions(lowered(run, chosen), chosen, options, report)
        validations = run.begin_validations()
        files: dict[str, str] = {}
        if _are_files_asked_for(options) and (options.keep_going or not report.has_errors):
            files = _all_files(run.target, modules.values()) | dict(support_of(options))
        for finish in validations:
            finish(report)
        return files if options.keep_going or not report.has_errors else {}
    finally:
        processes.close()


def lower_documents(
    options: Options,
    report: Report,
    store: Store | None,
    remote: Remote | None,
    processes: ValidatorProcesses,
) -> list[tuple[Document, ir.Module]]:
    """The modules of documents, for what does something else than write them.

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
    from arazzo_gen.describe import describe  # a build has no need of it

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
        run = _Run(options, report, processes, remote, store)
        lowered = [(*chosen, run.lower(*chosen)) for chosen in run.choose() or []]
        for finish in run.begin_validations():
            finish(report)
        if report.has_errors and not options.keep_going:
            return []
        return [
            (run.library, document, workflow, module)
            for document, workflow, module in lowered
            if module is not None
        ]
    finally:
        processes.close()


class _Run:
    """One build: its documents, and the steps from them to files."""

    def __init__(
        self,
        options: Options,
        report: Report,
        processes: ValidatorProcesses,
        remote: Remote | None,
        store: Store | None,
    ) -> None:
        self.options = options
        self.report = report
        self.target = targets.chosen(options)
        self._runner = ValidationRunner(store, processes)
        self.library = new_library(
            report,
            options.cwd,
            options.documents,
            options.allow_path,
            options.sources,
            options.source_root,
            remote,
            Vendored(options.urls),
            store,
            options.contents,
        )
        entries = [self.library.entry(path) for path in options.documents]
        self.documents = [document for document in entries if document is not None]

    def choose(self) -> list[_Chosen] | None:
        """The workflows to lower; None where their modules would be too large (reported)."""
        chosen = list(_chosen(self.documents, self.options, self.report))
        _check_source_names(self.documents, self.options, self.report)
        return None if holds_too_much(self.library, chosen, self.report) else chosen

    def lower(self, document: Document, workflow: Workflow) -> ir.Module | None:
        """The module of a workflow; None where anything in it is wrong."""
        before = self.report.errors
        options = self.options
        reserved = self.target.reserved()
        module = lower_module(
            self.library, document, workflow, options.client, options.http, reserved
        )
        if module is None or self.report.errors != before or workflow in document.partial:
            return None
        return replace(
            module,
            validate=options.validate_responses,
            max_response_bytes=options.max_response_bytes,
        )

    def begin_validations(self) -> list[Callable[[Report], None]]:
        """Begin to validate the OpenAPI documents. Returns functions that wait, and report."""
        choice = self.options.validate
        return [
            begin_validation(opened, None if choice == "full" else used, self._runner)
            for opened, used in self.library.used_operations()
            if choice != "off"
        ]


def _lower_here(run: _Run, chosen: Sequence[_Chosen]) -> Iterator[_Made | None]:
    """Lower the workflows here; modules are rendered only if all workflows are right."""
    for document, workflow in chosen:
        module = run.lower(document, workflow)
        made = partial(_files, run, module, document, workflow) if module is not None else None
        yield (module.file, made) if module is not None and made is not None else None


def _lower_beside(run: _Run, chosen: Sequence[_Chosen]) -> Iterator[_Made | None]:
    """Lower and render the workflows in processes on all cores."""
    for document in run.documents:
        run.library.sources(document)  # so that each is read once, and not in every process

    def work(numbers: range) -> _Part:
        report = run.report
        report.journal = []
        read = len(report.files), len(report.missing)
        lowered = [(run.lower(*chosen[number]), *chosen[number]) for number in numbers]
        is_written = _are_files_asked_for(run.options)
        return _Part(
            [
                (one.file, _files(run, one, document, workflow) if is_written else {})
                if one is not None
                else None
                for one, document, workflow in lowered
            ],
            report.journal,
            (len(report.files), len(report.missing)) != read,
            run.library.used_places(),
        )

    done = 0
    for part in workers.run(work, len(chosen), run.report.files):
        again = chosen[done : done + len(part.modules)]
        done += len(part.modules)
        if part.has_read:
            # A document that only a workflow of another document names is not open here.
            yield from _lower_here(run, again)
            continue
        for finding, subject in part.findings:
            run.report.take(finding, subject)
        run.library.note_used(part.used)
        for made in part.modules:
            yield (made[0], partial(dict, made[1])) if made is not None else None


def _are_files_asked_for(options: Options) -> bool:
    return options.writes and options.output is not None


def _all_files(target: targets.Target, modules: Iterable[Callable[[], _Files]]) -> dict[str, str]:
    """The files of all modules, and those that the modules share."""
    files: dict[str, str] = {}
    for made in modules:
        files |= made()
    shared = target.common({name: files[name] for name in files if not name.startswith(TESTS)})
    return files | dict(shared)


def _files(run: _Run, module: ir.Module, document: Document, workflow: Workflow) -> _Files:
    """The files of a module, with its tests.

    Raises:
        InternalError: The target refuses what it has written itself.
    """
    try:
        files = run.target.files(module)
        return {**files, **tests_of(module, run.library, document, workflow, run.options)}
    except InternalError as error:
        from arazzo_gen.diagnostics.render import place

        message = f"the module of workflow {workflow.id.value!r} {error}"
        raise InternalError(message, place(workflow.id.span)) from None


def _without_collisions(
    made: Iterable[_Made | None], chosen: Sequence[_Chosen], options: Options, report: Report
) -> dict[str, Callable[[], _Files]]:
    """The modules by file name, without those that would be written to one file.

    Documents that are only checked may be built into different folders.
    """
    modules: dict[str, tuple[Callable[[], _Files] | None, Workflow]] = {}
    for one, (document, workflow) in zip(made, chosen, strict=True):
        if one is None:
            continue
        name, files = one
        if name in modules:
            first = modules[name][1]
            if options.output is not None or first.id.span.file is document.file:
                _report_collision(report, name, workflow, first)
            modules[name] = (None, first)
        else:
            modules[name] = (files, workflow)
    return {name: files for name, (files, _) in modules.items() if files is not None}


def _chosen(
    documents: list[Document], options: Options, report: Report
) -> Iterator[tuple[Document, Workflow]]:
    """The workflows to build, in document order; then those that are only checked, so that all
    errors show at once."""
    known: list[str] = []
    for document in documents:
        for workflow in (*document.workflows, *document.partial):
            known.append(workflow.id.value)
            if not options.workflows or workflow.id.value in options.workflows:
                yield document, workflow
    for name in options.workflows:
        broken = any(name in document.broken for document in documents)
        if name not in known and documents and not broken and name not in options.others:
            near = nearest(name, known)
            hint = f"did you mean {near!r}?" if near else None
            report.add("AZ204", None, f"no document has a workflow {name!r}", help=hint)


def _check_source_names(documents: list[Document], options: Options, report: Report) -> None:
    """Warn of a `--source` that no document has. The sources of the Arazzo documents that a
    document names are not known yet, so nothing is said where there are any."""
    described = [source for document in documents for source in document.sources]
    lost = any(document.sources_lost for document in documents)
    if not described or lost or any(source.type == "arazzo" for source in described):
        return
    known = [source.name.value for source in described]
    for name in options.sources:
        if name not in known and name not in options.others:
            near = nearest(name, known)
            hint = f"did you mean {near!r}?" if near else listed(known, "there are")
            message = f"no document has a source description {name!r}, for which a path is given"
            report.add("AZ211", None, message, help=hint, severity=Severity.WARNING)


def _report_collision(report: Report, name: str, workflow: Workflow, first: Workflow) -> None:
    message = f"workflow {workflow.id.value!r} would be written to {name}, as another is"
    notes = [Note(f"workflow {first.id.value!r} is written there", first.id.span)]
    hint = "rename one, or build their documents into different folders"
    report.add("AZ901", workflow.id.span, message, notes=notes, help=hint)
