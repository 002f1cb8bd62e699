"""Trees of files are kept, and come back as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.cache import Store
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text, source_file
from arazzo_gen.source.span import SourceFile
from arazzo_gen.text import trees
from arazzo_gen.text.node import Node
from arazzo_gen.text.stored import StoredNode, pack, unpack
from arazzo_gen.text.trees import Trees

TEXT = """\
# A comment
openapi: 3.1.0
empty: {}
list: [1, 2.5, no, null, "quoted \\u00e9", []]
"a key": |
  several
  lines
deep:
  - - x: true
"""


def _same(one: Node, other: Node) -> None:
    assert (one.kind, one.span) == (other.kind, other.span)
    assert list(one.entries) == list(other.entries)
    for key in one.entries:
        assert one.key_span(key) == other.key_span(key)
    mine, others = ([*node.entries.values(), *node.items] for node in (one, other))
    for left, right in zip(mine, others, strict=True):
        _same(left, right)
    assert one.plain() == other.plain()


def _round(node: Node) -> Node:
    data = pack(node)
    assert data is not None
    back = unpack(data, node.file)
    assert back is not None
    return back


def test_a_tree_comes_back_as_it_was() -> None:
    node = load_text(TEXT, "api.yaml", Report())
    assert node is not None
    back = _round(node)
    _same(node, back)
    assert back.entries["list"] is back.entries["list"], "a node is made once"
    assert back.file is node.file


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=20,
)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(_VALUES)
def test_any_tree_comes_back_as_it_was(value: Any) -> None:
    node = load_text(json.dumps([value]), "api.json", Report())
    if node is not None:
        _same(node, _round(node))


def test_shared_nodes_are_not_kept() -> None:
    node = load_text("a: &x {b: 1}\nc: *x\n", "api.yaml", Report())
    assert node is not None
    assert pack(node) is None


def test_another_version_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    node = load_text(TEXT, "api.yaml", Report())
    assert node is not None
    data = pack(node)
    assert data is not None
    monkeypatch.setattr("arazzo_gen.text.stored._FORMAT", 2)
    assert unpack(data, node.file) is None


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[SourceFile]:
    """The files that are parsed."""
    seen: list[SourceFile] = []
    parse = trees.parse_text

    def noted(file: SourceFile, report: Report) -> Node | None:
        seen.append(file)
        return parse(file, report)

    monkeypatch.setattr(trees, "parse_text", noted)
    return seen


def _read(store: Store, text: str, name: str = "api.yaml") -> tuple[Node | None, Report]:
    report = Report()
    return Trees(store).tree(source_file(text, name), report), report


def test_the_third_time_a_file_is_not_parsed(tmp_path: Path, parses: list[SourceFile]) -> None:
    found = [_read(Store(tmp_path), TEXT)[0] for _ in range(4)]
    assert len(parses) == 2
    assert [type(node) for node in found] == [Node, Node, StoredNode, StoredNode]
    _read(Store(tmp_path), TEXT + "more: 1\n")
    assert len(parses) == 3


def test_findings_are_made_each_time(tmp_path: Path, parses: list[SourceFile]) -> None:
    reports = [_read(Store(tmp_path), "a: 1\na: 2\n")[1] for _ in range(4)]
    assert [[d.code for d in report.diagnostics] for report in reports] == [["AZ003"]] * 4
    assert len(parses) == 4


def test_json_and_yaml_are_two_things(
    tmp_path: Path, parses: list[SourceFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "_SMALLEST", 0)
    for name in ("a.yaml", "a.json") * 3:
        _read(Store(tmp_path), '{"a": 1e3}', name)
    assert len(parses) == 4


def test_small_json_is_parsed_each_time(tmp_path: Path, parses: list[SourceFile]) -> None:
    trees_of = [_read(Store(tmp_path), '{"a": 1}', name)[0] for name in ("a.json", "a.yaml") * 3]
    assert len(parses) == 6
    assert {type(node) for node in trees_of} == {Node}
