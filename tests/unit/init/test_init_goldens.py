"""What `init` writes and says for the OpenAPI documents beside this file and of the four systems.

`make generated` writes it again. What is written has no finding, builds, and type-checks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from refresh import ROOT, STARTED, started
from typecheck import mypy_findings, pyright_findings

FOUND = started()
WRITTEN = [folder for folder in FOUND if (folder / "jobs.arazzo.yaml").exists()]
each_folder = pytest.mark.parametrize("folder", list(FOUND), ids=lambda folder: folder.name)
each_written = pytest.mark.parametrize("folder", WRITTEN, ids=lambda folder: folder.name)


def test_every_kind_of_job_has_its_folder() -> None:
    names = {folder.name for folder in FOUND}
    assert names >= {
        "exports",
        "links",
        "halves",
        "living",
        "unlisted",
        "samples",
        "hostile",
        "none",
    }
    assert names >= {"knock", "cloudflare", "knowledge_stack", "wave"}
    assert {folder.name for folder in WRITTEN} == names - {"none"}


@each_folder
def test_init_writes_and_says_what_is_checked_in(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(STARTED)
    golden = folder / "jobs.arazzo.yaml"
    result = CliRunner().invoke(main, ["init", *FOUND[folder]])
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    # To standard output a document is written as seen from the working directory.
    assert places(result.stdout) == places(expected), "run `make generated` and review the diff"
    assert result.exit_code == (0 if golden.exists() else 1)


def places(text: str) -> list[str]:
    """The lines of a document, with the names alone of the files that it names."""
    lines = text.splitlines()
    return [f"url {one.rpartition('/')[2]}" if "    url: " in one else one for one in lines]


@each_written
def test_what_is_written_has_no_finding_and_builds(folder: Path, tmp_path: Path) -> None:
    document = str(folder / "jobs.arazzo.yaml")
    options = ["--allow-path", str(ROOT / "tests" / "cases"), "--no-cache"]
    checked = CliRunner().invoke(main, ["check", "--strict", document, *options])
    assert checked.output == "checked 1 document: no problems\n"
    built = CliRunner().invoke(main, ["build", document, "-o", str(tmp_path), *options])
    assert built.exit_code == 0, built.output
    count = (folder / "jobs.arazzo.yaml").read_text(encoding="utf-8").count("- workflowId: ")
    assert len(list(tmp_path.glob("*.py"))) == count > 0


def test_what_is_built_of_it_passes_both_type_checkers(tmp_path: Path) -> None:
    modules: list[Path] = []
    for folder in WRITTEN:
        out = tmp_path / folder.name
        document = str(folder / "jobs.arazzo.yaml")
        options = ["--allow-path", str(ROOT / "tests" / "cases"), "--validate", "off"]
        built = CliRunner().invoke(main, ["build", document, "-o", str(out), *options])
        assert built.exit_code == 0, built.output
        modules += sorted(out.glob("*.py"))
    assert len(modules) >= len(WRITTEN)
    assert mypy_findings(modules, tmp_path) == ""
    assert pyright_findings(modules, tmp_path) == ""


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_the_hash_seed_does_not_show(seed: str) -> None:
    for name in ("halves", "hostile"):
        folder = STARTED / name
        command = [sys.executable, "-m", "arazzo_gen", "init", *FOUND[folder]]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        environment["PYTHONPATH"] = str(ROOT / "generator")
        done = subprocess.run(command, cwd=STARTED, env=environment, capture_output=True)
        golden = (folder / "jobs.arazzo.yaml").read_text(encoding="utf-8")
        assert places(done.stdout.decode()) == places(golden)
