"""Runs the benchmarks and writes their results: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import builds, clients, durable, growth, layouts, organisation
from benchmarks.lab import ROOT, Lab, say
from benchmarks.machine import machine, versions
from benchmarks.peers import Peers
from benchmarks.results import Part, render

_FOLDER = ROOT / "benchmarks"

PARTS: list[tuple[str, Callable[[Lab], Part]]] = [
    ("a", builds.one_workflow),
    ("b", builds.many_workflows),
    ("b", builds.real_document),
    ("d", clients.one_run),
    ("e", clients.crowds),
    ("f", clients.imports),
    ("f", layouts.many_imports),
    ("g", growth.growth),
    ("h", durable.durable_runs),
    ("i", organisation.organisation),
]
"""The parts in order. Part c, the other generators, has rows in the tables of builds."""


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="few samples of small things")
    parser.add_argument("--only", default="abdefghi", help="letters of parts, such as a,d")
    parser.add_argument("-o", "--output", type=Path, help="where the results go")
    options = parser.parse_args()
    whole = not options.quick and options.only == "abdefghi"
    # The results of an incomplete run must not replace those of a whole one.
    output = options.output or _FOLDER / ("RESULTS.md" if whole else "RESULTS.partial.md")
    started = time.monotonic()
    peers = Peers(ROOT)
    before = machine()
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(Path(folder).resolve(), peers, options.quick)
        for letter, run in PARTS:
            if letter in options.only:
                say(f"part {letter}: {run.__name__.replace('_', ' ')}")
                parts.append(run(lab))
        say("results, with a profile of every bar that is not met")
        text = render(
            parts,
            machine=before,
            versions=versions(peers),
            notes=(_FOLDER / "notes.md").read_text(encoding="utf-8"),
            quick=options.quick,
        )
    output.write_text(text, encoding="utf-8")
    say(f"written {output.name} after {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
