"""The hooks and the pipelines that docs/ci.md shows do what it says.

`make hooks` runs the hooks with pre-commit itself, which needs the network.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from arazzo_gen.cli import main
from refresh import ROOT
from systems.pages import Block, blocks_of

EXAMPLE = ROOT / "docs" / "example"
PAGE = [one for one in blocks_of(ROOT / "docs" / "ci.md") if one.language == "yaml"]
(TABLE,) = (one for one in blocks_of(ROOT / "docs" / "ci.md") if one.language == "toml")
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def pipeline(word: str) -> Any:
    (block,) = (one for one in PAGE if word in one.text)
    return yaml.safe_load(block.text)


def commands_of_github() -> list[str]:
    return [step["run"] for step in pipeline("runs-on")["jobs"]["arazzo"]["steps"] if "run" in step]


def commands_of_gitlab() -> list[str]:
    listed: list[str] = pipeline("script:")["arazzo"]["script"]
    return listed


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    """A project with the table of the page, and the example as its document."""
    (tmp_path / "pyproject.toml").write_text(TABLE.text)
    (tmp_path / "workflows").mkdir()
    (tmp_path / "openapi").mkdir()
    shutil.copy(EXAMPLE / "orders.arazzo.yaml", tmp_path / "workflows")
    shutil.copy(EXAMPLE / "shop.openapi.yaml", tmp_path / "openapi" / "shop.yaml")
    assert run("arazzo-gen check --write-baseline", tmp_path) == 0
    assert run("arazzo-gen build", tmp_path) == 0
    return tmp_path


def run(command: str, folder: Path) -> int:
    """The exit status of a command line of a shell, with this arazzo-gen."""
    if command.startswith("pip install"):
        return 0
    ours = f"{shlex.quote(sys.executable)} -m arazzo_gen"
    assert command.startswith("arazzo-gen ")
    return subprocess.run(
        command.replace("arazzo-gen", ours, 1),
        shell=True,
        cwd=folder,
        capture_output=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "generator"), "XDG_CACHE_HOME": str(folder / ".cache")},
    ).returncode


@pytest.mark.parametrize("commands", [commands_of_github, commands_of_gitlab])
def test_a_pipeline_tells_right_documents_from_wrong_ones(project: Path, commands: Any) -> None:
    assert [run(one, project) for one in commands()] == [0, 0, 0]
    (module,) = (project / "src/shop/clients").glob("*.py")
    module.write_text(module.read_text() + "# changed by hand\n")
    assert [run(one, project) for one in commands()] == [0, 0, 1]
    document = project / "workflows" / "orders.arazzo.yaml"
    document.write_text(document.read_text().replace("$response.body#/url", "$response.body#/uri"))
    assert [run(one, project) for one in commands()] == [0, 1, 1]


def test_the_log_that_github_gets_is_where_it_is_looked_for(project: Path) -> None:
    document = project / "workflows" / "orders.arazzo.yaml"
    document.write_text(document.read_text().replace("$response.body#/url", "$response.body#/uri"))
    for command in commands_of_github():
        run(command, project)
    steps = pipeline("runs-on")["jobs"]["arazzo"]["steps"]
    (upload,) = (step for step in steps if "upload-sarif" in step.get("uses", ""))
    (result,) = json.loads((project / upload["with"]["sarif_file"]).read_text())["runs"][0][
        "results"
    ]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "workflows/orders.arazzo.yaml"
    assert re.fullmatch(r"[0-9a-f]{16}:1", result["partialFingerprints"]["arazzoGenFinding/v1"])


def test_the_hooks_of_the_page_are_there() -> None:
    shown = [hook["id"] for hook in pipeline("repos:")["repos"][0]["hooks"]]
    assert shown == [hook["id"] for hook in HOOKS]
    assert all(hook["language"] == "python" for hook in HOOKS)


def test_the_hook_of_a_check_works_on_the_files_of_a_commit(project: Path) -> None:
    hook, _ = HOOKS
    names = ["workflows/orders.arazzo.yaml", "openapi/shop.yaml", "a.arazzo.json", "a.arazzo.md"]
    matched = [name for name in names if re.search(hook["files"], name)]
    assert matched == ["workflows/orders.arazzo.yaml", "a.arazzo.json"]
    assert run(f"{hook['entry']} {matched[0]}", project) == 0
    document = project / matched[0]
    document.write_text(document.read_text().replace("$response.body#/url", "$response.body#/uri"))
    assert run(f"{hook['entry']} {matched[0]}", project) == 1


def test_the_hook_of_a_build_writes_what_is_out_of_date(project: Path) -> None:
    _, hook = HOOKS
    names = ["openapi/shop.yaml", "src/shop/clients/export_orders.py", "pyproject.toml", "x.md"]
    assert [bool(re.search(hook["files"], name)) for name in names] == [True, True, True, False]
    assert hook["pass_filenames"] is False
    (module,) = (project / "src/shop/clients").glob("*.py")
    before = module.read_text()
    module.write_text(before + "# changed by hand\n")
    assert run(hook["entry"], project) == 1
    assert module.read_text() == before
    assert run(hook["entry"], project) == 0


@pytest.mark.parametrize("block", PAGE, ids=str)
def test_every_command_has_the_options_that_it_is_shown_with(block: Block) -> None:
    lines = re.findall(r"arazzo-gen ((?:check|build)[^>\n]*)", block.text)
    for words in map(shlex.split, lines):
        main.commands[words[0]].make_context(words[0], words[1:])
