"""Gets verdicts on documents: from the cache, from this process, or from worker processes."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

from arazzo_gen.cache import Store, digest, environment
from arazzo_gen.openapi.validate_processes import (
    LateError,
    NoAnswerError,
    ValidatorProcesses,
)
from arazzo_gen.openapi.validate_verdict import Verdict, dumps, loads

_PATIENCE = 15.0
"""Seconds after which a small document is given up: on some the library runs for ever."""

_BYTES_A_SECOND = 50_000
"""The size of a document that adds one second to its time limit."""

_KIND = "verdict"
_CLEAN = "clean"


class ValidationRunner:
    """Validates documents and caches the verdicts.

    Args:
        store: The cache of verdicts; None to keep none.
        processes: Starts the worker processes, which validate while the caller goes on; None to
            validate in this process.
    """

    def __init__(
        self, store: Store | None = None, processes: ValidatorProcesses | None = None
    ) -> None:
        self._store = store
        self._processes = processes if processes is not None and processes.are_of_use else None
        self._slots = threading.Semaphore(max(1, os.cpu_count() or 1))
        self._is_late = threading.Event()
        self._environment = environment() if store is not None else ""

    def begin(self, version: str, root: Mapping[str, Any]) -> Callable[[], Verdict]:
        """Begin to validate a document.

        Args:
            version: The version of OpenAPI, such as "3.1".
            root: The document, as plain data.

        Returns:
            A function that waits for the verdict.
        """
        if self._store is None and self._processes is None:
            return lambda: _run_here(version, root)
        data = json.dumps([version, root]).encode()
        key = digest(self._environment, data)
        cached = self._cached(key)
        if cached is not None:
            return lambda: cached
        if self._processes is None:
            return lambda: self._keep(key, _run_here(version, root))
        return self._begin_beside(key, data, self._processes)

    def is_clean(self, name: str) -> bool:
        """Whether an earlier build has found nothing in what has this name.

        Args:
            name: A digest of all that the verdicts depend on, but for the library.
        """
        key = digest(self._environment, name)
        return self._store is not None and self._store.get(_CLEAN, key) is not None

    def note_clean(self, name: str) -> None:
        """Note that there was nothing to find (see `is_clean`)."""
        if self._store is not None:
            self._store.put(_CLEAN, digest(self._environment, name), b"")

    def _begin_beside(
        self, key: str, data: bytes, processes: ValidatorProcesses
    ) -> Callable[[], Verdict]:
        verdicts: list[Verdict] = []

        def work() -> None:
            with self._slots:
                # Once one part has run out of time, the others get a second each.
                seconds = 1.0 if self._is_late.is_set() else _patience(data)
                verdict = _run_beside(processes, data, seconds)
                if verdict.is_late:
                    self._is_late.set()
                verdicts.append(verdict)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()

        def wait() -> Verdict:
            thread.join()
            return self._keep(key, verdicts[0])

        return wait

    def _cached(self, key: str) -> Verdict | None:
        data = self._store.get(_KIND, key) if self._store is not None else None
        try:
            return loads(data) if data is not None else None
        except ValueError:
            return None

    def _keep(self, key: str, verdict: Verdict) -> Verdict:
        if self._store is not None and not verdict.may_change:
            self._store.put(_KIND, key, dumps(verdict))
        return verdict


def _patience(data: bytes) -> float:
    """How many seconds the library may take for a document."""
    return _PATIENCE + len(data) / _BYTES_A_SECOND


def _run_here(version: str, root: Mapping[str, Any]) -> Verdict:
    # Imported here: not needed where a process runs the library.
    from arazzo_gen.openapi.validate_worker import run_validator

    return run_validator(version, root)


def _run_beside(processes: ValidatorProcesses, data: bytes, seconds: float) -> Verdict:
    try:
        return loads(processes.ask(data, seconds))
    except NoAnswerError as error:
        is_late = isinstance(error, LateError)
        return Verdict(failure=str(error), is_late=is_late, may_change=True)
    except ValueError:
        return Verdict(failure="its process gave no verdict", may_change=True)
