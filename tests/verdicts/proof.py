"""Holds what the compiler says of documents against what openapi-spec-validator says of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import Loader
from arazzo_gen.openapi import validate_worker
from arazzo_gen.openapi.bundle import bundle
from arazzo_gen.openapi.clean.verdict import is_surely_clean
from arazzo_gen.openapi.cycles import find_cycle
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.operations import operations
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.openapi.validate_verdict import Verdict
from arazzo_gen.openapi.validate_worker import run_validator
from verdicts.made import VERSIONS, document
from verdicts.spoilt import mutant

CORPUS: Final = Path(
    os.environ.get("ARAZZO_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus"
)
_HEADS: Final = ("openapi:", "swagger:", '"openapi":', '"swagger":')


def made_documents(count: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Documents of all versions that are made: a name for each, its version, and itself."""
    for number in range(count):
        version = VERSIONS[number % len(VERSIONS)]
        yield f"{version} made {number}", version, document(version, number)


def mutants(count: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Mutants of such documents."""
    for number in range(count):
        version = VERSIONS[number % len(VERSIONS)]
        changed = mutant(document(version, number // 10), number)
        yield f"{version} mutant {number}", version, changed


def published(at_once: int, most: int | None = None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The documents of the corpus, in parts.

    Args:
        at_once: How many operations a part has.
        most: How many parts of each document, at most; None for all, and the whole document.
    """
    for path in sorted(CORPUS.glob("**/*")):
        if path.suffix not in (".yml", ".yaml", ".json"):
            continue
        if not any(head in path.read_text("utf-8")[:300] for head in _HEADS):
            continue
        report = Report()
        loader = Loader(report, cwd=CORPUS)
        root = loader.load(path)
        assert root is not None, path
        refs = Refs(loader, report)
        opened = load_openapi(root, "s", refs, report)
        assert opened is not None, path
        all_of_it = operations(opened)
        starts = range(0, len(all_of_it), at_once)[:most]
        parts = [all_of_it[start : start + at_once] for start in starts]
        for used in parts if most is not None else [None, *parts]:
            part = bundle(opened, refs, used)
            if find_cycle(part.root, part.objects) is None:
                name = f"{path.name} {used[0].path if used else ''}"
                yield name, opened.version, dict(part.root)


def check_clean(
    documents: Iterator[tuple[str, str, dict[str, Any]]], *, asks_all: bool
) -> Counter[str]:
    """Make sure that nothing is called clean in which the library finds something.

    Args:
        documents: Documents, with a name for each.
        asks_all: Whether to ask the library about the others too, for the counts.

    Returns:
        How many are surely clean ("clean"), how many the library must be asked about ("asked"), and
        in how many of these it finds nothing ("strict").
    """
    counts: Counter[str] = Counter(clean=0, asked=0, strict=0)
    for name, version, root in documents:
        is_clean = is_surely_clean(version, root)
        counts["clean" if is_clean else "asked"] += 1
        if not is_clean and not asks_all:
            continue
        verdict = told(version, root)
        if is_clean:
            assert verdict == Verdict(), f"{name}: {verdict}"
        counts["strict"] += not is_clean and verdict == Verdict()
    return counts


def check_walk(documents: Iterator[tuple[str, str, dict[str, Any]]]) -> Counter[str]:
    """Make sure that the quick walk finds what the library's own does, where and in which order.

    Returns:
        How many documents were walked through quickly ("quick"), and in how many of these something
        was found ("found"); how many the library walked through itself ("plain").
    """
    counts: Counter[str] = Counter(quick=0, found=0, plain=0)
    for name, version, root in documents:
        quick = validate_worker._verdict(version, root, validate_worker._quick_errors)
        if quick.failure is not None:
            counts["plain"] += 1
            continue
        counts["quick"] += 1
        counts["found"] += quick.count > 0
        plain = validate_worker._verdict(version, root, validate_worker._errors)
        if plain.failure != "RecursionError":
            assert quick == plain, f"{name}: {quick} is not {plain}"
    return counts


def told(version: str, root: Mapping[str, Any]) -> Verdict:
    """What the library says; where it recurses too deeply, nothing."""
    verdict = run_validator(version, root)
    return Verdict() if verdict.failure == "RecursionError" else verdict
