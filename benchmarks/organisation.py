"""Part i: builds at the size of an organisation, and what validation and a second build cost."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.builds import Case
from benchmarks.lab import Lab, say, timed
from benchmarks.measure import (
    Contestant,
    Ratio,
    Sample,
    Series,
    alternate,
    process,
    ratio,
    together,
)
from benchmarks.results import PROCESS_COLUMNS, Bar, Part, Table, at_most, process_rows, size

_MIB = 1024 * 1024
_OFF = ("--validate", "off")


class Collection:
    """A made collection (see `collection`), and builds of it.

    Args:
        lab: Where to work.
        flows: How many Arazzo documents it has.
        apis: How many OpenAPI documents it has.
    """

    def __init__(self, lab: Lab, flows: int, apis: int) -> None:
        self._lab = lab
        self.folder = lab.folder(f"collection-{flows}-{apis}")
        if not any(self.folder.iterdir()):
            lab.task("collection", self.folder, flows, apis)
        self._flow = sorted(self.folder.glob("team-*/flows/*.yaml"))[flows // 3]
        self._api = sorted(self.folder.glob("team-*/apis/*.yaml"))[apis // 3]
        self._changes = 0

    def command(self, state: str, *flags: str) -> list[str | Path]:
        """The command that builds it. Right documents are built where others have errors."""
        out = self._lab.folder(f"collection-{state}-out")
        command: list[str | Path] = [sys.executable, "-m", "arazzo_gen", "build", ".", "-o", out]
        return [*command, "--keep-going", *flags]

    def build(self, state: str, *flags: str) -> Sample:
        """Build it with what a state has kept."""
        env = self._lab.env(self._lab.folder(f"collection-{state}-cache"))
        # Some of its documents have errors.
        return process(self.command(state, *flags), folder=self.folder, env=env, fine=(0, 1))[0]

    def cold(self, *flags: str) -> Sample:
        """A build without caches and without modules."""
        for what in ("out", "cache"):
            self._lab.folder(f"collection-cold-{what}", empty=True)
        return self.build("cold", *flags)

    def unchanged(self) -> Sample:
        """A build that finds everything as the last one left it."""
        return self._after(lambda: None)

    def changed(self, path: Path) -> Sample:
        """A build after a change of one document, to what it never was before."""
        text = path.read_text(encoding="utf-8")
        self._changes += 1
        try:
            return self._after(lambda: _write(path, f"{text}\n# change {self._changes}\n"))
        finally:
            _write(path, text)

    def flow_changed(self) -> Sample:
        """A build after a change of an Arazzo document."""
        return self.changed(self._flow)

    def api_changed(self) -> Sample:
        """A build after a change of an OpenAPI document."""
        return self.changed(self._api)

    def there_and_back(self) -> Sample:
        """A build after changes were made, built, and taken back."""
        self.flow_changed()
        self.api_changed()
        return self.build("kept")

    def memory(self) -> int | None:
        """How many bytes all processes of a cold build hold together at most."""
        for what in ("out", "cache"):
            self._lab.folder(f"collection-cold-{what}", empty=True)
        env = self._lab.env(self._lab.folder("collection-cold-cache"))
        return together(self.command("cold"), folder=self.folder, env=env)

    def _after(self, change: Callable[[], None]) -> Sample:
        if not any(self._lab.folder("collection-kept-cache").iterdir()):
            self.build("kept")
        self.build("kept")  # so that all is as it was
        change()
        return self.build("kept")


def organisation(lab: Lab) -> Part:
    """A collection; a document with a chain of schemas; a second build in one process."""
    part = Part(
        "(i) Builds at the size of an organisation",
        "Whole processes. The collection is made by `benchmarks/collection.py`: 900 Arazzo "
        "documents and 300 OpenAPI documents of all versions, YAML and JSON, some with errors, "
        "built with `--keep-going`. Ratios are of processor time, which other work on the machine "
        "disturbs less. The chain is a document of 1,000 resources with 1,000 schemas of which "
        "each refers to the next. A second build in one process is one after a change of the "
        "Arazzo document.",
    )
    _collection(lab, part)
    _chain(lab, part)
    _start(lab, part)
    return part


def _collection(lab: Lab, part: Part) -> None:
    found = Collection(lab, *((60, 20) if lab.quick else (900, 300)))
    say("  the collection")
    series = alternate(
        [
            Contestant("cold", found.cold),
            Contestant("cold, --validate off", lambda: found.cold(*_OFF)),
            Contestant("unchanged", found.unchanged),
            Contestant("one Arazzo document changed", found.flow_changed),
            Contestant("one OpenAPI document changed", found.api_changed),
            Contestant("there and back", found.there_and_back),
        ],
        lab.rounds(3),
        warm=False,
    )
    part.tables.append(Table("The collection", PROCESS_COLUMNS, process_rows(series)))
    cold = series["cold"]
    for key, name, limit in (
        ("unchanged", "unchanged", 0.01),
        ("flow", "one Arazzo document changed", 0.03),
        ("api", "one OpenAPI document changed", 0.03),
        ("back", "there and back", 0.02),
    ):
        part.bars.append(
            _bar(f"collection-{key}", f"collection, {name}", limit, series[name], cold)
        )
    off = series["cold, --validate off"]
    part.bars.append(_bar("collection-off", "collection, cold", 1.3, cold, off))
    largest = statistics.median(cold.peaks) if cold.samples else None
    part.bars.append(
        at_most(
            "collection-memory",
            "collection, cold, peak memory of the largest process",
            "≤ 300 MiB",
            300 * _MIB,
            largest,
            shown=size,
        )
    )
    at_once = found.memory()
    if at_once is not None:
        part.text += (
            f" The processes of a cold build together never held more than {size(at_once)}."
        )


def _chain(lab: Lab, part: Part) -> None:
    say("  the chain")
    resources = 20 if lab.quick else 1_000
    documents = lab.made(resources, resources, version="3.1.0", chain=resources)
    case = Case(lab, "chain", documents)

    def off() -> Sample:
        out, cache = case.places("chain-off", empty=True)
        command = [sys.executable, "-m", "arazzo_gen", *lab.arguments(documents, out), *_OFF]
        return process(command, folder=documents.arazzo.parent, env=lab.env(cache))[0]

    series = alternate(
        [Contestant("chain, cold", case.cold), Contestant("chain, --validate off", off)],
        lab.rounds(3),
        warm=False,
    )
    part.tables.append(Table("The chain", PROCESS_COLUMNS, process_rows(series)))
    cold, without = series.values()
    part.bars.append(_bar("chain", f"{resources:,} chained schemas, cold", 1.15, cold, without))


def _start(lab: Lab, part: Part) -> None:
    say("  one workflow, and a second build in one process")
    documents, _ = lab.knock()
    case = Case(lab, "knock-i", documents)
    python = [sys.executable, "-c", "import click"]

    def twice(which: str) -> Sample:
        out, cache = case.places("twice", empty=True)
        task = ("twice", which, documents.arazzo, documents.workflow or "", out, cache)
        return timed(lab.task("tasks", *task))

    series = alternate(
        [
            Contestant(
                'python -c "import click"',
                lambda: process(python, folder=lab.scratch, env=lab.env())[0],
            ),
            Contestant("Knock, cold", case.cold),
            Contestant("first build in one process", lambda: twice("first")),
            Contestant("second build in one process", lambda: twice("second")),
        ],
        lab.rounds(7),
    )
    part.tables.append(Table("One workflow", PROCESS_COLUMNS, process_rows(series)))
    click, cold, first, second = series.values()
    part.bars.append(_bar("knock-cold", "cold build of a Knock workflow", 5.5, cold, click))
    part.bars.append(_bar("second", second.name, 0.25, second, first))


def _bar(key: str, figure: str, limit: float, ours: Series, theirs: Series) -> Bar:
    found: Ratio | None = ratio(ours.cpus, theirs.cpus)
    return at_most(key, f"{figure}, CPU", f"≤ {limit} × {theirs.name}", limit, found)


def _write(path: Path, text: str) -> None:
    """Write a file as editors do: a new one in the place of the old one."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    shutil.move(new, path)
