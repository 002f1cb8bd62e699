"""Scalars, keys, places, tags and errors of YAML."""

from __future__ import annotations

import gc

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.source.lines import end_place
from arazzo_gen.text import yaml_reader
from arazzo_gen.text.yaml_pure import PureLoader
from unit.text.yaml_texts import good, only, place, read


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("=", "="),
        ("2024-01-31", "2024-01-31"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("'12'", "12"),
        ('"null"', "null"),
        ("", None),
        ("~", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("TRUE", True),
        ("false", False),
        ("tRUE", "tRUE"),
        ("12", 12),
        ("-007", -7),
        ("0o17", 15),
        ("017", 17),
        ("0xfF", 255),
        ("1.50", 1.5),
        (".5", 0.5),
        ("+3.", 3.0),
        ("1e3", 1000.0),
        ("-2.5E-1", -0.25),
        ("1.2.3", "1.2.3"),
        ("-", [None]),
        ("+", "+"),
        (".", "."),
        ("!!str 12", "12"),
        ("!!float 3", 3.0),
        ("!!int '3'", 3),
        ("! 12", "12"),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
    ],
)
def test_scalars_are_those_of_the_core_schema(written: str, value: object) -> None:
    node = good(f"x: {written}\n" if written != "-" else "x:\n  -\n").get("x")
    assert node is not None
    assert node.plain() == value
    assert type(node.plain()) is type(value)


@pytest.mark.parametrize("number", [".inf", "-.Inf", ".nan", "1e999", "9" * 5000])
def test_numbers_that_json_lacks_are_errors_at_their_place(number: str) -> None:
    code, _, where = only(f"x: {number}\n")
    assert code == "AZ005"
    assert where == f"1:4-1:{4 + len(number)}"


def test_keys_become_their_text_as_written() -> None:
    node = good("200: a\n1.10: b\ntrue: c\nnull: d\n0x10: e\n'': f\n")
    assert list(node.entries) == ["200", "1.10", "true", "null", "0x10", ""]


def test_a_key_that_is_there_twice_points_at_both() -> None:
    node, report = read("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")
    (found,) = report.diagnostics
    assert found.code == "AZ003"
    assert found.span is not None
    assert (found.span.line, found.span.column) == (5, 3)
    first = found.notes[0].span
    assert first is not None
    assert (first.line, first.column) == (3, 3)
    assert node is not None
    assert node.plain() == {"a": 1, "b": {"c": 1, "d": 2}}


def test_keys_that_differ_in_type_alone_are_the_same_key() -> None:
    assert only("200: a\n'200': b\n")[:1] == ("AZ003",)


@pytest.mark.parametrize("key", ["? [a, b]\n: 1", "? {a: 1}\n: 1", "{[a]: 1}"])
def test_a_key_must_be_a_scalar(key: str) -> None:
    assert only(key)[0] == "AZ005"


def test_places_of_everything() -> None:
    node = good("a: one\nb:\n  - 'two'\n  - {c: 3}\n\n# end\n")
    assert place(node) == "1:1-4:11"
    assert [place(each) for each in node.walk()][1:] == [
        "1:4-1:7",
        "3:3-4:11",
        "3:5-3:10",
        "4:5-4:11",
        "4:9-4:10",
    ]
    key = node.key_span("b")
    assert (key.line, key.column, key.end_column) == (2, 1, 2)


def test_places_count_lines_as_editors_do() -> None:
    node = good("a: 'x\u2028y'\nb: '\U0001f600'\nc: 1\n")
    assert place(node.entries["b"]) == "2:4-2:7"
    assert place(node.entries["c"]) == "3:4-3:5"


def test_places_with_windows_line_ends_and_after_a_tag_or_anchor() -> None:
    node = good("a: 1\r\nb: &x !!str 12\r\nc: !!str 'q'\r\n")
    assert place(node.entries["b"]) == "2:13-2:15"
    assert place(node.entries["c"]) == "3:10-3:13"


@pytest.mark.parametrize("loader", [PureLoader, yaml.CSafeLoader])
@pytest.mark.parametrize("text", ["? key", "a: 1\r? key", "a: 1\r\n? key", "- a\n- ? b"])
def test_a_value_that_is_left_out_at_the_end_is_at_the_end(
    text: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_reader, "_LOADER", loader)
    last = list(good(text).walk())[-1]
    line, column = end_place(text)
    assert place(last) == f"{line}:{column}-{line}:{column}"
    assert place(good(text)).endswith(f"-{line}:{column}")


