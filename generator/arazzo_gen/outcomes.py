"""What came of one document, or of the validation of one source, as plain data and as records.

Every build makes plain data of it and records of that, also where nothing is kept: so a build that
takes it from the cache says the same as one that does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from arazzo_gen.arazzo.model import Document, Workflow
from arazzo_gen.diagnostics.model import Event, Report
from arazzo_gen.diagnostics.packed import Packer, Unpacker
from arazzo_gen.documents.library import Library
from arazzo_gen.looks import Ask
from arazzo_gen.openapi.validate import Judged
from arazzo_gen.record import record
from arazzo_gen.source.span import LaterFile, SourceFile, Span

Plain: TypeAlias = dict[str, Any]

Verdict: TypeAlias = tuple[Sequence[Event], Judged | None]
"""What came of a validation: what was found on the way, and what it says of the document."""

DAMAGED: Final = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What reading plain data raises that is none of ours."""

_MARK = "arazzo-gen:"
"""What a comment has that is about findings."""


@record
class Names:
    """The names that a document has, for what is said of all documents together.

    Attributes:
        workflows: The ids of its workflows.
        broken: The ids of those that were left out.
        sources: The names and types of its source descriptions.
        are_lost: Whether it has others, which cannot be read.
    """

    workflows: tuple[str, ...]
    broken: tuple[str, ...]
    sources: tuple[tuple[str, str | None], ...]
    are_lost: bool


@record
class Made:
    """A module.

    Attributes:
        file: Its file name.
        workflow: The id of its workflow, with the place.
        files: The hash of each file of it, by name.
    """

    file: str
    workflow: tuple[str, Span]
    files: Mapping[str, str]


@record
class Opened:
    """An OpenAPI document that a document has opened.

    Attributes:
        file: The file.
        source: The name of the source description.
        used: The path and method of each operation that steps call.
    """

    file: SourceFile
    source: str
    used: frozenset[tuple[str, str]]

    @property
    def key(self) -> tuple[str, str]:
        """The place and the hash of the file."""
        return str(self.file.path or self.file.uri), self.file.sha


@record
class Outcome:
    """What came of a document.

    Attributes:
        events: What was found.
        files: The files that comments may be in.
        missing: Where a file was looked for in vain.
        names: Its names; None where it is no Arazzo document.
        modules: The modules of its workflows.
        opened: The OpenAPI documents that it uses.
    """

    events: Sequence[Event]
    files: Sequence[SourceFile]
    missing: Sequence[Path]
    names: Names | None
    modules: Sequence[Made]
    opened: Sequence[Opened]


@record
class Fresh:
    """What was made just now.

    Attributes:
        plain: What came of a document or of a validation.
        asks: What was seen.
        texts: The texts of files that it names, by their hashes.
        modules: The texts of its modules, by their hashes.
        is_final: Whether it may be kept.
    """

    plain: Plain
    asks: tuple[Ask, ...]
    texts: Mapping[str, str]
    modules: Mapping[str, str]
    is_final: bool = True


def names_of(document: Document) -> Names:
    """The names of a document."""
    return Names(
        tuple(one.id.value for one in (*document.workflows, *document.partial)),
        document.broken,
        tuple((one.name.value, one.type) for one in document.sources),
        document.sources_lost,
    )


# --- To plain data ----------------------------------------------------------------------


def pack(
    library: Library,
    document: Document | None,
    modules: Iterable[tuple[str, Workflow, Mapping[str, str]]],
) -> Plain:
    """What came of a document.

    Args:
        library: What it was read with; the report has a journal.
        document: The document; None where it is none.
        modules: The file name, the workflow and the hashes of the files of each module.
    """
    packer, report = Packer(), library.report
    plain = _packed_report(packer, report)
    shown = len(packer.files)
    plain |= {
        "missing": [str(path) for path in report.missing],
        "names": None if document is None else _packed_names(names_of(document)),
        "modules": [
            [file, workflow.id.value, packer.span(workflow.id.span), dict(files)]
            for file, workflow, files in modules
        ],
        "opened": [
            [
                packer.file(opened.root.file),
                opened.source,
                sorted((ref.path, ref.method) for ref in used),
            ]
            for opened, used in library.used_operations()
        ],
    }
    return {**plain, "files": _packed_files(packer, shown)}


