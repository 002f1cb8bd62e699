"""Runs the tests on other versions of what the compiler needs: `make newest` and `make oldest`.

Tests that hold the layout of modules against black's depend on the style of one year of black.
They run apart, and are told: another layout is no failure of anything else.
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
    """Run tests in this environment, with a prefix to each line; the status of pytest."""
    command = [sys.executable, "-m", "pytest", "-n", os.environ.get("JOBS", "2"), *arguments]
    command += ["--dist", "loadgroup"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(prefix + line, end="", flush=True)
    return process.returncode


def main() -> int:
    """Run the tests, and then those of the layout; the status is that of the first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [*project["dependencies"], *project["optional-dependencies"]["xpath"]]
    names = [name.split(">=")[0] for name in names]
    print("with " + ", ".join(f"{name} {version(name)}" for name in names), flush=True)
    # With a prefix, so that `make test-all` does not count them: these failures are none.
    layout = pytest("-m", "layout", "--tb=no", prefix="layout: ")
    if layout:
        print(f"black {version('black')} LAYS OUT OTHERWISE what fails above: that is no failure")
    else:
        print(f"black {version('black')} lays out every module as it is written")
    print(flush=True)
    return pytest("-m", "not layout")


if __name__ == "__main__":
    sys.exit(main())