@pytest.mark.parametrize("loader", [PureLoader, yaml.CSafeLoader])
@pytest.mark.parametrize(
    "escape", ["U00110000", "Uffffffff", "ud800", "udc00", "Ud83dde00", "uD83d\\uDE00"]
)
def test_an_escape_that_is_no_character_is_an_error(
    escape: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_reader, "_LOADER", loader)
    code, message, where = only(f'a: 1\nb: "x\\{escape}"\n')
    assert (code, where[0]) == ("AZ002", "2")
    assert "invalid Unicode character escape code" in message


@pytest.mark.parametrize("tag", ["!secret", "!!binary", "!!python/object:os.system", "!!timestamp"])
def test_tags_without_a_meaning_in_json_are_errors(tag: str) -> None:
    node, report = read(f"a: {tag} x\n")
    assert [found.code for found in report.diagnostics] == ["AZ005"]
    assert tag in report.diagnostics[0].message
    assert node is not None


def test_a_tag_that_its_value_is_not_is_an_error() -> None:
    assert only("a: !!int abc\n") == (
        "AZ005",
        "the value is tagged !!int, but is not one",
        "1:10-1:13",
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n...\n# x\n"])
def test_an_empty_file_is_an_error_or_null(text: str) -> None:
    node, report = read(text)
    if node is None:
        assert [found.code for found in report.diagnostics] == ["AZ002"]
    else:
        assert node.value is None


def test_two_documents_in_a_file_are_an_error_at_the_second() -> None:
    assert only("a: 1\n---\nb: 2\n") == (
        "AZ002",
        "the file holds more than one YAML document",
        "2:1-2:4",
    )


@pytest.mark.parametrize(
    ("text", "line", "column", "advice"),
    [
        ("a: b: c\n", 1, 5, "in quotes"),
        ("a:\n\tb: 1\n", 2, 1, "spaces"),
        ("a: @home\n", 1, 4, "`@` in quotes"),
        ("a: {x}/y\nb: 1\n", 1, 7, "in quotes"),
        ("a: 1\n  b: 2\n", 2, 4, "in quotes"),
        ("a: *\n", 1, 5, "in quotes"),
        ("a: 'x\n", 2, 1, "close the quotes"),
    ],
)
def test_what_is_not_yaml_is_said_with_advice(
    text: str, line: int, column: int, advice: str
) -> None:
    node, report = read(text)
    (found,) = report.diagnostics
    assert node is None
    assert found.code == "AZ002"
    assert found.span is not None
    assert (found.span.line, found.span.column) == (line, column)
    assert advice in (found.help or "")


def test_a_forbidden_character_is_named_with_its_place() -> None:
    assert only("é: 1\nb: \x07x\n") == (
        "AZ002",
        "not valid YAML: the character U+0007 is not allowed",
        "2:4-2:5",
    )


def test_reading_leaves_the_collector_as_it_was() -> None:
    read("a: [")
    assert gc.isenabled()
    gc.disable()
    try:
        read("a: 1")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_pure_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &x [1, 'two', {b: ~}]\nc: *x\nd: |\n  text\n"
    fast = [(place(node), node.kind) for node in good(text).walk()]
    monkeypatch.setattr(yaml_reader, "_LOADER", PureLoader)
    assert [(place(node), node.kind) for node in good(text).walk()] == fast


YAMLISH = st.lists(
    st.sampled_from(
        [
            *"abc:-?[]{},#&*!|>'\"%@` \n\t~",
            ": ",
            "- ",
            "\n  ",
            "&a ",
            "*a",
            "<<: ",
            "!!int ",
            "---\n",
            "0x1f",
            ".inf",
            "é",
            "\u2028",
            "\x00",
            "\x1b",
            "\ufeff",
            "\\ud800",
        ]
    ),
    max_size=40,
).map("".join)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(YAMLISH)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    node, report = read(text)
    assert node is not None or report.has_errors
    for found in report.diagnostics:
        assert found.span is not None
        assert found.span.line >= 1
        assert found.span.column >= 1
    if node is not None:
        for each in node.walk():
            assert (each.line, each.column) <= (each.end_line, each.end_column)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_unicode_makes_the_reader_fail(text: str) -> None:
    node, report = read(text)
    assert node is not None or report.has_errors
