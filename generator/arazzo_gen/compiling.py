"""Compiles one document: reads, parses, resolves, checks, lowers and renders it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from arazzo_gen import ir, targets, workers
from arazzo_gen.arazzo.model import Document, Workflow
from arazzo_gen.cache import Store, sha256_of
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Event, Report
from arazzo_gen.documents.library import Library, new_library
from arazzo_gen.documents.roots import Roots
from arazzo_gen.documents.shared import Shared
from arazzo_gen.lower.module import lower_module
from arazzo_gen.lower.size import holds_too_much
from arazzo_gen.mistakes import InternalError
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.operations import operations
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.openapi.validate import begin_judging
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.outcomes import Fresh, Opened, pack, pack_judged, texts_of
from arazzo_gen.record import fresh, record, replace
from arazzo_gen.remote.errors import NotAllowedError
from arazzo_gen.remote.remote import Remote
from arazzo_gen.source.span import Span
from arazzo_gen.tests_of import tests_of

_Files: TypeAlias = Mapping[str, str]
_Made: TypeAlias = tuple[str, Callable[[], _Files]]


@record
class Setting:
    """What compiling a document needs besides the document.

    Attributes:
        options: What to build.
        roots: The folders that documents may be read from.
        identities: The documents of the build by the URI that they give themselves.
        store: The cache; None to use none.
        remote: Gives documents on the network; None where there is none.
        shared: The trees that were read last.
    """

    options: Options
    roots: Roots
    identities: Mapping[str, Sequence[Path]]
    store: Store | None
    remote: Remote | None
    shared: Shared = fresh(factory=Shared)

    def library(self, report: Report) -> Library:
        """A library for one document."""
        return replace(
            new_library(
                report,
                self.options,
                self.roots,
                remote=self.remote,
                store=self.store,
                shared=self.shared,
            ),
            identities=self.identities,
        )


@record(frozen=False)
class Lowered:
    """A document that is lowered, and not yet rendered.

    Attributes:
        library: What it was read with.
        document: The document; None where it is none.
        workflows: Those of its workflows that are built.
        modules: The module of each, where it has one.
    """

    library: Library
    document: Document | None
    workflows: Sequence[Workflow] = ()
    modules: Sequence[_Made | None] = ()

    def render(self, options: Options) -> Fresh:
        """What came of the document, with the texts of its modules."""
        report = self.library.report
        is_asked = are_files_asked_for(options)
        is_written = is_asked and (options.keep_going or not report.has_errors)
        texts: dict[str, str] = {}
        made: list[tuple[str, Workflow, dict[str, str]]] = []
        for workflow, one in zip(self.workflows, self.modules, strict=True):
            if one is not None:
                files = one[1]() if is_written else {}
                hashes = {name: sha256_of(text.encode()) for name, text in files.items()}
                texts.update(zip(hashes.values(), files.values(), strict=True))
                made.append((one[0], workflow, hashes))
        plain = pack(self.library, self.document, made)
        return Fresh(plain, tuple(report.asks), texts_of(plain, report), texts)


def are_files_asked_for(options: Options) -> bool:
    """Whether the run is about modules."""
    return options.writes and options.output is not None


def lower_document(setting: Setting, path: Path, *, alone: bool) -> Lowered:
    """Read and lower a document.

    Args:
        setting: What that needs.
        path: The document.
        alone: Whether to do it in this process.
    """
    report = Report()
    report.journal = []
    library = setting.library(report)
    document = library.entry(path)
    if document is None:
        return Lowered(library, None)
    workflows = list(chosen(document, setting.options))
    found = Lowered(library, document, workflows)
    if holds_too_much(library, [(document, one) for one in workflows], report):
        found.workflows = ()
        return found
    run = _Run(setting.options, library, targets.chosen(setting.options), document)
    # What is fetched is noted in one place, so that each document is fetched once.
    may_fetch = setting.remote is not None and setting.remote.may_give
    is_small = workers.cores(len(workflows)) == 1
    lowered = _lower_here if alone or is_small or may_fetch else _lower_beside
    found.modules = list(lowered(run, workflows))
    return found


def chosen(document: Document, options: Options) -> Iterator[Workflow]:
    """The workflows of a document to build; then those that are only checked, so that all errors
    show at once."""
    for workflow in (*document.workflows, *document.partial):
        if not options.workflows or workflow.id.value in options.workflows:
            yield workflow


def lower_workflow(
    library: Library,
    document: Document,
    workflow: Workflow,
    options: Options,
    target: targets.Target,
) -> ir.Module | None:
    """The module of a workflow; None where anything in it is wrong."""
    report = library.report
    before = report.errors
    module = lower_module(
        library,
        document,
        workflow,
        options.client,
        options.http,
        target.reserved(),
        options.durable,
    )
    if module is None or report.errors != before or workflow in document.partial:
        return None
    return replace(
        module,
        validate=options.validate_responses,
        max_response_bytes=options.max_response_bytes,
    )


@record
class _Run:
    """The workflows of one document on their way to files."""

    options: Options
    library: Library
    target: targets.Target
    document: Document

    def lower(self, workflow: Workflow) -> ir.Module | None:
        return lower_workflow(self.library, self.document, workflow, self.options, self.target)

    def files(self, module: ir.Module, workflow: Workflow) -> _Files:
        """The files of a module, with its tests.

        Raises:
            InternalError: The target refuses what it has written itself.
        """
        try:
            files = self.target.files(module)
            tests = tests_of(module, self.library, self.document, workflow, self.options)
            return {**files, **tests}
        except InternalError as error:
            from arazzo_gen.diagnostics.render import place

            message = f"the module of workflow {workflow.id.value!r} {error}"
            raise InternalError(message, place(workflow.id.span)) from None


@record
class _Part:
    """The result of another process for some workflows: names and files of modules, findings."""

    modules: list[tuple[str, _Files] | None]
    events: list[Event]
    has_read: bool
    used: dict[str, set[tuple[str, str]]]


def _lower_here(run: _Run, workflows: Iterable[Workflow]) -> Iterator[_Made | None]:
    """Lower the workflows here; modules are rendered only if all workflows are right."""
    for workflow in workflows:
        module = run.lower(workflow)
        yield (module.file, partial(run.files, module, workflow)) if module is not None else None


def _lower_beside(run: _Run, workflows: Sequence[Workflow]) -> Iterator[_Made | None]:
    """Lower and render the workflows in processes on all cores."""
    report = run.library.report
    run.library.sources(run.document)  # so that each is read once, and not in every process

    def work(numbers: range) -> _Part:
        report.journal = []
        read = len(report.asks)
        lowered = [(run.lower(workflows[number]), workflows[number]) for number in numbers]
        is_written = are_files_asked_for(run.options)
        return _Part(
            [
                (one.file, run.files(one, workflow) if is_written else {})
                if one is not None
                else None
                for one, workflow in lowered
            ],
            report.journal,
            len(report.asks) != read,
            run.library.used_places(),
        )

    done = 0
    for part in workers.run(work, len(workflows), report.files):
        again = workflows[done : done + len(part.modules)]
        done += len(part.modules)
        if part.has_read:
            # A document that only a workflow of another document names is not open here.
            yield from _lower_here(run, again)
            continue
        for event in part.events:
            report.repeat(event)
        run.library.note_used(part.used)
        for made in part.modules:
            yield (made[0], partial(dict, made[1])) if made is not None else None


# --- Validation -------------------------------------------------------------------------


def begin_validating(
    setting: Setting, opened: Opened, runner: ValidationRunner
) -> Callable[[], Fresh]:
    """Begin to validate an OpenAPI document that documents use.

    Args:
        setting: What that needs.
        opened: The document, with all operations that are used of it.
        runner: Runs the library.

    Returns:
        A function that waits for what is to say.
    """
    report = Report()
    report.journal = []
    options = setting.options
    loader = setting.library(report).loader
    file = opened.file
    if file.path is not None:
        root = loader.load(file.path, name=file.name)
    else:
        try:
            root = loader.load_url(file.name, Span(file, 1, 1, 1, 1))
        except NotAllowedError:
            root = None
    quiet = Report()
    refs = Refs(loader, quiet)
    document = load_openapi(root, opened.source, refs, quiet) if root is not None else None
    if document is None:
        return lambda: Fresh(pack_judged(None, Report()), (), {}, {}, is_final=False)
    used = [ref for ref in operations(document) if (ref.path, ref.method) in opened.used]
    wait = begin_judging(document, None if options.validate == "full" else used, runner)
    is_same = document.root.file.sha == file.sha

    def finish() -> Fresh:
        judged = wait()
        plain = pack_judged(judged, report)
        is_final = judged.is_final and is_same
        return Fresh(plain, tuple(report.asks), texts_of(plain, report), {}, is_final)

    return finish
