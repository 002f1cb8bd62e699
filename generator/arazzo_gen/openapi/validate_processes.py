"""The worker processes in which openapi-spec-validator runs beside a build.

The library takes nearly as long to import as a small build takes. So a worker is started as soon as
one is likely to be needed, before this program imports the compiler; this module does without it.
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
_MARK = "validated"
_ENVIRONMENT = {
    # The library iterates over sets: without this the order of its findings would change.
    "PYTHONHASHSEED": "0",
    # It reads its settings by pydantic, which else searches all installed packages for plugins.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}


class ValidatorProcesses:
    """Starts worker processes that wait for a document, and ends those that got none.

    Args:
        store: The cache, which says what was validated before: no worker is started ahead for
            that. None where nothing is cached.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._environment = environment() if store is not None else ""
        self._idle: list[subprocess.Popen[bytes]] = []
        self._marks: list[str] = []

    @property
    def are_of_use(self) -> bool:
        """Whether a worker gains anything: not where the library is imported here already."""
        return _LIBRARY not in sys.modules

    def expect(self, name: str) -> None:
        """Announce that a document will be validated: start a worker for it if that helps.

        Args:
            name: What the verdict depends on, such as the document's text. Where that was
                validated before, the verdict is most likely cached.
        """
        mark = digest(self._environment, name)
        if self._store is not None and self._store.get(_MARK, mark) is not None:
            return
        self._marks.append(mark)
        if self.are_of_use and not self._idle:
            with suppress(OSError):  # the runner tries again when it has a document
                self._idle.append(_start())

    def take(self) -> subprocess.Popen[bytes] | None:
        """A worker that was started ahead; None where there is none."""
        return self._idle.pop() if self._idle else None

    def start(self) -> subprocess.Popen[bytes]:
        """Start a worker now."""
        return _start()

    def close(self) -> None:
        """End the workers that got no document, and note what was validated."""
        for process in self._idle:
            process.kill()
            process.communicate()
        self._idle.clear()
        if self._store is not None:
            for mark in self._marks:
                self._store.put(_MARK, mark, b"")


def _start() -> subprocess.Popen[bytes]:
    """Start a worker, which waits for a document. `-P` keeps the working directory off its path."""
    import subprocess  # imported only where a verdict is missing

    program = "from arazzo_gen.openapi.validate_worker import main; main()"
    return subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ENVIRONMENT},
    )
