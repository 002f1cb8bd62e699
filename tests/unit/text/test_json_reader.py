from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.text.node import Node


def read(text: str) -> tuple[Node | None, Report]:
    report = Report()
    return load_text(text, "doc.json", report), report


def only(text: str) -> tuple[str, str, tuple[int, int]]:
    _, report = read(text)
    (found,) = report.diagnostics
    assert found.span is not None
    return found.code, found.message, (found.span.line, found.span.column)


def test_places_of_everything() -> None:
    node, report = read('{\n  "a": [1, "x\\u00e9"],\r\n  "b": {}\n}\n')
    assert node is not None
    assert report.diagnostics == []
    places = [(n.kind, n.line, n.column, n.end_line, n.end_column) for n in node.walk()]
    assert places == [
        ("object", 1, 1, 4, 2),
        ("array", 2, 8, 2, 22),
        ("integer", 2, 9, 2, 10),
        ("string", 2, 12, 2, 21),
        ("object", 3, 8, 3, 10),
    ]
    key = node.key_span("b")
    assert (key.line, key.column, key.end_column) == (3, 3, 6)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('{"a": 1,}', "there is a comma before the closing `}`", (1, 8)),
        ("[1,\n]", "there is a comma before the closing `]`", (1, 3)),
        ("{a: 1}", "a key in double quotes is expected here, not `a`", (1, 2)),
        ('{"a" 1}', "`:` is expected here, not `1`", (1, 6)),
        ("[1 2]", "`,` or `]` is expected here, not `2`", (1, 4)),
        ('{"a": 1 "b": 2}', '`,` or `}` is expected here, not `"`', (1, 9)),
        ("[", "the file ends where a value is expected", (1, 2)),
        ('{"a": ', "the file ends where a value is expected", (1, 7)),
        ('["abc', "the string does not end", (1, 2)),
        ('["a\nb"]', "the string does not end", (1, 2)),
        ('["a\x01"]', "a control character stands in a string", (1, 4)),
        ('["a\\q"]', "the escape is not one of JSON's", (1, 4)),
        ("[01]", "a value is expected here, not `01`", (1, 2)),
        ("[1.]", "a value is expected here, not `1.`", (1, 2)),
        ("[-]", "a value is expected here, not `-`", (1, 2)),
        ("[NaN]", "a value is expected here, not `NaN`", (1, 2)),
        ("[nulls]", "a value is expected here, not `nulls`", (1, 2)),
        ("[] []", "there is more after the end of the JSON value", (1, 4)),
        ("[1] // no", "there is more after the end of the JSON value", (1, 5)),
    ],
)
def test_what_is_not_json_is_said_at_its_place(
    text: str, message: str, place: tuple[int, int]
) -> None:
    assert only(text) == ("AZ002", f"not valid JSON: {message}", place)


@pytest.mark.parametrize(("text", "advice"), [("[True]", "true"), ("{'a': 1}", "double quotes")])
def test_advice_for_what_is_written_often(text: str, advice: str) -> None:
    _, report = read(text)
    assert advice in (report.diagnostics[0].help or "")


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" * 5000])
def test_numbers_out_of_range_are_errors(number: str) -> None:
    assert only(f"[{number}]")[0] == "AZ002"


def test_half_a_surrogate_pair_is_an_error_and_a_whole_one_is_a_character() -> None:
    assert only('["\\ud83d"]')[0] == "AZ002"
    node, _ = read('["\\ud83d\\ude00"]')
    assert node is not None
    assert node.plain() == ["\U0001f600"]


def test_a_key_that_is_there_twice_points_at_both() -> None:
    node, report = read('{"a": 1,\n "b": {"x": 1, "x": [2]},\n "a": {"c": 3}}')
    assert node is not None
    assert node.plain() == {"a": 1, "b": {"x": 1}}
    places = []
    for found in report.diagnostics:
        first = found.notes[0].span
        assert found.code == "AZ003"
        assert found.span is not None
        assert first is not None
        places.append(((found.span.line, found.span.column), (first.line, first.column)))
    assert sorted(places) == [((2, 16), (2, 8)), ((3, 2), (1, 2))]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 300 + "]" * 300])
def test_deep_nesting_is_refused(text: str) -> None:
    assert only(text)[0] == "AZ006"


@pytest.mark.parametrize("text", ["[\n]", "{\r}", " [\r\n ] ", '{"a": [\n\n]}'])
def test_an_empty_collection_may_span_lines(text: str) -> None:
    node, report = read(text)
    assert node is not None
    assert report.diagnostics == []
    for each in node.walk():
        assert each.file.line(each.end_line)[each.end_column - 2] in "]}"


def test_an_empty_file_is_an_error() -> None:
    assert only(" \n") == ("AZ002", "the file is empty", (1, 1))


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_what_json_writes_is_read_back(value: object, ascii_only: bool, indent: object) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)  # type: ignore[arg-type]
    node, report = read(text)
    assert report.diagnostics == []
    assert node is not None
    assert node.plain() == json.loads(text)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*'{}[]:,"\\ \n019-.eE', '"a"', '"a":', "true", "null", "\\u00", "é", "\x00"]
        ),
        max_size=25,
    ).map("".join)
)
def test_text_is_read_just_when_json_reads_it(text: str) -> None:
    from arazzo_gen.documents.loader import source_file
    from arazzo_gen.text.json_reader import read_json

    report = Report()
    node = read_json(source_file(text, "doc.json"), report)
    try:
        expected = json.loads(text)
    except ValueError:
        assert node is None
        assert report.has_errors
        return
    if all(found.code == "AZ003" for found in report.diagnostics):
        assert node is not None
        if not report.diagnostics:
            assert node.plain() == expected
    else:
        assert "out of range" in report.diagnostics[0].message or "NaN" in text
