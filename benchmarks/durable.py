"""Part h: what durable runs cost on DBOS, with SQLite and with Postgres."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lab import ROOT, Lab, say
from benchmarks.measure import NotMeasured
from benchmarks.results import Part, Table, seconds, size

_PYTHON = ROOT / ".venv-engines" / "bin" / "python"
_EXPECTED = {"DBOS, SQLite": "about 2 ms", "DBOS, Postgres": "5 to 7 ms"}
"""What was expected of a step when durable runs were planned."""

_KNOCK = ROOT / "tests" / "cases" / "knock" / "knock.arazzo.yaml"


def durable_runs(lab: Lab) -> Part:
    """Part h: the time of a step, runs in a second, and runs that wait."""
    count, waiting = (20, 200) if lab.quick else (200, 10_000)
    part = Part(
        "(h) Durable runs",
        "The Knock client on DBOS, whose requests a stub transport answers within the process. A "
        "run stores four steps. *A step* is the median of runs that go on one after the other, "
        f"with all that is stored of them; *runs a second* is {count} runs that are started at "
        "once. *Plain* is the same by `run_async`, and stores nothing. The databases are on this "
        "machine's disk, and write through it, as they are set up by default; SQLite has WAL.",
    )
    if not _PYTHON.exists():
        part.tables.append(Table("Not measured", ("",), [["`make engines` installs the engines"]]))
        return part
    folder = lab.folder("durable", empty=True)
    build = ["-m", "arazzo_gen", "build", str(_KNOCK), "-o", str(folder / "clients")]
    build = [sys.executable, *build, "--engine", "dbos"]
    subprocess.run(build, env=lab.env(), check=True, capture_output=True)
    times = [["plain", "", *_times(folder, "plain", count)]]
    held = []
    with _databases(folder) as databases:
        for name, database in databases.items():
            say(f"  {name}")
            times.append([name, _EXPECTED[name], *_times(folder, database, count)])
            held.append([name, *_held(folder, database, waiting)])
    part.tables.append(Table("Time", ("", "expected", "a step", "runs a second"), times))
    columns = ("", "memory a run", "rows a run", "until all wait")
    part.tables.append(Table(f"{waiting:,} runs that wait in one process", columns, held))
    return part


@contextlib.contextmanager
def _databases(folder: Path) -> Iterator[dict[str, str]]:
    """The URLs of the databases by their names; Postgres only where it is installed."""
    found = {"DBOS, SQLite": f"sqlite:///{folder}/durable.sqlite"}
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'generator'}{os.pathsep}{ROOT / 'tests'}"}
    script = ROOT / "tests" / "engines" / "postgres.py"
    server = subprocess.Popen(
        [sys.executable, script],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        assert server.stdin is not None
        assert server.stdout is not None
        if url := server.stdout.readline().strip():
            found["DBOS, Postgres"] = url
        yield found
        server.stdin.close()


def _times(folder: Path, database: str, count: int) -> list[str]:
    try:
        if database == "plain":
            figures = _child(folder, "-", "plain", count)
        else:
            figures = _child(folder, f"{database}{_name('steps', database)}", "steps", count)
            figures |= _child(folder, f"{database}{_name('rate', database)}", "rate", count)
    except NotMeasured as missing:
        return [str(missing), ""]
    return [seconds(figures["step"]), f"{figures['rate']:,.0f}"]


def _held(folder: Path, database: str, count: int) -> list[str]:
    try:
        figures = _child(folder, f"{database}{_name('waiting', database)}", "waiting", count)
    except NotMeasured as missing:
        return [str(missing), "", ""]
    rows = f"{figures['rows']:.1f}"
    return [size(figures["memory"]), rows, seconds(figures["seconds"])]


def _name(what: str, database: str) -> str:
    """What makes the URL that of a new database."""
    return f"-{what}" if database.startswith("sqlite") else f"/{what}"


def _child(folder: Path, database: str, what: str, count: int) -> dict[str, float]:
    script = Path(__file__).with_name("durable_runs.py")
    done = subprocess.run(
        [_PYTHON, script, folder, database, what, str(count)],
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    if done.returncode:
        raise NotMeasured(f"failed: {(done.stderr.splitlines() or [''])[-1]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
