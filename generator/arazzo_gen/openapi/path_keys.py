"""Reads path keys with a query or a fragment, which the specification does not have.

APIs that tell operations apart by a query parameter are written so: `/{bucket}?versioning`. A
fragment, which is never sent, makes two keys of one path.
"""

from __future__ import annotations

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.model import OpenApiDocument


def split_key(key: str) -> tuple[str, tuple[str, ...]]:
    """The path of a key, and the parts of its query: "versioning", "list-type=2", "id={id}".

    A question mark inside braces belongs to a name.
    """
    place = _first(key, "#")
    sent = key[:place]
    place = _first(sent, "?")
    return sent[:place], tuple(part for part in sent[place + 1 :].split("&") if part)


def report_key(document: OpenApiDocument, key: str, report: Report) -> None:
    """Say what becomes of a query or a fragment in a path key (AZ814)."""
    path, query = split_key(key)
    paths = document.root.get("paths")
    if path == key or paths is None or paths.get(key) is None:
        return
    said = []
    if query:
        said.append(f"`{'&'.join(query)}` in this path is sent as a query")
    fragment = key[_first(key, "#") + 1 :]
    if fragment:
        said.append(f"`{fragment}` behind the `#` in this path is not sent")
    if said:
        report.add("AZ814", paths.key_span(key), "; ".join(said))


def _first(text: str, mark: str) -> int:
    """The place of a mark outside of braces; the text's length where there is none."""
    depth = 0
    for place, char in enumerate(text):
        if char == mark and depth == 0:
            return place
        depth += (char == "{") - (char == "}" and depth > 0)
    return len(text)