def pack_judged(judged: Judged | None, report: Report) -> Plain:
    """What came of a validation; `report` has what was found on the way."""
    packer = Packer()
    plain = {**_packed_report(packer, report), "judged": None}
    if judged is not None:
        plain["judged"] = {
            "head": packer.span(judged.head),
            "findings": [[packer.span(span), text] for span, text in judged.findings],
            "count": judged.count,
            "cycles": [packer.span(span) for span in judged.cycles],
            "failures": list(judged.failures),
        }
    return {**plain, "files": _packed_files(packer, len(packer.files))}


def texts_of(plain: Plain, report: Report) -> dict[str, str]:
    """The texts of the files that something may be shown of, by their hashes."""
    wanted = {sha for _, _, _, sha, is_shown in plain["files"] if is_shown}
    return {file.sha: file.text for file in report.files if file.sha in wanted}


def _packed_report(packer: Packer, report: Report) -> Plain:
    """What was found. The files that it is about get the first numbers, and those with comments."""
    events = [packer.event(event) for event in report.journal or ()]
    for file in report.files:
        if file.path is not None and _MARK in file.text:
            packer.file(file)
    return {"events": events}


def _packed_names(names: Names) -> list[Any]:
    return [names.workflows, names.broken, names.sources, names.are_lost]


def _packed_files(packer: Packer, shown: int) -> list[Any]:
    """The files by their numbers, each with whether its text is needed: that of the first is."""
    return [
        [
            file.name,
            None if file.path is None else str(file.path),
            file.uri,
            file.sha,
            number < shown,
        ]
        for number, file in enumerate(packer.files)
    ]


# --- From plain data --------------------------------------------------------------------


class Files:
    """The files that outcomes name: one for each path and content.

    Args:
        read: Gives the text of a file that nobody has handed over: of a path, or else of a name.
    """

    def __init__(self, read: Callable[[SourceFile], str]) -> None:
        self._read = read
        self._files: dict[tuple[str, str], SourceFile] = {}
        self._names: dict[str, str] = {}

    def file(self, data: Any, texts: Mapping[str, str]) -> SourceFile:
        """The file of plain data."""
        name, path, uri, sha, _ = data
        if not all(isinstance(one, str) for one in (name, uri, sha)):
            raise TypeError(data)
        place = path or uri
        file = self._files.get((place, sha))
        if file is None:
            shown, where = self._names.setdefault(place, name), None if path is None else Path(path)
            file = self._files[place, sha] = LaterFile(shown, where, uri, sha, self._read)
        if sha in texts:
            file.text = texts[sha]
        return file


def unpack(
    plain: Plain, texts: Mapping[str, str], files: Files, roots: tuple[Path, ...]
) -> Outcome:
    """What came of a document; wrong data raises one of `DAMAGED`."""
    there = [files.file(one, texts) for one in plain["files"]]
    unpacker = Unpacker(there, roots)
    names = plain["names"]
    return Outcome(
        [unpacker.event(one) for one in plain["events"]],
        [file for file, data in zip(there, plain["files"], strict=True) if data[4]],
        [Path(one) for one in plain["missing"]],
        None if names is None else _names(names),
        [
            Made(file, (workflow, unpacker.span(span)), dict(hashes))
            for file, workflow, span, hashes in plain["modules"]
        ],
        [
            Opened(there[number], source, frozenset((path, how) for path, how in used))
            for number, source, used in plain["opened"]
        ],
    )


def unpack_judged(
    plain: Plain, texts: Mapping[str, str], files: Files, roots: tuple[Path, ...]
) -> Verdict:
    """What came of a validation; wrong data raises one of `DAMAGED`."""
    there = [files.file(one, texts) for one in plain["files"]]
    unpacker = Unpacker(there, roots)
    events, judged = [unpacker.event(one) for one in plain["events"]], plain["judged"]
    if judged is None:
        return events, None
    return events, Judged(
        unpacker.span(judged["head"]),
        tuple((unpacker.span(span), str(text)) for span, text in judged["findings"]),
        int(judged["count"]),
        tuple(unpacker.span(span) for span in judged["cycles"]),
        tuple(str(one) for one in judged["failures"]),
    )


def _names(data: Any) -> Names:
    workflows, broken, sources, are_lost = data
    described = tuple((name, kind) for name, kind in sources)
    return Names(tuple(workflows), tuple(broken), described, bool(are_lost))
