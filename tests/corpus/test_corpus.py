"""Every published document of the corpus builds, or is refused for a reason that holds.

`expected.tsv` says what becomes of each: how many modules are built when the build goes on past
errors, and the codes of the errors. Each refusal was read against the document.
"""

from __future__ import annotations

import csv
import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report, Severity

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).with_name("expected.tsv")


def corpus() -> Path:
    """Where the corpus is; the test is skipped where it is not."""
    found = Path(os.environ.get("ARAZZO_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not found.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {found}")
    return found


def documents() -> list[tuple[str, int, str]]:
    """The documents by their path in the corpus, with what is expected of them."""
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))
    return [(path, int(built), codes) for path, built, codes in rows]


@functools.cache
def build(folder: Path, path: str) -> tuple[dict[str, str], Report]:
    """Build a document with the working directory at the corpus."""
    report = Report()
    options = Options(
        documents=(folder / path,), cwd=folder, output=folder / "unused", keep_going=True
    )
    return compile_documents(options, report), report


@pytest.mark.parametrize(("path", "built", "codes"), documents(), ids=str)
@pytest.mark.xdist_group("corpus")
def test_a_published_document(path: str, built: int, codes: str) -> None:
    modules, report = build(corpus(), path)
    errors = {one.code for one in report.diagnostics if one.severity is Severity.ERROR}
    assert (len(modules), " ".join(sorted(errors))) == (built, codes)
    for name, text in modules.items():
        compile(text, name, "exec")


@pytest.mark.xdist_group("corpus")
def test_the_list_has_every_document_of_the_corpus() -> None:
    folder = corpus()
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in (".yml", ".yaml", ".json") and _is_arazzo(path)
    }
    assert found == {path for path, _, _ in documents()}


def _is_arazzo(path: Path) -> bool:
    head = path.read_text(encoding="utf-8")[:400]
    return head.startswith("arazzo:") or "\narazzo:" in head or '"arazzo":' in head


@pytest.mark.xdist_group("corpus")
def test_the_knock_documents_build_and_name_the_property_that_is_meant() -> None:
    folder = corpus()
    path = "knock/arazzo/knock-app-trigger-workflow-track-recipient-run-workflow.yml"
    modules, report = build(folder, path)
    assert list(modules) == ["trigger_workflow_track_recipient_run.py"]
    found = [one for one in report.diagnostics if one.code == "AZ701"]
    assert len(found) == 1
    assert "'entries'" in found[0].message
    assert "#/items/0/id" in (found[0].help or "")
    assert (found[0].severity, found[0].span and found[0].span.line) == (Severity.WARNING, 87)


@pytest.mark.xdist_group("corpus")
def test_every_module_passes_the_type_checkers_and_black(tmp_path: Path) -> None:
    folder = corpus()
    for number, (path, _, _) in enumerate(documents()):
        modules, _ = build(folder, path)
        package = tmp_path / f"document_{number}"
        package.mkdir()
        (package / "__init__.py").touch()
        for name, text in modules.items():
            (package / name).write_text(text, encoding="utf-8")
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    for command in (
        ["mypy", "--strict", "."],
        ["pyright", "--pythonpath", sys.executable, "."],
        ["black", "--quiet", "--check", "."],
    ):
        tool = [sys.executable, "-m", *command]
        done = subprocess.run(tool, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
