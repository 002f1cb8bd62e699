"""The processes in which openapi-spec-validator runs beside a build.

It takes nearly as long to import as a small build takes, so its process is started as soon as it
is likely to be needed: before this program imports what compiles, which this module does not need.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from arazzo_gen.cache import Store, digest, environment

if TYPE_CHECKING:
    import subprocess

_LIBRARY = "openapi_spec_validator"
_MARK = "judged"
_ENVIRONMENT = {
    # The library goes through sets, so what it finds first would change from run to run.
    "PYTHONHASHSEED": "0",
    # It reads its settings by pydantic, which would look for plugins in all that is installed.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}


class Processes:
    """Starts processes that wait for a document to judge, and ends those that got none.

    Args:
        store: Knows what was judged before, for which no process is started ahead; None where
            nothing is kept.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._environment = environment() if store is not None else ""
        self._idle: list[subprocess.Popen[bytes]] = []
        self._marks: list[str] = []

    @property
    def are_of_use(self) -> bool:
        """Whether a process of its own gains anything: not where the library is there already."""
        return _LIBRARY not in sys.modules

    def expect(self, name: str) -> None:
        """Say that there will be something to judge: a process for it may be started.

        Args:
            name: What it depends on, such as a text. Where that was judged before, the verdicts
                are known, most likely.
        """
        mark = digest(self._environment, name)
        if self._store is not None and self._store.get(_MARK, mark) is not None:
            return
        self._marks.append(mark)
        if self.are_of_use and not self._idle:
            with suppress(OSError):  # it is tried again when there is something to judge
                self._idle.append(_start())

    def take(self) -> subprocess.Popen[bytes] | None:
        """A process that was started ahead; None where there is none."""
        return self._idle.pop() if self._idle else None

    def start(self) -> subprocess.Popen[bytes]:
        """A process that was started now."""
        return _start()

    def close(self) -> None:
        """End what was started and is not needed, and note what was judged."""
        for process in self._idle:
            process.kill()
            process.communicate()
        self._idle.clear()
        if self._store is not None:
            for mark in self._marks:
                self._store.put(_MARK, mark, b"")


def _start() -> subprocess.Popen[bytes]:
    """A process that waits for a document. `-P` keeps the working directory off its path."""
    import subprocess  # not where all verdicts are known

    program = "from arazzo_gen.openapi.judge import main; main()"
    return subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ENVIRONMENT},
    )
