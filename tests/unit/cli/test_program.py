"""The program as a process: how it begins and ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import arazzo_gen

AROUND = """
import atexit, sys, threading, time
from arazzo_gen.__main__ import main
sys.argv = ["arazzo-gen", *sys.argv[1:]]
def other():
    time.sleep(0.2)
    print("the other thread")
threading.Thread(target=other).start()
try:
    main()
finally:
    atexit.register(print, "registered")
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    source = str(Path(arazzo_gen.__file__).parents[1])
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": source},
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "status"), [(["--version"], 0), (["explain", "AZ000"], 2), (["build", "-x"], 2)]
)
def test_the_status_is_that_of_the_command(arguments: list[str], status: int) -> None:
    done = run("-m", "arazzo_gen", *arguments)
    assert done.returncode == status
    assert "Traceback" not in done.stderr


def test_it_ends_early_but_after_all_that_waits_for_the_end() -> None:
    done = run("-c", AROUND, "explain", "AZ000")
    assert done.returncode == 2
    assert done.stdout.splitlines() == ["the other thread", "registered"]


def test_a_mistake_of_the_compiler_still_shows_as_one() -> None:
    code = "import arazzo_gen.cli, arazzo_gen.__main__ as m\narazzo_gen.cli.main = None\nm.main()"
    done = run("-c", code)
    assert done.returncode == 1
    assert "TypeError" in done.stderr
