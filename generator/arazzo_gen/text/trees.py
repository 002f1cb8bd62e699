"""Parses files as JSON or YAML, or takes a file's tree from the cache."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from arazzo_gen.cache import Store, digest, environment
from arazzo_gen.diagnostics.model import Report, Severity
from arazzo_gen.source.span import SourceFile
from arazzo_gen.text.json_reader import read_json
from arazzo_gen.text.node import Node
from arazzo_gen.text.stored import pack, unpack

_SMALLEST = 100_000
"""JSON with fewer characters is parsed in less time than its tree is looked up. A tree of YAML is
always looked up: to import the parser takes longer."""

_TREE, _SEEN = "tree", "seen"


class Trees:
    """Parses files, and keeps the trees of large ones.

    Args:
        store: Where trees are kept; None to keep none.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store

    def tree(self, file: SourceFile, report: Report) -> Node | None:
        """The tree of a file; None where it cannot be parsed, and then the report says why.

        A tree is kept when its file is parsed for the second time: many files are read only once,
        and to keep a tree takes a third of the time of parsing it.
        """
        store = self._store
        if store is None or (len(file.text) < _SMALLEST and _is_likely_json(file)):
            return parse_text(file, report)
        key = digest(environment(), "json" if _is_named_json(file) else "", file.text)
        kept = store.get(_TREE, key)
        node = unpack(kept, file) if kept is not None else None
        if node is not None:
            return node
        before = len(report.diagnostics)
        node = parse_text(file, report)
        if node is not None and len(report.diagnostics) == before:
            self._keep(store, key, node)
        return node

    def _keep(self, store: Store, key: str, node: Node) -> None:
        if store.get(_SEEN, key) is None:
            store.put(_SEEN, key, b"")
            return
        packed = pack(node)
        if packed is not None:
            store.put(_TREE, key, packed)


def parse_text(file: SourceFile, report: Report) -> Node | None:
    """Parse a file as JSON or as YAML.

    A file whose name ends in .json is JSON, and so is one that begins with a bracket and
    reads as JSON; anything else is YAML.
    """
    is_named_json, begins_as_json = _is_named_json(file), _begins_as_json(file)
    if not is_named_json and not begins_as_json:
        return _read_yaml(file, report)
    attempt = Report()
    node = read_json(file, attempt)
    if node is None and is_named_json != begins_as_json:
        second = Report()
        other = _read_yaml(file, second)
        if begins_as_json or (other is not None and isinstance(other.value, dict)):
            node, attempt = other, second
    _merge(attempt, report)
    return node


def _merge(part: Report, report: Report) -> None:
    for found in part.diagnostics:
        report.add(
            found.code,
            found.span,
            found.message,
            help=found.help,
            notes=found.notes,
            severity=Severity(found.severity),
        )


def _read_yaml(file: SourceFile, report: Report) -> Node | None:
    from arazzo_gen.text.yaml_reader import read_yaml  # slow; not needed where all trees are kept

    return read_yaml(file, report)


def _is_likely_json(file: SourceFile) -> bool:
    return _is_named_json(file) or _begins_as_json(file)


def _begins_as_json(file: SourceFile) -> bool:
    return file.text.lstrip()[:1] in ("{", "[")


def _is_named_json(file: SourceFile) -> bool:
    path = file.path or PurePosixPath(urlsplit(file.uri).path)
    return path.suffix.lower() == ".json"
