"""The lock file, `arazzo.lock`: the hash that the content of each URL had when it was locked.

    {
      "version": 1,
      "documents": {
        "https://api.example.com/openapi.json": {
          "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        }
      }
    }

An entry also has a `url` where the document came from another place, behind a redirect.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NoReturn

from arazzo_gen.cache import UnreadableError, read_regular
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.record import record
from arazzo_gen.remote import urls
from arazzo_gen.remote.errors import RemoteError
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text.json_reader import read_json
from arazzo_gen.text.node import Node

_VERSION: Final = 1
_SHA256 = re.compile(r"[0-9a-f]{64}")


class LockError(RemoteError):
    """The lock file cannot be read: AZ013, at the place of the mistake where it has one."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        hint = "take it back from version control, or remove it and run `arazzo-gen lock`"
        super().__init__("AZ013", message, hint, span)


@record
class Entry:
    """The entry of one URL.

    Attributes:
        sha256: The hash of its content.
        url: The URL behind the redirects; None where there were none.
    """

    sha256: str
    url: str | None = None


def read_lock(path: Path, name: str) -> dict[str, Entry]:
    """Read a lock file.

    Args:
        path: The file; one that does not exist has no entries.
        name: What diagnostics call it.

    Raises:
        LockError: It cannot be read, or is no lock file.
    """
    try:
        text = read_regular(path).decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise LockError(f"{name} is not UTF-8 text") from None
    except UnreadableError as error:
        raise LockError(f"{name} cannot be read: {error}") from None
    except OSError as error:
        raise LockError(f"{name} cannot be read: {error.strerror}") from None
    report = Report()
    root = read_json(SourceFile(name, path, text, path.as_uri()), report)
    for found in report.diagnostics:
        raise LockError(found.message, found.span)
    if root is None:
        raise LockError(f"{name} cannot be read")
    return _entries(root)


def write_lock(entries: Mapping[str, Entry]) -> str:
    """The text of a lock file: sorted, so that the same entries give the same bytes."""
    documents = {
        url: {"sha256": entry.sha256, **({"url": entry.url} if entry.url else {})}
        for url, entry in sorted(entries.items())
    }
    return json.dumps({"version": _VERSION, "documents": documents}, indent=2) + "\n"


def _entries(root: Node) -> dict[str, Entry]:
    version = root.get("version")
    if version is None:
        _refuse(root, "this is not a lock file: it has no `version`")
    if version.value != _VERSION or version.kind != "integer":
        _refuse(version, "this lock file is of a version that this arazzo-gen does not know")
    documents = root.get("documents")
    if documents is None or not isinstance(documents.value, dict):
        _refuse(documents or root, "`documents` must be an object from URL to hash")
    found: dict[str, Entry] = {}
    for url, node in documents.entries.items():
        if not _is_url(url):
            raise LockError("this is not the URL of a document", documents.key_span(url))
        found[url] = _entry(node)
    return found


def _entry(node: Node) -> Entry:
    sha256, url = node.get("sha256"), node.get("url")
    if sha256 is None or not _SHA256.fullmatch(sha256.text or ""):
        _refuse(sha256 or node, "`sha256` must be 64 hexadecimal digits in lower case")
    if url is not None and not _is_url(url.text or ""):
        _refuse(url, "`url` must be the URL of a document")
    return Entry(sha256.text or "", url.text if url is not None else None)


def _is_url(text: str) -> bool:
    try:
        return urls.normalise(text) == text
    except RemoteError:
        return False


def _refuse(node: Node, message: str) -> NoReturn:
    raise LockError(message, node.span)
