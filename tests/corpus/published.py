"""The published documents of the corpus, and what becomes of each.

`expected.tsv` has a row for each: its path, the options it is built with, how many modules come
out when the build goes on past errors, the codes of the errors, and why it is refused, found by
reading the document.
"""

from __future__ import annotations

import csv
import functools
import os
from dataclasses import dataclass
from pathlib import Path

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Diagnostic, Report, Severity

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).with_name("expected.tsv")


@dataclass(frozen=True)
class Case:
    """One document, built in one way.

    Attributes:
        path: The document, from the corpus' folder.
        options: Options of the command line, `--source NAME=PATH` and `--source-root DIR`.
        built: How many modules come out.
        errors: The codes of the errors.
        reason: Why it is refused; "" where it is not.
    """

    path: str
    options: str
    built: int
    errors: tuple[str, ...]
    reason: str


def corpus() -> Path:
    """The folder of the corpus: `ARAZZO_CORPUS`, or beside the checkout."""
    return Path(os.environ.get("ARAZZO_CORPUS", ROOT.parent / "shared" / "corpus")).resolve()


def cases() -> list[Case]:
    """What is expected."""
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))
    return [
        Case(path, options, int(built), tuple(errors.split()), reason)
        for path, options, built, errors, reason in rows
    ]


@functools.cache
def build(folder: Path, path: str, options: str = "") -> tuple[dict[str, str], Report]:
    """Build a document with the working directory at the corpus, and go on past errors."""
    report = Report()
    return compile_documents(options_of(folder, path, options), report), report


def options_of(folder: Path, path: str, options: str = "") -> Options:
    """The options of such a build."""
    sources: dict[str, Path] = {}
    root: Path | None = None
    words = options.split()
    for flag, value in zip(words[::2], words[1::2], strict=True):
        if flag == "--source-root":
            root = folder / value
        else:
            name, _, place = value.partition("=")
            sources[name] = folder / place
    return Options(
        documents=(folder / path,),
        cwd=folder,
        output=folder / "unused",
        keep_going=True,
        sources=sources,
        source_root=root,
    )


def errors_of(report: Report) -> tuple[str, ...]:
    """The codes of the errors, each once."""
    return tuple(sorted({d.code for d in report.diagnostics if d.severity is Severity.ERROR}))


def findings_of(report: Report, codes: tuple[str, ...]) -> list[Diagnostic]:
    """The findings of some codes that are in an Arazzo document, in its order."""
    found = [d for d in report.diagnostics if d.code in codes and d.span is not None]
    return sorted(found, key=lambda d: (d.span.line, d.span.column) if d.span else (0, 0))
