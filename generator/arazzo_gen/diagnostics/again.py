"""Findings that are shown, as plain data: for a run that shows them again, with help that is looked
for anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from arazzo_gen.diagnostics.packed import Packer, Unpacker
from arazzo_gen.diagnostics.selection import Findings
from arazzo_gen.source.span import LaterFile, SourceFile


def packed(found: Findings) -> dict[str, Any] | None:
    """Findings as plain data; None where that is not possible.

    Args:
        found: The findings, without help that is looked for.
    """
    packer = Packer()
    findings = [packer.finding(one) for one in found.diagnostics]
    roots = next((one.sought.roots for one in found.diagnostics if one.sought is not None), ())
    if any(file.path is None or not file.sha for file in packer.files):
        return None  # of the network, or not read
    return {
        "findings": findings,
        "files": [[file.name, str(file.path), file.uri, file.sha] for file in packer.files],
        "roots": [str(root) for root in roots],
        "counts": [found.ignored, found.unignorable, found.known],
        "gone": [list(entry) for entry in found.gone],
    }


def unpacked(data: Any, read: Callable[[SourceFile], str]) -> Findings:
    """The findings of plain data. The texts of files are there.

    Args:
        data: What `packed` gave; wrong data raises ValueError, TypeError or LookupError.
        read: Gives the text of a file.
    """
    files = [LaterFile(name, Path(path), uri, sha, read) for name, path, uri, sha in data["files"]]
    for file in files:
        _ = file.text  # before anything is shown
    unpacker = Unpacker(files, tuple(Path(root) for root in data["roots"]))
    ignored, unignorable, known = map(int, data["counts"])
    gone = tuple((file, code, mark, message) for file, code, mark, message in data["gone"])
    findings = tuple(unpacker.finding(one) for one in data["findings"])
    return Findings(findings, ignored, unignorable, known, gone)
