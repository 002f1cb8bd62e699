"""References inside and across files."""

from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.diagnostics.model import Report, Severity
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import Node
from unit.openapi.documents import Files


class Read:
    """A document with the reference under `start` in it."""

    def __init__(self, text: str, **others: str) -> None:
        names = {name.replace("_", "."): value for name, value in others.items()}
        self.files = Files({"main.yaml": text, **names})
        self.report = Report()
        self.refs = Refs(self.files, self.report)
        root = self.files.load(Path("/main.yaml"), None)
        assert root is not None
        self.root = root

    @property
    def start(self) -> Node:
        return self.root.entries["start"]

    def follow(self) -> object:
        found = self.refs.follow(self.start)
        return found.plain() if found is not None else None

    @property
    def found(self) -> list[str]:
        return [f"{d.code} {d.message}" for d in self.report.diagnostics]


def test_a_node_without_reference_comes_back() -> None:
    read = Read("start: {type: string}")
    assert read.refs.follow(read.start) is read.start


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("#/parts/a", 1),
        ("#/parts/x~1y", 2),
        ("#/parts/x~0y", 3),
        ("#/parts/with%20blank", 4),
        ("#/parts/list/1", 6),
        ("#/parts/chain", 1),
        ("#/parts/through/deep", 7),
    ],
)
def test_pointers_are_followed(reference: str, expected: object) -> None:
    read = Read(
        f"""
        start: {{$ref: '{reference}'}}
        parts:
          a: 1
          x/y: 2
          x~y: 3
          with blank: 4
          list: [5, 6]
          chain: {{$ref: '#/parts/link'}}
          link: {{$ref: '#/parts/a'}}
          through: {{$ref: '#/parts/object'}}
          object: {{deep: 7}}
        """
    )
    assert read.follow() == expected
    assert read.found == []


def test_files_are_relative_to_the_file_with_the_reference() -> None:
    files = Files(
        {
            "main.yaml": "start: {$ref: 'sub/one.yaml#/a'}",
            "sub/one.yaml": "a: {$ref: 'two.json#/b'}",
            "sub/two.json": '{"b": "there"}',
        }
    )
    refs = Refs(files, Report())
    root = files.load(Path("/main.yaml"), None)
    assert root is not None
    found = refs.follow(root.entries["start"])
    assert found is not None
    assert found.value == "there"
    assert found.file.name == "sub/two.json"


def test_a_whole_file_is_named_after_it() -> None:
    read = Read("start: {$ref: pet.yaml}", pet_yaml="type: object")
    target = read.refs.target(read.start)
    assert target is not None
    assert target.name == "pet"


@pytest.mark.parametrize(
    "reference", ["#tail", "#dyn", "other.yaml", "other.yaml#inner", "urn:x:y"]
)
def test_names_of_schemas_are_found(reference: str) -> None:
    read = Read(
        f"""
        start: {{$ref: '{reference}'}}
        schemas:
          a: {{$anchor: tail, title: found}}
          b: {{$dynamicAnchor: dyn, title: found}}
          c:
            $id: other.yaml
            title: found
            $defs: {{d: {{$anchor: inner, title: found}}}}
          e: {{$id: 'urn:x:y', title: found}}
        """
    )
    found = read.refs.follow(read.start)
    assert found is not None
    assert found.entries["title"].value == "found"
    assert read.found == []


def test_references_in_a_resource_start_from_its_id() -> None:
    read = Read(
        """
        start: {$ref: 'https://schemas.example/tree'}
        schemas:
          tree:
            $id: https://schemas.example/tree
            $ref: '#/$defs/leaf'
            $defs: {leaf: {const: leaf}}
        """
    )
    assert read.follow() == {"const": "leaf"}


def test_ids_in_examples_are_data() -> None:
    read = Read(
        """
        start: {$ref: 'that.yaml'}
        a: {example: {$id: that.yaml, wrong: true}}
        """,
        that_yaml="right: true",
    )
    assert read.follow() == {"right": True}


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("#/nowhere", "AZ802"),
        ("#/parts/9", "AZ802"),
        ("#noAnchor", "AZ802"),
        ("#/bad~escape", "AZ802"),
        ("#/start", "AZ803"),
        ("#/one", "AZ803"),
        ("https://example.com/x.yaml", "AZ804"),
        ("urn:a:b", "AZ804"),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_once(reference: str, code: str) -> None:
    read = Read(
        f"""
        start: {{$ref: '{reference}'}}
        parts: [1]
        one: {{$ref: '#/two'}}
        two: {{$ref: '#/one'}}
        """
    )
    assert read.follow() is None
    assert read.follow() is None
    assert [d.code for d in read.report.diagnostics] == [code]
    assert read.report.diagnostics[0].severity is Severity.WARNING
    assert read.files.asked == ["main.yaml"] * len(read.files.asked)


def test_the_nearest_name_is_suggested() -> None:
    read = Read("{start: {$ref: '#/schemas/Ordr'}, schemas: {Order: {}}}")
    read.follow()
    assert read.report.diagnostics[0].help == "did you mean 'Order'?"


def test_severity_is_the_callers() -> None:
    read = Read("start: {$ref: '#/nowhere'}")
    read.refs.follow(read.start, Severity.ERROR)
    assert read.report.has_errors


@pytest.mark.parametrize("value", ["1", "[a]", "null", "{}"])
def test_a_reference_that_is_no_text_is_no_reference(value: str) -> None:
    read = Read(f"start: {{$ref: {value}}}")
    assert read.refs.follow(read.start) is read.start


def test_references_through_each_other_end() -> None:
    read = Read("{start: {$ref: '#/b/x'}, a: {$ref: '#/b/x'}, b: {$ref: '#/a/x'}}")
    assert read.follow() is None
    assert read.report.diagnostics


def test_a_long_chain_through_pointers_ends() -> None:
    links = "\n".join(f"  l{i}: {{$ref: '#/chain/l{i + 1}/x'}}" for i in range(600))
    read = Read(f"start: {{$ref: '#/chain/l0/x'}}\nchain:\n{links}\n  l600: {{x: 1}}")
    assert read.follow() is None
