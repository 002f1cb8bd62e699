"""Anchors, aliases and merge keys of YAML."""

from __future__ import annotations

import pytest

from unit.text.yaml_texts import good, only, read


def test_an_alias_is_the_node_of_its_anchor() -> None:
    node = good("a: &x {p: 1}\nb: *x\n")
    assert node.get("a") is node.get("b")


def test_an_anchor_on_a_key_names_a_scalar() -> None:
    assert good("&k 12: a\nb: *k\n").plain() == {"12": "a", "b": 12}


def test_an_alias_can_be_a_key() -> None:
    assert good("a: &x name\n*x : 1\n").plain() == {"a": "name", "name": 1}


def test_merge_keys_let_the_explicit_and_then_the_first_win() -> None:
    node = good(
        "base: &base {a: 1, b: 1}\nmore: &more {b: 2, c: 2}\n"
        "one:\n  a: 0\n  <<: [*base, *more]\ntwo:\n  <<: *base\n  d: 4\n"
    )
    one, two = node.get("one"), node.get("two")
    assert one is not None
    assert two is not None
    assert one.plain() == {"a": 0, "b": 1, "c": 2}
    assert two.plain() == {"a": 1, "b": 1, "d": 4}
    assert one.key_span("c").line == 2
    assert one.end_line == 5


def test_a_quoted_merge_key_is_a_key() -> None:
    assert good("'<<': 1\n").plain() == {"<<": 1}


def test_only_maps_can_be_merged() -> None:
    assert only("<<: [1]\n") == ("AZ005", "`<<` can only merge maps", "1:6-1:7")


@pytest.mark.parametrize(
    "text",
    ["a: &x [*x]\n", "a: &x\n  b:\n    c: *x\n", "&x a: &y {b: *y}\n", "&top\na: *top\n"],
)
def test_an_alias_inside_its_own_anchor_is_an_error(text: str) -> None:
    node, report = read(text)
    assert [found.code for found in report.diagnostics] == ["AZ005"]
    assert node is not None
    list(node.walk())


def test_an_alias_without_an_anchor_is_an_error() -> None:
    assert only("a: *nothing\n") == ("AZ002", "there is no anchor &nothing above", "1:4-1:12")
