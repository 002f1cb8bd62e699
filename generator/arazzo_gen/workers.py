"""Runs a task many times on all cores, in forks of this process."""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from arazzo_gen.source.span import SourceFile

_Result = TypeVar("_Result")

_FEWEST = 24
"""With fewer tasks than this, starting processes costs more than it saves."""

_SHARES = 8
"""The number of parts in which each process gets its tasks, so that no process idles."""

# The task of a process, which it has from the start: it is a fork of this one.
_work: Callable[[range], bytes] | None = None


def cores(tasks: int) -> int:
    """The number of processes to use for some tasks; 1 for this one alone."""
    can_copy = hasattr(os, "fork") and hasattr(os, "sched_getaffinity")
    if tasks < _FEWEST or not can_copy:
        return 1
    return min(len(os.sched_getaffinity(0)), tasks // (_FEWEST // 2))


def run(
    task: Callable[[range], _Result],
    count: int,
    files: Sequence[SourceFile] = (),
    *,
    step: int | None = None,
    processes: int | None = None,
) -> Iterator[_Result]:
    """Do the tasks from 0 to `count`, in order, a range at a time.

    Args:
        task: Does a range of them; its result can be pickled.
        count: How many there are.
        files: Files that results may refer to, which are not copied.
        step: How many a range has; None for what keeps all processes busy.
        processes: How many there are; None for as many as `cores` says.

    Raises:
        BrokenProcessPool: A process was ended from outside.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    global _work
    processes = processes or cores(count)
    step = step or max(1, count // (processes * _SHARES))
    ranges = [range(start, min(start + step, count)) for start in range(0, count, step)]
    known = {id(file): number for number, file in enumerate(files)}
    _work = lambda numbers: _dumps(task(numbers), known)  # noqa: E731
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(
            processes, mp_context=context, initializer=_begin, initargs=(os.getpid(),)
        ) as pool:
            for data in pool.map(_do, ranges):
                yield _Unpickler(io.BytesIO(data), files).load()
    finally:
        _work = None


def _begin(parent: int) -> None:
    # A Ctrl-C is for the process that began this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The trees are never garbage; without this the collector's marks would copy their pages.
    gc.freeze()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that began it has been ended from outside."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _do(numbers: range) -> bytes:
    assert _work is not None
    return _work(numbers)


def _dumps(value: Any, known: dict[int, int]) -> bytes:
    stream = io.BytesIO()
    _Pickler(stream, known).dump(value)
    return stream.getvalue()


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, known: dict[int, int]) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._known = known

    def persistent_id(self, obj: Any) -> int | None:
        """The number of a file that the other side has."""
        return self._known.get(id(obj)) if type(obj) is SourceFile else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, files: Sequence[SourceFile]) -> None:
        super().__init__(stream)
        self._files = files

    def persistent_load(self, pid: Any) -> SourceFile:
        """The file with a number."""
        found: SourceFile = self._files[pid]
        return found
