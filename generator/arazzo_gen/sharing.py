"""Shares documents out to processes, so that those that use one source are compiled together."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote

from arazzo_gen.compiling import Setting, begin_validating, lower_document
from arazzo_gen.documents.library import Library
from arazzo_gen.keeping import Keeper
from arazzo_gen.openapi.validate_processes import ValidatorProcesses
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.outcomes import Fresh, Opened
from arazzo_gen.record import record, replace

_URL = re.compile(rb"""url["']?[ \t]*:[ \t]*["']?([^\s"',}\]]+)""")

_MOST_SOURCES = 20
_MOST_DOCUMENTS = 40
"""How many documents a share has at the most."""

_SHARES = 6
"""How many shares each process gets, so that none idles."""

_OFTEN = 10_000_000
"""After so many characters of documents, memory is freed."""

_OFTEN_ALONE = 1_000_000
"""The same in a process that only does this, where it costs little (see `_forget`)."""

Used = Mapping[tuple[str, str], frozenset[tuple[str, str]]]
"""The operations that are used of OpenAPI documents, by the place and the hash of each."""


@record
class Share:
    """Documents that are compiled one after another.

    Attributes:
        documents: Their numbers in the build.
        last: For a source that no document of another share is likely to use: the position of the
            last document that does.
        is_all: Whether there are no other shares.
    """

    documents: Sequence[int]
    last: Mapping[str, int]
    is_all: bool


@record
class Done:
    """What came of a share: of its documents, and of the validation of some sources."""

    documents: list[Fresh]
    judged: list[tuple[Opened, Fresh]]


def sources_in(data: bytes, folder: str) -> list[str]:
    """The files that a document is likely to name as sources. Nothing but the order of the work
    depends on it."""
    found: dict[str, None] = {}
    for match in _URL.finditer(data):
        url = unquote(match[1].decode("utf-8", "replace")).partition("#")[0]
        if "://" not in url and len(found) < _MOST_SOURCES:
            found[os.path.normpath(os.path.join(folder, url))] = None
    return list(found)


def shares(documents: Mapping[int, Sequence[str]], processes: int) -> list[Share]:
    """Some documents in shares, those with one source one after another.

    Args:
        documents: The sources that each is likely to have, by its number.
        processes: How many processes there are for them.
    """
    parts = _parts(documents, max(1, len(documents) // (processes * _SHARES)))
    if processes == 1:
        parts = [[number for part in parts for number in part]]
    users: dict[str, set[int]] = {}
    for number, sources in documents.items():
        for source in sources:
            users.setdefault(source, set()).add(number)
    found: list[Share] = []
    for part in parts:
        own = set(part)
        last = {
            source: at
            for at, number in enumerate(part)
            for source in documents[number]
            if users[source] <= own
        }
        found.append(Share(part, last, len(parts) == 1))
    return found


def _parts(documents: Mapping[int, Sequence[str]], least: int) -> list[list[int]]:
    """The documents by their first source, small groups together."""
    groups: dict[str, list[int]] = {}
    for number, sources in documents.items():
        groups.setdefault(sources[0] if sources else "", []).append(number)
    parts: list[list[int]] = [[]]
    for group in groups.values():
        for start in range(0, len(group), _MOST_DOCUMENTS):
            if len(parts[-1]) >= min(least, _MOST_DOCUMENTS):
                parts.append([])
            parts[-1] += group[start : start + _MOST_DOCUMENTS]
    return [part for part in parts if part]


class Worker:
    """Compiles shares of documents, and keeps what comes of them.

    Args:
        setting: What compiling a document needs.
        keeper: Keeps it.
        processes: Start the validator.
        used: The operations that documents use which are not compiled now.
    """

    def __init__(
        self, setting: Setting, keeper: Keeper, processes: ValidatorProcesses, used: Used
    ) -> None:
        self._setting = setting
        self._keeper = keeper
        self._processes = processes
        self._used = used
        self._read = 0
        self._own: ValidatorProcesses | None = None

    def work(self, share: Share, *, alone: bool) -> Done:
        """Compile the documents of a share, and validate the sources that only they use, each
        behind the last document that does.

        Args:
            share: The documents.
            alone: Whether this process is one of several that do so. The validator's processes end
                with it then.
        """
        setting, processes = self._setting, self._processes
        if alone:
            processes = self._own = self._own or ValidatorProcesses()
            gc.disable()  # `_forget` knows when there is something to collect
        runner = ValidationRunner(setting.store, processes)
        done = Done([], [])
        opened: dict[tuple[str, str], Opened] = {}
        for at, number in enumerate(share.documents):
            path = setting.options.documents[number]
            lowered = lower_document(setting, path, alone=alone)
            is_end = share.is_all and at == len(share.documents) - 1
            for file, refs in lowered.library.used_operations():
                used = frozenset((ref.path, ref.method) for ref in refs)
                merge(opened, Opened(file.root.file, file.source, used))
            waiting: list[tuple[Opened, Callable[[], Fresh]]] = []
            if setting.options.validate != "off":
                for key, one in list(opened.items()):
                    if is_end or share.last.get(key[0]) == at:
                        del opened[key]
                        whole = replace(one, used=one.used | self._used.get(key, frozenset()))
                        if self._keeper.find_judged(whole) is None:
                            waiting.append((whole, begin_validating(setting, whole, runner)))
            fresh = lowered.render(setting.options)
            self._forget(lowered.library, alone=alone)
            self._keeper.keep(path, fresh)
            done.documents.append(fresh)
            for whole, wait in waiting:
                judged = wait()
                self._keeper.keep_judged(whole, judged)
                done.judged.append((whole, judged))
        return done

    def _forget(self, library: Library, *, alone: bool) -> None:
        """Free the memory of a document, now and then.

        The collector looks at all objects but frozen ones. In a process of its own, what is left
        after a document is frozen: trees of sources, which are freed without the collector since
        they have no cycles. So it looks at each tree once.
        """
        self._read += sum(len(file.text) for file in library.report.files)
        library.forget()
        if self._read > (_OFTEN_ALONE if alone else _OFTEN):
            self._read = 0
            gc.collect()
            if alone:
                gc.freeze()


def merge(known: dict[tuple[str, str], Opened], one: Opened) -> None:
    """Add an OpenAPI document, or the operations that are used of a known one."""
    before = known.get(one.key)
    known[one.key] = one if before is None else replace(before, used=before.used | one.used)
