"""The README's path from an OpenAPI document to a call that passes, as a reader types it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from refresh import ROOT
from systems.pages import blocks

(PATH,) = (
    one for one in blocks("console") if "arazzo-gen init" in one.text and one.page == "README.md"
)


def test_each_command_does_what_the_next_one_needs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "example", tmp_path / "docs" / "example")
    install, *commands = (command for command, _ in PATH.commands())
    assert install == "pip install . pytest"
    *prepare, serve, call = commands
    for command in prepare:
        done(command, tmp_path)
    with serving(serve, tmp_path) as port:
        said = done(call.replace(":8700/", f":{port}/"), tmp_path)
    assert re.fullmatch(r"Outputs\(.*status='done'.*\)\n", said)


def done(command: str, folder: Path) -> str:
    """What a command prints, which must succeed."""
    result = subprocess.run(words(command), cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
    return result.stdout


@contextmanager
def serving(command: str, folder: Path) -> Iterator[int]:
    """The mock, on a port that is free."""
    assert command.endswith(" &")
    mock = [*words(command.removesuffix(" &")), "--port", "0"]
    with subprocess.Popen(mock, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"listens on http://127\.0\.0\.1:(\d+)", process.stdout.readline())
            assert found
            yield int(found[1])
        finally:
            process.terminate()


def words(command: str) -> list[str]:
    """A command for the environment that the tests run in."""
    name, *rest = shlex.split(command)
    return [sys.executable if name == "python" else os.path.join(sys.prefix, "bin", name), *rest]
