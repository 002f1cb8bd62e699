"""Runs a build: what came of each document is found in the cache or compiled, and put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from arazzo_gen import targets, workers
from arazzo_gen.cache import DamagedError, Store
from arazzo_gen.compiling import Setting, are_files_asked_for, begin_validating
from arazzo_gen.config import TESTS, Options
from arazzo_gen.diagnostics.model import Note, Report, Severity
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.documents.library import readable
from arazzo_gen.identities import identities_of
from arazzo_gen.keeping import NO_IDENTITIES, Keeper, asked_of_each
from arazzo_gen.looks import Ask, Looks, content_hash, text_of
from arazzo_gen.modules import Modules, Texts
from arazzo_gen.openapi.validate import tell
from arazzo_gen.openapi.validate_processes import ValidatorProcesses
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.outcomes import (
    Files,
    Fresh,
    Made,
    Names,
    Opened,
    Outcome,
    Verdict,
    unpack,
    unpack_judged,
)
from arazzo_gen.record import replace
from arazzo_gen.remote.remote import Remote
from arazzo_gen.sharing import Done, Worker, merge, shares, sources_in
from arazzo_gen.source.span import SourceFile
from arazzo_gen.tests_of import support_of

_AT_ONCE = 8
"""So many sources are validated at a time, where they were not while documents were compiled."""

_Waiting: TypeAlias = Callable[[], tuple[Verdict, tuple[Ask, ...]]]
"""Waits for a validation, and gives what came of it, and what was seen."""


def compile_documents(
    options: Options,
    report: Report,
    store: Store | None = None,
    remote: Remote | None = None,
    processes: ValidatorProcesses | None = None,
) -> Mapping[str, str]:
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
        DamagedError: The cache is damaged, or a file has changed in the middle of the build.
    """
    processes = processes or ValidatorProcesses()
    try:
        build = _Build(options, report, store, remote, processes)
        try:
            outcomes = build.outcomes()
            modules = build.put_together(outcomes)
            build.validate(outcomes)
        except Exception:
            build.note_likely()
            raise
        build.read_what_is_shown()
        return build.files(modules)
    finally:
        processes.close()


