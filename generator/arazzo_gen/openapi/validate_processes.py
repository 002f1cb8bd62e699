"""The worker processes in which openapi-spec-validator runs beside a build.

The library takes longer to import than a small build takes. So a process is started when the first
document needs it, and serves all that follow; there are as many as there are documents at once.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from arazzo_gen.openapi.validate_messages import receive, send

if TYPE_CHECKING:
    import subprocess

_LIBRARY: Final = "openapi_spec_validator"
_ENVIRONMENT: Final = {
    # The library iterates over sets: without this the order of its findings would change.
    "PYTHONHASHSEED": "0",
    # It reads its settings by pydantic, which else searches all installed packages for plugins.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}


class NoAnswerError(Exception):
    """A worker gave no answer; the message says why."""


class LateError(NoAnswerError):
    """A worker took too long."""


class ValidatorProcesses:
    """Worker processes, each of which validates one document after another."""

    def __init__(self) -> None:
        self._idle: list[subprocess.Popen[bytes]] = []

    @property
    def are_of_use(self) -> bool:
        """Whether a worker gains anything: not where the library is imported here already."""
        return _LIBRARY not in sys.modules

    def ask(self, question: bytes, seconds: float) -> bytes:
        """Let a worker that does nothing else, or a new one, answer a question.

        Args:
            question: What it is asked; `validate_worker.main` says what that is.
            seconds: How long the answer may take.

        Raises:
            NoAnswerError: There is no answer.
        """
        try:
            process = self._idle.pop() if self._idle else _start()
        except OSError:
            raise NoAnswerError("no process could be started for it") from None
        is_late = threading.Event()
        watch = threading.Timer(seconds, _end, [process, is_late])
        watch.daemon = True
        watch.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            send(process.stdin, question)
            answer = receive(process.stdout)
        except (OSError, ValueError):
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            _close(process)
            if is_late.is_set():
                raise LateError("it took too long")
            raise NoAnswerError("its process ended")
        self._idle.append(process)
        return answer

    def close(self) -> None:
        """End the workers."""
        while self._idle:
            _close(self._idle.pop())


def _end(process: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    process.kill()


def _close(process: subprocess.Popen[bytes]) -> None:
    """End a worker, and close its pipes."""
    process.kill()
    with suppress(OSError, ValueError):  # what was not written yet has no reader
        process.communicate()


def _start() -> subprocess.Popen[bytes]:
    """Start a worker. `-P` keeps the working directory off its path."""
    import subprocess  # imported only where a verdict is missing

    program = "from arazzo_gen.openapi.validate_worker import main; main()"
    return subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ENVIRONMENT},
    )
