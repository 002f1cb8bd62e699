"""The baseline: warnings that are known, so that only new ones count."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from arazzo_gen.diagnostics.fingerprints import fingerprints
from arazzo_gen.diagnostics.model import Diagnostic, Severity, in_order
from arazzo_gen.record import record

_VERSION = 1
_KEYS = ("file", "code", "fingerprint", "message")

Entry: TypeAlias = tuple[str, str, str, str]
"""A warning that is known: its file, from the folder of the baseline, its code, its fingerprint and
its message, which is for readers alone."""


class BaselineError(Exception):
    """A file is no baseline; the message says why."""


@record
class Baseline:
    """The warnings that are known.

    Attributes:
        path: The file that has them, without links.
        entries: The warnings.
    """

    path: Path
    entries: tuple[Entry, ...] = ()

    def entries_of(self, diagnostics: Iterable[Diagnostic]) -> list[tuple[Diagnostic, Entry]]:
        """The warnings among some findings, each with its entry."""
        found = in_order(diagnostics)
        return [
            (one, (self._file(one), one.code, print_, one.message))
            for one, print_ in zip(found, fingerprints(found), strict=True)
            if one.severity is Severity.WARNING
        ]

    def split(
        self, diagnostics: Sequence[Diagnostic], seen: Sequence[Diagnostic]
    ) -> tuple[list[Diagnostic], list[Entry]]:
        """The findings that are not known, and what is known of warnings that are gone.

        Args:
            diagnostics: The findings that are asked for.
            seen: All findings. What is known is gone if it is not among them.
        """
        entries = self.entries_of(seen)
        known = {entry[:3] for entry in self.entries}
        old = {id(one) for one, entry in entries if entry[:3] in known}
        left = {entry[:3] for _, entry in entries}
        new = [one for one in diagnostics if id(one) not in old]
        return new, [entry for entry in self.entries if entry[:3] not in left]

    def place(self, entry: Entry) -> Path:
        """The file of an entry."""
        return self.path.parent / entry[0]

    def _file(self, found: Diagnostic) -> str:
        span = found.span
        if span is None or span.file.path is None:
            return span.file.name if span is not None else ""
        return Path(os.path.relpath(span.file.path, self.path.parent)).as_posix()


def parse_baseline(text: str) -> tuple[Entry, ...]:
    """The entries of a file.

    Raises:
        BaselineError: It is no baseline.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"it is not JSON: {error}") from None
    listed = content.get("warnings") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not all(map(_is_entry, listed)):
        raise BaselineError("it is not what --write-baseline writes")
    if content.get("version") != _VERSION:
        raise BaselineError("another version of arazzo-gen has written it")
    return tuple((one["file"], one["code"], one["fingerprint"], one["message"]) for one in listed)


def write_baseline(entries: Iterable[Entry]) -> str:
    """The text of a file with some entries: one a line, in order, so that versions compare well."""
    lines = [json.dumps(dict(zip(_KEYS, entry, strict=True))) for entry in sorted(set(entries))]
    listed = ",".join(f"\n    {line}" for line in lines)
    return f'{{\n  "version": {_VERSION},\n  "warnings": [{listed}\n  ]\n}}\n'


def _is_entry(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key), str) for key in _KEYS)