class _Build:
    """One build: what came of its documents, and what is made of that."""

    def __init__(
        self,
        options: Options,
        report: Report,
        store: Store | None,
        remote: Remote | None,
        processes: ValidatorProcesses,
    ) -> None:
        self.options = options
        self.report = report
        self._processes = processes
        self._texts = Texts(store)
        self._files = Files(self._read)
        looks, roots = Looks(options.contents), readable(options)
        # Each document once, by the first of its names.
        places = [looks.link(os.fspath(options.cwd / path)) for path in options.documents]
        first = {place: number for number, place in reversed(list(enumerate(places)))}
        self._numbers = [first[place] for place in places]
        self._places = places
        setting = Setting(options, roots, NO_IDENTITIES, store, remote)
        identities = identities_of(sorted(set(self._numbers)), places, setting, looks)
        self.setting = replace(setting, identities=identities)
        asked = asked_of_each(options)
        self.keeper = Keeper(options, store, looks, roots, identities, remote, asked)
        self._looks = looks
        self._judged: dict[tuple[tuple[str, str], frozenset[tuple[str, str]]], Fresh] = {}

    # --- Each document ------------------------------------------------------------------

    def outcomes(self) -> list[Outcome]:
        """What came of each document, in order."""
        found: dict[int, Outcome] = {}
        used: dict[tuple[str, str], Opened] = {}
        for number in sorted(set(self._numbers)):
            kept = self.keeper.find(self.options.documents[number], self._files)
            if kept is not None:
                found[number] = kept[0]
                self.report.asks.update(dict.fromkeys(kept[1]))
                for one in kept[0].opened:
                    merge(used, one)
        others = [number for number in sorted(set(self._numbers)) if number not in found]
        for number, fresh in self._compile(others, {key: one.used for key, one in used.items()}):
            roots = self.setting.roots.folders
            found[number] = unpack(fresh.plain, fresh.texts, self._files, roots)
            self.report.asks.update(dict.fromkeys(fresh.asks))
            self._texts.add(fresh.modules)
        return [found[number] for number in self._numbers]

    def _compile(
        self, numbers: Sequence[int], used: Mapping[tuple[str, str], frozenset[tuple[str, str]]]
    ) -> Iterable[tuple[int, Fresh]]:
        """Compile some documents, in processes on all cores where there are many."""
        if not numbers:
            return
        worker = Worker(self.setting, self.keeper, self._processes, used)
        remote, count = self.setting.remote, workers.cores(len(numbers))
        if remote is not None and remote.may_give:
            count = 1  # what is fetched is noted in one place, so that it is fetched once
        parts = shares({number: self._sources(number) for number in numbers}, count)
        if count == 1:
            results: Iterable[Done] = (worker.work(part, alone=False) for part in parts)
        else:
            task = lambda one: worker.work(parts[one.start], alone=True)  # noqa: E731
            results = workers.run(task, len(parts), step=1, processes=count)
        for part, done in zip(parts, results, strict=True):
            for opened, judged in done.judged:
                self._judged[opened.key, opened.used] = judged
            yield from zip(part.documents, done.documents, strict=True)

    def _sources(self, number: int) -> list[str]:
        """The sources that a document is likely to have."""
        place = self._places[number]
        try:
            return sources_in(self._looks.read(place), os.path.dirname(place))
        except Exception:  # it is said when the document is compiled
            return []

    def _read(self, file: SourceFile) -> str:
        """The text of a file that was read before, for what is shown of it."""
        try:
            if file.path is not None:
                data = self._looks.read(os.fspath(file.path))
            elif self.setting.remote is not None:
                data = self.setting.remote.get(file.name).content
            else:
                data = b""
        except Exception:
            raise DamagedError from None
        if self.options.cache and content_hash(data) != file.sha:
            raise DamagedError
        return text_of(data)

    def note_likely(self) -> None:
        """Note what a build that fails is likely to have seen, for who watches it."""
        for number, place in enumerate(self._places):
            for path in (place, *self._sources(number)):
                self.report.asks["hash", path, self._looks.hash(path)] = None

    # --- All documents ------------------------------------------------------------------

    def put_together(self, outcomes: Sequence[Outcome]) -> Sequence[Made]:
        """Report what was found in the documents, and between them. Returns the modules."""
        report = self.report
        seen: dict[int, None] = {}
        for outcome in outcomes:
            report.missing += outcome.missing
            for file in outcome.files:
                if id(file) not in seen:
                    seen[id(file)] = None
                    report.files.append(file)
            for event in outcome.events:
                report.repeat(event)
        names = [outcome.names for outcome in outcomes if outcome.names is not None]
        check_workflow_names(names, self.options, report)
        check_source_names(names, self.options, report)
        return _without_collisions(
            [made for outcome in outcomes for made in outcome.modules], self.options, report
        )

    def validate(self, outcomes: Sequence[Outcome]) -> None:
        """Report what is to say of the OpenAPI documents, each with all that is used of it."""
        if self.options.validate == "off":
            return
        whole: dict[tuple[str, str], Opened] = {}
        for outcome in outcomes:
            for one in outcome.opened:
                merge(whole, one)
        waiting: list[_Waiting] = []
        runner = ValidationRunner(self.setting.store, self._processes)
        for one in whole.values():
            waiting.append(self._begin(one, runner))
            if len(waiting) >= _AT_ONCE:
                self._finish(waiting)
                waiting = []
        self._finish(waiting)

    def _begin(self, opened: Opened, runner: ValidationRunner) -> _Waiting:
        """Find what came of a validation, or begin it. Returns what gives it."""
        known = self._judged.get((opened.key, opened.used))
        if known is not None:
            return lambda: self._unpacked(known)
        kept = self.keeper.find_judged(opened)
        if kept is not None:
            return lambda: (self.keeper.judged(kept, self._files), kept[0])
        wait = begin_validating(self.setting, opened, runner)

        def finish() -> tuple[Verdict, tuple[Ask, ...]]:
            fresh = wait()
            self.keeper.keep_judged(opened, fresh)
            return self._unpacked(fresh)

        return finish

    def _unpacked(self, fresh: Fresh) -> tuple[Verdict, tuple[Ask, ...]]:
        roots = self.setting.roots.folders
        return unpack_judged(fresh.plain, fresh.texts, self._files, roots), fresh.asks

    def _finish(self, waiting: Sequence[_Waiting]) -> None:
        for wait in waiting:
            (events, judged), asks = wait()
            self.report.asks.update(dict.fromkeys(asks))
            for event in events:
                self.report.repeat(event)
            if judged is not None:
                tell(judged, self.report)

    def read_what_is_shown(self) -> None:
        """Read the files that findings point at, while it can still be said that they changed."""
        for found in self.report.diagnostics:
            spans = [found.span, *(note.span for note in found.notes)]
            for span in (*spans, *(edit.span for edit in found.edits)):
                if span is not None:
                    _ = span.file.text

    def files(self, modules: Iterable[Made]) -> Mapping[str, str]:
        """The files of the modules, and those that the modules share."""
        is_written = self.options.keep_going or not self.report.has_errors
        if not is_written or not are_files_asked_for(self.options):
            return {}
        hashes: dict[str, str] = {}
        for made in modules:
            hashes |= made.files
        files = Modules(hashes, self._texts.read)
        common = targets.chosen(self.options).common(files.below("", besides=TESTS))
        if taken := sorted(hashes.keys() & common.keys()):
            for name in taken:
                said = f"a workflow would be written to {name}, which the folder has for all"
                self.report.add("AZ901", None, said, help="rename the workflow")
            return {}
        return files.with_texts({**common, **support_of(self.options)})


