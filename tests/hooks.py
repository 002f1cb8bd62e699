"""Runs the hooks with pre-commit itself, from a clone of this repository: `make hooks`.

pre-commit installs the clone with all that it needs, so this needs the network, and is no part of
`make test`. A project is made with the example of docs/; its commits go through the hooks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_TABLE: Final = """\
[tool.arazzo-gen]
documents = "workflows"
output = "clients"
strict = true

[tool.arazzo-gen.sources]
shop = "openapi/shop.yaml"
"""
_CONFIG: Final = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: arazzo-gen-check
      - id: arazzo-gen-build
"""


def call(*command: str | Path, cwd: Path) -> str:
    """What a command writes to stdout; raises where it fails."""
    done = subprocess.run(list(command), cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def make_project(folder: Path, clone: Path) -> None:
    """A repository with a document that is right, and no modules yet."""
    (folder / "workflows").mkdir(parents=True)
    (folder / "openapi").mkdir()
    example = ROOT / "docs" / "example"
    shutil.copy(example / "orders.arazzo.yaml", folder / "workflows")
    shutil.copy(example / "shop.openapi.yaml", folder / "openapi" / "shop.yaml")
    (folder / "pyproject.toml").write_text(_TABLE)
    revision = call("git", "rev-parse", "HEAD", cwd=clone)
    config = _CONFIG.format(repository=clone.as_posix(), revision=revision)
    (folder / ".pre-commit-config.yaml").write_text(config)
    call("git", "init", "--quiet", cwd=folder)
    call("git", "add", ".", cwd=folder)


def run(tool: Path, folder: Path) -> tuple[int, str]:
    """The exit status of all hooks on all files, and what they say."""
    home = {**os.environ, "PRE_COMMIT_HOME": str(tool.parent.parent.parent / "home")}
    command = [tool, "run", "--all-files"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=home
    )
    print(done.stdout, done.stderr, flush=True)
    return done.returncode, done.stdout


def main() -> None:
    """Try what each hook says of a right and of a wrong project."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        call(sys.executable, "-m", "venv", place / "venv", cwd=place)
        call(place / "venv/bin/pip", "install", "--quiet", "pre-commit", cwd=place)
        call("git", "clone", "--quiet", ROOT, place / "clone", cwd=place)
        project, tool = place / "project", place / "venv/bin/pre-commit"
        make_project(project, place / "clone")
        status, said = run(tool, project)
        assert status == 1, "the modules are new, so that the commit has to stop"
        assert "written    clients/export_orders.py" in said
        call("git", "add", ".", cwd=project)
        assert run(tool, project)[0] == 0, "all is right, and the modules are there"
        document = project / "workflows" / "orders.arazzo.yaml"
        text = document.read_text()
        document.write_text(text.replace("$response.body#/url", "$response.body#/uri"))
        status, said = run(tool, project)
        assert status == 1, "a document is wrong"
        assert "workflows/orders.arazzo.yaml:32:16: error[AZ701]" in said, "with its own table"
    print("the hooks work")


if __name__ == "__main__":
    main()
