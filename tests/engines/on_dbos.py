"""Runs the durable Knock client on DBOS in processes of its own, which tests kill."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from notifications_api import Api

from arazzo_gen.cli import main
from command_line import CliRunner

ROOT: Final = Path(__file__).resolve().parents[2]
PYTHON: Final = ROOT / ".venv-engines" / "bin" / "python"
KEY: Final = "sk_test_do_not_store_me"
MODULE: Final = "trigger_workflow_track_recipient_run"
KNOCK: Final = ROOT / "tests" / "cases" / "knock" / "knock.arazzo.yaml"

needs_engines = pytest.mark.skipif(
    not PYTHON.exists(), reason="the engines are not installed: `make engines` does it"
)


def build(folder: Path, *flags: str) -> Path:
    """Build the durable Knock client into `clients` of a folder, which is returned."""
    command = ["build", str(KNOCK), "-o", str(folder / "clients"), *flags]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output

    return folder


@dataclass(frozen=True)
class Lab:
    """A folder with the client, a database, and an API that it calls.

    Attributes:
        runs: How many runs a test with many has.
    """

    folder: Path
    database: str
    api: Api
    polling: dict[str, Any]
    runs: int

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a child."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        given = {"API_KEY": KEY, "KNOCK_API_URL": self.api.url, "DURABLE_DATABASE": self.database}
        return {**kept, **given, **more}

    def start(self, number: int) -> None:
        """Put runs into the queue."""
        script = Path(__file__).with_name("start_runs.py")
        command = [PYTHON, script, self.database, str(number), json.dumps(self.polling)]
        subprocess.run(command, cwd=self.folder, env=self.environment(), check=True, timeout=60)

    def say(self, *arguments: str, status: int = 0) -> str:
        """What a command of the client's command line prints, on both streams."""
        command = [PYTHON, "-m", "clients.durable", *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    @contextlib.contextmanager
    def worker(self, *arguments: str, **environment: str) -> Iterator[Child]:
        """A process that carries runs on; killed at the end, if it still runs."""
        with open(self.folder / "worker.log", "a") as log:
            process = subprocess.Popen(
                [PYTHON, "-m", "clients.durable", "work", *arguments],
                cwd=self.folder,
                env=self.environment(**environment),
                stdout=log,
                stderr=log,
            )
            child = Child(process)
            try:
                yield child
            finally:
                child.kill()

    def said(self) -> str:
        """What the workers have said."""
        return (self.folder / "worker.log").read_text()

    def finish(self, stored: Stored) -> None:
        """Carry all runs on until none is left."""
        with self.worker():
            until(lambda: not stored.unfinished())


@dataclass(frozen=True)
class Child:
    """A worker process."""

    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it as `kill -9` does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class Stored:
    """What a database of DBOS holds."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        raise NotImplementedError

    def text(self) -> str:
        """All rows of all tables."""
        raise NotImplementedError

    def unfinished(self) -> bool:
        """Whether a run waits or goes on."""
        query = "SELECT 1 AS one FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"
        return bool(self.rows(query))

    def results(self) -> dict[str, tuple[str, Any]]:
        """The status and the outputs of each run."""
        query = (
            "SELECT s.workflow_uuid, s.status, coalesce(o.output, s.output) AS output "
            "FROM workflow_status s "
            "LEFT JOIN workflow_output o ON o.workflow_uuid = s.workflow_uuid"
        )
        return {run: (status, json.loads(out or "null")) for run, status, out in self.rows(query)}

    def steps(self) -> set[tuple[str, str]]:
        """The steps that are stored: their ids, and the recipients of their runs."""
        query = "SELECT function_name, workflow_uuid FROM operation_outputs"
        return {(step, run.removeprefix("run-")) for step, run in self.rows(query)}


class Sqlite(Stored):
    """A SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with contextlib.closing(sqlite3.connect(self._path)) as connection:
            return connection.execute(query).fetchall()

    def text(self) -> str:
        """All rows of all tables."""
        tables = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return "\n".join(
            repr(row) for (name,) in tables for row in self.rows(f'SELECT * FROM "{name}"')
        )


def outputs(number: int) -> dict[str, str]:
    """The outputs of the run of a recipient."""
    return {
        "workflow_run_id": f"w-{number}",
        "recipient_run_id": f"r-{number}",
        "final_status": "completed",
    }


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not hold in time"
        time.sleep(0.01)
