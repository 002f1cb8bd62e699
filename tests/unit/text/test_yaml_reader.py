from __future__ import annotations

import gc

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml.scanner import ScannerError

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.source.lines import end_place
from arazzo_gen.text import yaml_reader
from arazzo_gen.text.node import Node
from arazzo_gen.text.yaml_pure import PureLoader


def read(text: str) -> tuple[Node | None, Report]:
    report = Report()
    return load_text(text, "doc.yaml", report), report


def good(text: str) -> Node:
    node, report = read(text)
    assert report.diagnostics == []
    assert node is not None
    return node


def only(text: str) -> tuple[str, str, str]:
    """The code, message and place of the one finding in a text."""
    _, report = read(text)
    (found,) = report.diagnostics
    span = found.span
    assert span is not None
    place = f"{span.line}:{span.column}-{span.end_line}:{span.end_column}"
    return found.code, found.message, place


def place(node: Node) -> str:
    return f"{node.line}:{node.column}-{node.end_line}:{node.end_column}"


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