# --- What is said of all documents together -----------------------------------------------


def check_workflow_names(names: Sequence[Names], options: Options, report: Report) -> None:
    """Report a `--workflow` that no document has."""
    known = [workflow for one in names for workflow in one.workflows]
    broken = {workflow for one in names for workflow in one.broken}
    for name in options.workflows:
        if name not in known and names and name not in broken and name not in options.others:
            near = nearest(name, known)
            hint = f"did you mean {near!r}?" if near else None
            report.add("AZ204", None, f"no document has a workflow {name!r}", help=hint)


def check_source_names(names: Sequence[Names], options: Options, report: Report) -> None:
    """Warn of a `--source` that no document has. The sources of the Arazzo documents that a
    document names are not known yet, so nothing is said where there are any."""
    described = [source for one in names for source in one.sources]
    lost = any(one.are_lost for one in names)
    if not described or lost or any(kind == "arazzo" for _, kind in described):
        return
    known = [name for name, _ in described]
    for name in options.sources:
        if name not in known and name not in options.others:
            near = nearest(name, known)
            hint = f"did you mean {near!r}?" if near else listed(known, "there are")
            message = f"no document has a source description {name!r}, for which a path is given"
            report.add("AZ211", None, message, help=hint, severity=Severity.WARNING)


def _without_collisions(
    modules: Sequence[Made], options: Options, report: Report
) -> Sequence[Made]:
    """The modules without those that would be written to one file.

    Documents that are only checked may be built into different folders.
    """
    found: dict[str, Made] = {}
    twice: set[str] = set()
    for made in modules:
        first = found.setdefault(made.file, made)
        if first is made:
            continue
        if options.output is not None or first.workflow[1].file is made.workflow[1].file:
            _report_collision(report, made, first)
        twice.add(made.file)
    return [made for name, made in found.items() if name not in twice]


def _report_collision(report: Report, made: Made, first: Made) -> None:
    workflow, span = made.workflow
    message = f"workflow {workflow!r} would be written to {made.file}, as another is"
    notes = [Note(f"workflow {first.workflow[0]!r} is written there", first.workflow[1])]
    hint = "rename one, or build their documents into different folders"
    report.add("AZ901", span, message, notes=notes, help=hint)
