"""Keeps what a run has shown, so that the next one need only show it again."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from arazzo_gen import manifest
from arazzo_gen.cache import DamagedError, Store
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.again import packed, unpacked
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.diagnostics.selection import Findings
from arazzo_gen.looks import Ask, Looks, content_hash, text_of
from arazzo_gen.source.span import SourceFile


def keep(
    store: Store,
    key: str,
    options: Options,
    report: Report,
    found: Findings,
    said: Sequence[tuple[str, bool]],
    files: Mapping[str, str],
    locked: Sequence[Ask] | None,
) -> None:
    """Keep what a run has said; where help was looked for in other files, the findings without it.

    Args:
        store: The cache.
        key: The name of the run.
        options: What it was asked to do.
        report: What it has seen.
        found: The findings, without help that is looked for.
        said: The printed texts, and whether each went to stderr.
        files: The modules.
        locked: The lock file as it was seen; None where nothing can be kept.
    """
    if not report.asks or locked is None:
        return
    again = None
    if any(one.sought is not None for one in found.diagnostics):
        said, again = (), packed(found)
        if again is None:
            return
    asks = [ask for ask in report.asks if ask[0] in ("link", "file", "hash")]
    status = 1 if found.errors else 0
    manifest.keep(store, key, [*asks, *locked], files, said, status, options, again)


def found_again(data: object) -> Findings | None:
    """The findings that were kept; None where they are damaged, or a file has changed."""
    looks = Looks()

    def read(file: SourceFile) -> str:
        data = looks.read(os.fspath(file.path or ""))
        if content_hash(data) != file.sha:
            raise DamagedError
        return text_of(data)

    try:
        return unpacked(data, read)
    except Exception:  # whatever an entry of somebody else may lead to
        return None
