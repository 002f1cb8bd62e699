"""Every published document of the corpus builds, or is refused for a reason that holds.

The modules of the conformance cases are checked here too, in the same run of the type checkers.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import black
import conformance
import examples
import published
import pytest
import table

from arazzo_gen.diagnostics.model import Severity
from arazzo_gen.python.layout import KNOWN_STYLES, formatting, lay_out
from arazzo_gen.python.layout.formatting import CHECK
from building import Built
from signatures import untyped
from typecheck import black_changes

Conformance: TypeAlias = dict[str, tuple[dict[str, Any], Built]]

CASES = published.cases()
FINDINGS = (published.ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
NOT_KNOWN: list[str] = []
"""Texts that were built so far and that only black can lay out."""

pytestmark = pytest.mark.xdist_group("corpus")


@pytest.fixture
def folder() -> Path:
    """Where the corpus is; the test is skipped where it is not."""
    found = published.corpus()
    if not found.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {found}")
    return found


@pytest.fixture(autouse=True)
def _layouts_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare every layout with what black makes of the same text, and note what is not known."""

    def noting(text: str, preformatted: Collection[str]) -> str | None:
        laid_out = lay_out(text, preformatted)
        if laid_out is None:
            NOT_KNOWN.append(text)
        return laid_out

    monkeypatch.setenv(CHECK, "1")
    monkeypatch.setattr(formatting, "lay_out", noting)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path} {case.options}".strip())
def test_a_published_document(folder: Path, case: published.Case) -> None:
    modules, report = published.build(folder, case.path, case.options)
    assert (len(modules), published.errors_of(report)) == (case.built, case.errors)
    assert bool(case.reason) is bool(case.errors)
    for name, text in modules.items():
        compile(text, name, "exec")
        assert untyped(text) == []


def test_the_list_has_every_document_of_the_corpus(folder: Path) -> None:
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in (".yml", ".yaml", ".json") and _is_arazzo(path)
    }
    assert found == {case.path for case in CASES}


def _is_arazzo(path: Path) -> bool:
    head = path.read_text(encoding="utf-8")[:400]
    return head.startswith("arazzo:") or "\narazzo:" in head or '"arazzo":' in head


def test_the_page_of_the_corpus_is_current(folder: Path) -> None:
    assert table.PAGE.read_text(encoding="utf-8") == table.page(folder), "run `make corpus`"


def test_what_is_drawn_of_the_findings_is_reviewed(folder: Path) -> None:
    found = table.findings(folder)
    reviewed = {code: [row[:2] for row in rows] for code, rows in _verdicts().items()}
    assert reviewed == {
        code: sorted((one.document, one.line) for one in table.drawn(each))
        for code, each in found.items()
    }
    for code, rows in _verdicts().items():
        verdicts = [verdict for _, _, verdict in rows]
        counts = [verdicts.count(each) for each in ("true", "false", "arguable")]
        row = " | ".join(map(str, (code, len(found[code]), len(rows), *counts)))
        assert f"\n| {row} |\n" in FINDINGS
        assert counts[1] <= len(rows) / 20 or len(rows) < 20, f"{code} is wrong too often"


def test_the_findings_about_examples_of_providers_are_reviewed(
    folder: Path, tmp_path: Path
) -> None:
    found = examples.findings(folder, tmp_path)
    section = FINDINGS.partition("## Examples of providers\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(.+?)` \| (AZ\d+) \| (\d+) \| .+ \| \w+ \| .+ \|$", section, re.M)
    assert len(rows) == section.count("\n| `")
    counted: Counter[tuple[str, str]] = Counter()
    for (name, code, _), count in found.items():
        counted[name, code] += count
    reviewed: Counter[tuple[str, str]] = Counter()
    for name, code, count in rows:
        reviewed[name, code] += int(count)
    assert reviewed == counted


def _verdicts() -> dict[str, list[tuple[str, int, str]]]:
    """By code, the document, line and verdict of each row of docs/findings.md."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for code, section in re.findall(r"^## (AZ\d+): .+\n((?:(?!## ).*\n)+)", FINDINGS, re.M):
        rows = re.findall(
            r"^\| `(.+?)` \| (\d+) \| .+ \| (true|false|arguable) \| .+ \|$", section, re.M
        )
        assert len(rows) == section.count("\n| `"), f"a row of {code} cannot be read"
        found[code] = sorted((document, int(line), verdict) for document, line, verdict in rows)
    return found


def test_the_knock_documents_build_and_name_the_property_that_is_meant(folder: Path) -> None:
    path = "knock/arazzo/knock-app-trigger-workflow-track-recipient-run-workflow.yml"
    modules, report = published.build(folder, path)
    assert list(modules) == ["trigger_workflow_track_recipient_run.py"]
    found = [one for one in report.diagnostics if one.code == "AZ701"]
    assert len(found) == 1
    assert "'entries'" in found[0].message
    assert "#/items/0/id" in (found[0].help or "")
    assert (found[0].severity, found[0].span and found[0].span.line) == (Severity.WARNING, 87)


def test_the_layout_of_every_module_is_known_without_black(folder: Path) -> None:
    if black.__version__.split(".")[0] not in map(str, KNOWN_STYLES):
        pytest.skip("the style of this version of black is not known")
    for case in CASES:
        published.build(folder, case.path, case.options)
    assert NOT_KNOWN == []


@pytest.fixture(scope="module")
def conformance_built(tmp_path_factory: pytest.TempPathFactory) -> Conformance:
    """The conformance cases and how their builds ended; none where the cases are not."""
    place = conformance.conformance()
    scratch = tmp_path_factory.mktemp("conformance")
    return conformance.build_all(place, scratch) if place.is_dir() else {}


def test_the_conformance_cases_build_modules_with_typed_signatures(
    conformance_built: Conformance,
) -> None:
    if not conformance_built:
        pytest.skip(f"the conformance cases are not here: {conformance.conformance()}")
    for name, (case, built) in conformance_built.items():
        if case["expect"].get("build") == "error":
            assert (built.status, built.files) == (1, {}), name
            continue
        assert (built.status, bool(built.files)) == (0, True), f"{name}: {built.report}"
        for path in built.files.values():
            assert untyped(path.read_text(encoding="utf-8")) == [], name


def test_every_module_passes_the_type_checkers_and_black(
    tmp_path: Path, conformance_built: Conformance
) -> None:
    modules = dict(_published_modules())
    for name, (_, built) in conformance_built.items():
        for stem, path in built.files.items():
            modules[f"case_{name.replace('-', '_')}/{stem}.py"] = path.read_text(encoding="utf-8")
    if not modules:
        pytest.skip("neither the corpus nor the conformance cases are here")
    for name, text in modules.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    for command in (
        ["mypy", "--strict", "."],
        ["pyright", "--pythonpath", sys.executable, "."],
    ):
        tool = [sys.executable, "-m", *command]
        done = subprocess.run(tool, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert black_changes(modules) == []


def _published_modules() -> Iterator[tuple[str, str]]:
    """Path and text of each module of the corpus; nothing where it is not."""
    folder = published.corpus()
    if not folder.is_dir():
        return
    for number, case in enumerate(CASES):
        modules, _ = published.build(folder, case.path, case.options)
        assert len(modules) == case.built
        yield from ((f"document_{number}/{name}", text) for name, text in modules.items())
