"""Nesting that is too deep in YAML, and aliases that expand to too much."""

from __future__ import annotations

import pytest
import yaml
from yaml.scanner import ScannerError

from arazzo_gen.text import yaml_reader
from arazzo_gen.text.yaml_pure import PureLoader
from unit.text.yaml_texts import good, only


def test_aliases_that_expand_to_too_much_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert only("\n".join(lines))[0] == "AZ006"


def test_merges_that_expand_to_too_much_are_refused() -> None:
    wide = ", ".join(f"k{i}: {i}" for i in range(1000))
    lines = [f"base: &base {{{wide}}}", *(f"m{i}: {{<<: *base}}" for i in range(1100))]
    assert only("\n".join(lines))[0] == "AZ006"


@pytest.mark.parametrize(
    "text",
    ["[" * 5000, "{a: " * 5000, "\n".join("  " * i + "a:" for i in range(300)), "- " * 400 + "x"],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert only(text)[0] == "AZ006"


class StopsAtDepth(PureLoader):
    """A parser that refuses a depth by itself while it scans ahead, as libyaml does since 2026."""

    def fetch_flow_collection_start(self, token: type[yaml.Token]) -> None:
        if self.flow_level >= 1000:
            raise ScannerError("in its context", self.get_mark(), "its words", self.get_mark())
        super().fetch_flow_collection_start(token)


@pytest.mark.parametrize("loader", [PureLoader, yaml.CSafeLoader, StopsAtDepth])
@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[" * 5000, "1:201-1:202"),
        ("\ufeff" + "[" * 1500, "1:201-1:202"),
        ("{" * 5000, "1:201-1:202"),
        ("é: '\U0001f600'\r\nb: " + "[" * 1500, "2:203-2:204"),
        ("a: '\u2028b'\nc: " + "[" * 1500, "2:203-2:204"),
        ("[" * 900 + "@", "1:201-1:202"),
        ("- " * 2000, "1:401-1:401"),
    ],
)
def test_the_depth_is_refused_at_one_place_by_every_parser(
    text: str, where: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_reader, "_LOADER", loader)
    code, _, found = only(text)
    assert (code, found) == ("AZ006", where)


def test_an_error_of_another_kind_before_the_depth_stands() -> None:
    assert only("a: @\nb: " + "[" * 5000)[0] == "AZ002"


def test_deep_nesting_through_aliases_is_refused() -> None:
    nested = "[" * 100 + "%s" + "]" * 100
    text = f"- &a {nested % 'x'}\n- &b {nested % '*a'}\n- {nested % '*b'}\n"
    assert only(text)[0] == "AZ006"


def test_nesting_up_to_the_limit_is_read() -> None:
    node = good("[" * 200 + "]" * 200)
    assert sum(1 for _ in node.walk()) == 200
    node.plain()
