"""A development server of Temporal on the loopback, for the tests of durable runs."""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from on_dbos import PYTHON, until

SERVER: Final = PYTHON.with_name("temporal")
"""The program; there is none for some systems."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server, while it runs.

    Args:
        folder: Where its log goes.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [SERVER, "server", "start-dev", "--headless", "--ip", "127.0.0.1"]
    with open(folder / "server.log", "w") as log:
        process = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log)
        try:
            until(lambda: _listens(port))
            yield f"127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
