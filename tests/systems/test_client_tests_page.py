"""The tests that the README and docs/client-tests.md show pass; those with respx and pytest-httpx
where these are installed."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from refresh import ROOT
from systems.pages import Block, blocks_of

PAGES = (ROOT / "README.md", ROOT / "docs" / "client-tests.md")
SHOWN = [block for page in PAGES for block in blocks_of(page) if block.language == "py"]


@pytest.fixture(scope="module", name="project")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(ROOT / "docs" / "example", folder / "docs")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        command = ["build", "docs/orders.arazzo.yaml", "-o", "clients", "--tests", "tests"]
        assert CliRunner().invoke(main, command).exit_code == 0
    return folder


def test_all_of_them_are_here() -> None:
    assert len(SHOWN) == 5


@pytest.mark.parametrize("block", SHOWN, ids=str)
def test_what_is_shown_passes(block: Block, project: Path) -> None:
    if "import" not in block.text:  # it is a test that a build writes
        lines = [line.strip() for line in block.text.splitlines()]
        written = (project / "tests" / "test_export_orders.py").read_text()
        assert lines[1] in written
        assert all(part in written for part in ("POLL_EXPORT_ANSWER", lines[-1], lines[-2]))
        return
    for library in ("respx", "pytest_httpx"):
        if library in block.text and importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    path = project / "tests" / f"test_shown_{block.line}.py"
    path.write_text(block.text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
