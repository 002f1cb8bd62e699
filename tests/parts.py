"""Runs all parts that CI runs, and compares the time of each with its budget: `make test-all`.

A part that takes longer than its budget is reported in capitals. One that takes twice as long is
killed, and has failed. The last line adds up the counts of pytest of all parts, in pytest's form.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_COUNTS: Final = re.compile(r"^(?:=+ )?((?:\d+ [a-z]+(?:, )?)+) in [0-9.]+s")
_ORDER: Final = ("failed", "passed", "skipped", "deselected", "xfailed", "warnings", "error")


@dataclass(frozen=True)
class Part:
    """One part of the tests.

    Attributes:
        name: Its name, for `ONLY=` and in the output.
        seconds: Its budget, on an idle machine with two cores.
        command: The command that runs it, in the root of the project.
        about: What it tests, in words for the output.
    """

    name: str
    seconds: int
    command: tuple[str, ...]
    about: str


PARTS: Final = (
    # First, so that the tests of every change find mermaid's parser and Chromium, where they could
    # be installed.
    Part("draw", 180, ("make", "draw"), "the drawings, with mermaid's own parser and Chromium"),
    Part("test", 420, ("make", "test"), "ruff, mypy and the tests of every change"),
    Part("published", 100, ("make", "published"), "what published documents become"),
    Part("install", 60, (sys.executable, "tests/install.py"), "the sdist and the wheel, installed"),
    Part("rendered", 90, ("make", "rendered"), "docstrings, as Sphinx and mkdocs render them"),
    Part("packaged", 120, ("make", "packaged"), "what clients do, as modules of a package"),
    Part("durable", 60, ("make", "durable"), "what clients do in their durable form, and killed"),
    Part(
        "engines", 190, ("make", "engines"), "durable clients on DBOS and Temporal, and killed ones"
    ),
    Part("random", 600, ("make", "random"), "the random tests, on many more examples"),
    Part("oldest", 860, ("make", "oldest"), "the tests, on the lowest versions that are allowed"),
)
"""What is slower goes in here: a row with a budget is all that a new part needs."""


@dataclass(frozen=True)
class Result:
    """The result of a part: whether it passed, how long it took, and what pytest counted."""

    part: Part
    passed: bool
    seconds: float
    counts: Counter[str]

    def line(self) -> str:
        """The line of the output about it."""
        said = f"part {self.part.name}: {self.seconds:.0f} s of {self.part.seconds} s allowed"
        if self.seconds > 2 * self.part.seconds:
            return f"{said}: ENDED, it takes more than twice its budget"
        if not self.passed:
            return f"{said}: FAILED"
        return said + (": OVER BUDGET" if self.seconds > self.part.seconds else "")


def run(part: Part) -> Result:
    """Run a part, and pass its output on as it comes."""
    print(f"\n=== {part.name}: {part.about} ===", flush=True)
    start = time.monotonic()
    counts: Counter[str] = Counter()
    process = subprocess.Popen(
        part.command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    # The whole group is killed: a process that outlives the part keeps its output open.
    watch = subprocess.Popen(
        ["sh", "-c", f"sleep {2 * part.seconds} && kill -9 -{process.pid}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            counts.update(counted(line))
        status = process.wait()
    finally:
        os.killpg(watch.pid, signal.SIGKILL)
        watch.wait()
    return Result(part, status == 0, time.monotonic() - start, counts)


def counted(line: str) -> dict[str, int]:
    """The counts in a line of pytest's summary; none in any other line."""
    match = _COUNTS.match(line)
    if match is None:
        return {}
    pairs = (pair.split() for pair in match[1].split(", ") if pair)
    return {{"errors": "error", "warning": "warnings"}.get(what, what): int(n) for n, what in pairs}


def summary(results: Sequence[Result]) -> str:
    """A line in the form of pytest's summary, for all parts together."""
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result.counts)
        if not result.passed and not result.counts["failed"]:
            counts["failed"] += 1  # the part failed, and none of its tests did
    words = [f"{counts[what]} {what}" for what in _ORDER if counts[what]]
    return f"{', '.join(words) or 'no tests ran'} in {sum(r.seconds for r in results):.2f}s"


def main(parts: Sequence[Part] = PARTS, argv: Sequence[str] | None = None) -> int:
    """Run the parts; 1 where one failed."""
    parser = argparse.ArgumentParser(description="Run all that CI runs.")
    parser.add_argument("--only", default="", help="the names of the parts to run, with commas")
    only = [name for name in parser.parse_args(argv).only.split(",") if name]
    unknown = set(only) - {part.name for part in parts}
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    results = [run(part) for part in parts if not only or part.name in only]
    print()
    for result in results:
        print(result.line())
    print(summary(results), flush=True)
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
