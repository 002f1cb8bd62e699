"""Parts a to c: what a build costs, compared with reading the documents and other generators."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import profiles
from benchmarks.lab import RESOURCES, Documents, Lab, say, timed, total_size
from benchmarks.measure import Contestant, NotMeasured, Sample, alternate, process, ratio, together
from benchmarks.results import PROCESS_COLUMNS, Part, Table, at_most, process_rows, size

_MIB = 1024 * 1024


class Case:
    """Documents, and builds of them with caches in different states.

    Args:
        lab: Where to work.
        name: Names its folders.
        documents: What to build.
    """

    def __init__(self, lab: Lab, name: str, documents: Documents) -> None:
        self._lab = lab
        self._name = name
        self.documents = documents

    def cold(self) -> Sample:
        """A build without caches and without modules."""
        out, cache = self.places("cold", empty=True)
        return self._lab.build(self.documents, out, cache)

    def warm(self) -> Sample:
        """A build with full caches, but without its modules and its manifest."""
        out, cache = self.places("kept")
        if not any(cache.iterdir()):
            self._lab.build(self.documents, out, cache)
        shutil.rmtree(out)
        shutil.rmtree(cache / "arazzo-gen" / "manifest", ignore_errors=True)
        return self._lab.build(self.documents, out, cache)

    def unchanged(self) -> Sample:
        """A build that finds everything as the last one left it."""
        out, cache = self.places("same")
        if not any(out.glob("*.py")):
            self._lab.build(self.documents, out, cache)
        return self._lab.build(self.documents, out, cache)

    def places(self, state: str, *, empty: bool = False) -> tuple[Path, Path]:
        """The folder for the modules, and the one for the caches."""
        out = self._lab.folder(f"{self._name}-{state}-out", empty=empty)
        return out, self._lab.folder(f"{self._name}-{state}-cache", empty=empty)

    def profile(self, state: str, *, empty: bool = False) -> Callable[[], str]:
        """Gives the profile of a build that finds the folders of a state as they are."""

        def found() -> str:
            out, cache = self.places(state, empty=empty)
            if state == "kept":
                shutil.rmtree(out)
                shutil.rmtree(cache / "arazzo-gen" / "manifest", ignore_errors=True)
            return profiles.of_build(self._lab, self.documents, cache, out)

        return found


def one_workflow(lab: Lab) -> Part:
    """Part a, and c for the same document: a build of one Knock workflow."""
    documents, which = lab.knock()
    case = Case(lab, "knock", documents)
    tools = peers(lab, documents.openapi, rounds=lab.rounds(5), limit=120)
    found = alternate(
        [
            Contestant('python -c "import click"', lambda: _python(lab, "import click")),
            Contestant("unchanged", case.unchanged),
            Contestant("warm caches", case.warm),
            Contestant("cold", case.cold),
            *tools,
        ],
        lab.rounds(11),
    )
    client = found["openapi-python-client"].walls
    part = Part(
        "(a) Build of one workflow",
        "Whole processes. The Arazzo and the OpenAPI document of a Knock workflow, "
        f"{which}, are {size(total_size([documents.arazzo, documents.openapi]))}; the other "
        "generators get the OpenAPI document. Cold: empty caches, no modules. Warm caches: those "
        "of an earlier build, but no manifest and no modules. Unchanged: all is as the build "
        "before left it.",
        [Table("Build of one workflow", PROCESS_COLUMNS, process_rows(found))],
    )
    part.bars = [
        at_most(
            "unchanged",
            "unchanged build of one workflow",
            '≤ 1.5 × `python -c "import click"`',
            1.5,
            ratio(found["unchanged"].walls, found['python -c "import click"'].walls),
            profile=case.profile("same"),
        ),
        at_most(
            "cold",
            "cold build of a Knock workflow",
            "≤ 0.35 × openapi-python-client",
            0.35,
            ratio(found["cold"].walls, client),
            profile=case.profile("cold", empty=True),
        ),
        at_most(
            "warm",
            "the same with warm caches",
            "≤ 0.2 × openapi-python-client",
            0.2,
            ratio(found["warm caches"].walls, client),
            profile=case.profile("kept"),
        ),
    ]
    return part


def many_workflows(lab: Lab) -> Part:
    """Part b, and c for the same document: 100 and 1,000 workflows over 4 to 5 MB."""
    few, many, resources = (5, 20, 30) if lab.quick else (100, 1_000, RESOURCES)
    documents = lab.made(many, resources)
    small = Case(lab, "few", lab.made(few, resources))
    large = Case(lab, "many", documents)
    newer = Case(lab, "newer", lab.made(few, resources, version="3.1.0"))
    every = 2 if lab.quick else 20
    out, _ = large.places("same")
    say(f"  {many} workflows once, for the caches and the modules")
    large.unchanged()
    modules = sorted(out.glob("*.py"))
    scale = len(modules) / len(modules[::every])
    parse, black = "CSafeLoader", f"black (fast), every {every}th module × {scale:.0f}"
    found = alternate(
        [
            Contestant(parse, lambda: timed(lab.task("tasks", "parse", documents.openapi))),
            Contestant(
                "CSafeLoader, collector off",
                lambda: timed(lab.task("tasks", "parse-uncollected", documents.openapi)),
            ),
            Contestant(f"{few} workflows, first", small.cold),
            Contestant(f"{few} workflows, OpenAPI 3.1, first", newer.cold, rounds=1),
            Contestant(f"{few} workflows, unchanged", small.unchanged),
            Contestant(f"{many} workflows, first", large.cold),
            Contestant(f"{many} workflows, unchanged", large.unchanged),
            Contestant(black, lambda: _scaled(lab.task("tasks", "black", out, every), scale)),
            *peers(lab, documents.openapi, rounds=1, limit=150),
        ],
        lab.rounds(3),
        warm=False,
    )
    first, again = (found[f"{many} workflows, {how}"].walls for how in ("first", "unchanged"))
    lines = sum(module.read_bytes().count(b"\n") for module in modules)
    part = Part(
        "(b) 100 and 1,000 workflows over a document of 4 to 5 MB",
        f"The OpenAPI document is made: {size(documents.openapi.stat().st_size)} of YAML, OpenAPI "
        f"3.0.3, {3 * resources} operations; one row has the same in OpenAPI 3.1. The "
        f"{len(modules):,} modules have {lines:,} lines, {size(total_size(modules))}. "
        "CSafeLoader and black are without the start of Python; builds and the "
        "other generators are whole processes.",
        [Table("Builds over the large document", PROCESS_COLUMNS, process_rows(found))],
    )
    cold = large.profile("cold", empty=True)
    part.bars = [
        at_most(
            "thousand",
            f"{many:,} workflows over 4 to 5 MB",
            "≤ 3 × one CSafeLoader parse of the document",
            3.0,
            ratio(first, found[parse].walls),
            profile=cold,
        ),
        at_most(
            "thousand-black",
            "the same, beside black",
            "≤ 0.1 × black (fast) over the text written",
            0.1,
            ratio(first, found[black].walls),
            profile=cold,
        ),
        at_most(
            "thousand-unchanged",
            "the same, unchanged",
            "≤ 0.1 × the first build",
            0.1,
            ratio(again, first),
            profile=large.profile("same"),
        ),
    ]
    return part


def real_document(lab: Lab) -> Part:
    """Part b, and c for the same document: one workflow over GitHub's OpenAPI document."""
    part = Part(
        "(b) One workflow over a document of 10 MB",
        "The OpenAPI document is GitHub's, out of npm's `@octokit/openapi`, converted to YAML.",
    )
    wanted = "≤ 0.35 × one CSafeLoader parse"
    figure = "one workflow over the 10 MB document as YAML, cold"
    try:
        documents = lab.github()
    except NotMeasured as reason:
        part.text += f" There is none here: {reason}."
        part.bars = [
            at_most("large", figure, wanted, 0.35, None),
            at_most("large-memory", "the same, peak memory", "≤ 600 MiB", 600, None),
        ]
        return part
    case = Case(lab, "github", documents)
    found = alternate(
        [
            Contestant("CSafeLoader", lambda: timed(lab.task("tasks", "parse", documents.openapi))),
            Contestant(
                "CSafeLoader, collector off",
                lambda: timed(lab.task("tasks", "parse-uncollected", documents.openapi)),
            ),
            Contestant("cold", case.cold),
            Contestant("warm caches", case.warm),
            *peers(lab, documents.openapi, rounds=1, limit=90),
        ],
        lab.rounds(3),
        warm=False,
    )
    part.text += f" It has {size(documents.openapi.stat().st_size)}."
    part.tables = [Table("One workflow over it", PROCESS_COLUMNS, process_rows(found))]
    out, cache = case.places("cold", empty=True)
    command = [sys.executable, "-m", "arazzo_gen", *lab.arguments(documents, out)]
    at_once = together(command, folder=documents.arazzo.parent, env=lab.env(cache))
    peak = statistics.median(found["cold"].peaks) if found["cold"].samples else None
    if at_once is not None:
        part.text += (
            f" Its processes together never held more than {size(at_once)} in a cold build."
        )
        peak = max(peak or 0, at_once)
    part.bars = [
        at_most(
            "large",
            figure,
            wanted,
            0.35,
            ratio(found["cold"].walls, found["CSafeLoader"].walls),
            profile=case.profile("cold", empty=True),
        ),
        at_most("large-memory", "the same, peak memory", "≤ 600 MiB", 600 * _MIB, peak, shown=size),
    ]
    return part


