"""Runs the tests on other versions of the dependencies: `make newest` and `make oldest`.

The tests that compare the layout of modules with black's depend on the style of one year of black.
They run apart: their results are shown, and do not count as failures.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


def pytest(*arguments: str, prefix: str = "") -> int:
    """Run tests in this environment, with a prefix before each line; gives the status of pytest."""
    command = [sys.executable, "-m", "pytest", "-n", os.environ.get("JOBS", "2"), *arguments]
    command += ["--dist", "loadgroup"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(prefix + line, end="", flush=True)
    return process.returncode


def main() -> int:
    """Run the tests, then those of the layout; the status is that of the former."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    names = [*project["dependencies"], *extras["xpath"], *extras["watch"]]
    names = [name.split(">=")[0] for name in names]
    print("with " + ", ".join(f"{name} {version(name)}" for name in names), flush=True)
    # With a prefix, `make test-all` does not count their failures.
    layout = pytest("-m", "layout", "--tb=no", prefix="layout: ")
    if layout:
        print(f"black {version('black')} LAYS OUT OTHERWISE what fails above: that is no failure")
    else:
        print(f"black {version('black')} lays out every module as it is written")
    print(flush=True)
    return pytest("-m", "not layout")


if __name__ == "__main__":
    sys.exit(main())
