"""A Postgres server on the loopback, in a folder of its own, for the tests of durable runs."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from on_dbos import Stored
from postgres_path import BIN


class Postgres(Stored):
    """A database of the server."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, whose columns have names."""
        asked = f"SELECT coalesce(json_agg(t), '[]') FROM ({query}) t"
        found = self._say("psql", "--no-psqlrc", "-At", "-c", asked)
        return [tuple(row.values()) for row in json.loads(found)]

    def text(self) -> str:
        """All rows of all tables."""
        return self._say("pg_dump", "--data-only", "--inserts")

    def _say(self, program: str, *arguments: str) -> str:
        assert BIN is not None
        environment = {**os.environ, "PGOPTIONS": "-c search_path=dbos"}
        command = [BIN / program, *arguments, self.url]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, timeout=60
        ).stdout


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of the server, without a database, while it runs."""
    assert BIN is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run(BIN / "initdb", "-D", data, "-U", "durable", "-A", "trust", "-E", "UTF8", "-N")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -k {folder} -c max_connections=200"
        log = folder / "log"
        _run(BIN / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql://durable@127.0.0.1:{port}"
        finally:
            _run(BIN / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str | Path) -> None:
    """Run one of its programs, none of which root may run."""
    before: Sequence[str] = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    done = subprocess.run(
        [*before, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout


def _main() -> None:
    """Print the URL of a server, which ends when standard input does; an empty line for none."""
    if BIN is None:
        print(flush=True)
        return
    with server() as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _main()