def peers(lab: Lab, openapi: Path, *, rounds: int, limit: float) -> list[Contestant]:
    """Part c: the other generators on an OpenAPI document, whole processes.

    Args:
        lab: Where to work.
        openapi: The document.
        rounds: How many samples to take of each.
        limit: After how many seconds a generator is stopped.
    """

    def client() -> Sample:
        out = lab.folder("openapi-python-client", empty=True)
        command: list[str | Path] = ["generate", "--path", openapi, "--output-path", out / "client"]
        return _peer(lab, "openapi-python-client", command, out, limit)

    def models() -> Sample:
        out = lab.folder("datamodel-code-generator", empty=True)
        command: list[str | Path] = ["--input", openapi, "--input-file-type", "openapi"]
        command += ["--output", out / "m.py"]
        return _peer(lab, "datamodel-codegen", command, out, limit)

    return [
        Contestant("openapi-python-client", client, rounds),
        Contestant("datamodel-code-generator", models, rounds),
    ]


def _peer(lab: Lab, name: str, arguments: list[str | Path], folder: Path, limit: float) -> Sample:
    program = lab.peers.tool(name)
    sample, _ = process([program, *arguments], folder=folder, env=lab.env(), limit=limit)
    if not any(folder.iterdir()):
        raise NotMeasured("wrote nothing")
    return sample


def _python(lab: Lab, code: str) -> Sample:
    return process([sys.executable, "-c", code], folder=lab.scratch, env=lab.env())[0]


def _scaled(text: str, scale: float) -> Sample:
    sample = timed(text)
    return Sample(sample.wall * scale, sample.cpu * scale, sample.peak)
