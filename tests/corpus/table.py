"""Writes docs/corpus.md: what becomes of every published document.

python tests/corpus/table.py             writes the page
python tests/corpus/table.py --findings  lists what docs/findings.md reviews
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import published

from arazzo_gen.diagnostics.codes import CODES
from arazzo_gen.diagnostics.model import Severity

PAGE = published.ROOT / "docs" / "corpus.md"
REVIEWED = tuple(code for code in CODES if code.startswith(("AZ6", "AZ7")))
MOST = 20
"""How many findings of a rule are reviewed."""


class Finding(NamedTuple):
    """A finding of the rules that are reviewed."""

    document: str
    line: int
    code: str
    message: str


HEAD = """# The published documents

What `arazzo-gen build --keep-going` makes of {documents} Arazzo documents that people have
published, with the OpenAPI documents beside them. `make corpus` writes this page; the documents
themselves are not part of the project (`ARAZZO_CORPUS` says where they are).
[findings.md](findings.md) reviews the findings about requests and types one by one.

Of {documents} documents, {whole} build whole, {partly} build in part, {refused} are refused;
{modules} modules are written. A document stands here twice where its sources are not where it
says: as it is, and with options that say where they are.
"""

DOCUMENTS = """## Documents

| document | modules | errors | warnings and notes |
| --- | --- | --- | --- |
"""

REASONS = """## Why documents are refused

Each reason was read against the document.

| document | codes | reason |
| --- | --- | --- |
"""

WARNINGS = """## Warnings and notes by code

| code | is about | times |
| --- | --- | --- |
"""


def page(folder: Path) -> str:
    """The text of docs/corpus.md for a corpus."""
    rows: list[str] = []
    reasons: list[str] = []
    warnings: Counter[str] = Counter()
    best: dict[str, tuple[int, bool]] = {}
    for case in published.cases():
        modules, report = published.build(folder, case.path, case.options)
        errors = published.errors_of(report)
        found = Counter(d.code for d in report.diagnostics if d.severity is not Severity.ERROR)
        warnings += found
        best[case.path] = max(best.get(case.path, (0, False)), (len(modules), not errors))
        name = f"`{case.path}`" + (" with its sources" if case.options else "")
        listed = " ".join(f"{code}×{count}" for code, count in sorted(found.items()))
        rows.append(f"| {name} | {len(modules)} | {' '.join(errors)} | {listed} |")
        if case.reason:
            reasons.append(f"| {name} | {' '.join(errors)} | {case.reason} |")
    whole = sum(done for _, done in best.values())
    partly = sum(count > 0 and not done for count, done in best.values())
    head = HEAD.format(
        documents=len(best),
        whole=whole,
        partly=partly,
        refused=len(best) - whole - partly,
        modules=sum(count for count, _ in best.values()),
    )
    counted = [f"| {c} | {CODES[c].summary} | {n} |" for c, n in sorted(warnings.items())]
    tables = ((DOCUMENTS, rows), (REASONS, reasons), (WARNINGS, counted))
    return head + "".join("\n" + each + "\n".join(lines) + "\n" for each, lines in tables)


def findings(folder: Path) -> dict[str, list[Finding]]:
    """By code, every finding of the rules that docs/findings.md reviews."""
    found: dict[Finding, None] = {}
    for case in published.cases():
        _, report = published.build(folder, case.path, case.options)
        for one in published.findings_of(report, REVIEWED):
            assert one.span is not None
            found[Finding(one.span.file.name, one.span.line, one.code, one.message)] = None
    by_code: dict[str, list[Finding]] = {}
    for finding in sorted(found):
        by_code.setdefault(finding.code, []).append(finding)
    return dict(sorted(by_code.items()))


def drawn(found: list[Finding]) -> list[Finding]:
    """What is reviewed of the findings of one rule: all, or some that are drawn at random."""
    if len(found) <= MOST:
        return found
    return sorted(random.Random(found[0].code).sample(found, MOST))


def main() -> None:
    """Write the page, or list the findings."""
    folder = published.corpus()
    if not folder.is_dir():
        sys.exit(f"the corpus of published documents is not here: {folder} (ARAZZO_CORPUS)")
    if sys.argv[1:] == ["--findings"]:
        for found in findings(folder).values():
            for document, line, code, message in drawn(found):
                print(f"{document}:{line}: {code}: {message}")
        return
    PAGE.write_text(page(folder), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(published.ROOT)}")


if __name__ == "__main__":
    main()
