"""Where the characters of a scalar stand: against what the reader makes of random documents."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.text.node import Node


def value(text: str) -> Node | None:
    """The value of `a` in a document."""
    report = Report()
    node = load_text(text, "a.yaml", report)
    return node.entries.get("a") if node is not None and not report.diagnostics else None


def found(node: Node, part: str) -> str:
    """What of the file is underlined for a part of a value."""
    assert node.text is not None
    start = node.text.index(part)
    span = node.span.inside(start, start + len(part))
    lines = [span.file.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "|".join(lines).rstrip("|")


@pytest.mark.parametrize(
    ("text", "part", "underlined"),
    [
        ("a: one two\n", "two", "two"),
        ("a: 'one two'\n", "two", "two"),
        ("a: 'it''s two'\n", "two", "two"),
        ("a: 'it''s two'\n", "'", "''"),
        ('a: "\\u0041\\x41\\n\\U0001F680 two"\n', "two", "two"),
        ('{"a": "\\ud83d\\ude80 \\"two\\""}\n', '"two"', '\\"two\\"'),
        ("a: one\n  two\n  three\n", "three", "three"),
        ("a: one\n\n\n  two\n", "two", "two"),
        ("a: 'one\n  two'\n", "two", "two"),
        ('a: "one \\\n  two"\n', "two", "two"),
        ('a: "one \\\n\n\n  two"\n', "two", "two"),
        ("a: >-\n  one\n  two\n", "two", "two"),
        ("a: >-\n  one\n  two three\n", "one two", "one|  two"),
        ("a: >\n\n  one\n\n    more\n  two\n", "two", "two"),
        ("a: |\n  one\n\n   two\n", "two", "two"),
        ("a: &x >- # comment\n    one\n    two\n", "two", "two"),
        # An indent that is written out cannot be told, nor what is behind a tag.
        ("a: >2-\n    one\n", "one", ">2-|    one"),
    ],
)
def test_a_part_of_a_scalar(text: str, part: str, underlined: str) -> None:
    node = value(text)
    assert node is not None
    assert found(node, part) == underlined


@pytest.mark.parametrize("text", ["a: one\n", "a: 'one'\n", "a: >-\n  one\n", 'a: "\\x6fne"\n'])
def test_what_is_missing_is_behind_the_text(text: str) -> None:
    node = value(text)
    assert node is not None
    span = node.span.inside(3, 4)
    assert (span.line, span.column) == (span.end_line, span.end_column)
    assert span.file.line(span.line)[: span.column - 1].endswith("ne")


def test_what_lies_outside_is_the_whole() -> None:
    node = value("a: one\n")
    assert node is not None
    assert node.span.inside(9, 10) == node.span


LINES = st.lists(
    st.text(st.sampled_from("ab  \t'\"\\é🚀:#x0"), max_size=8).map(str.rstrip), max_size=6
)


@settings(derandomize=True, max_examples=600, deadline=None)
@given(LINES, st.sampled_from(["|", ">", ">-", "|+", "", "'", '"']))
def test_places_are_those_of_the_characters(lines: list[str], style: str) -> None:
    text = "\n".join(f"  {line}" if line else "" for line in lines)
    if style in ("", "'", '"'):
        document = f"a: {style}{text.strip()}{style}\n"
    else:
        document = f"a: {style}\n{text}\n"
    node = value(document)
    assume(node is not None and isinstance(node.value, str) and len(node.value) > 0)
    assert node is not None
    assert node.text is not None
    for offset, character in enumerate(node.text.rstrip("\n")):
        span = node.span.inside(offset, offset + 1)
        if span == node.span and len(node.text) > 1:
            pytest.fail("no place")
        shown = span.file.line(span.line)[span.column - 1 : span.end_column - 1]
        if character in " \n" and shown != "\\ ":
            assert shown.strip() in ("", "\\"), (document, offset)
        elif shown.startswith("\\") and style == '"':
            assert value(f'a: "{shown}"\n').value == character  # type: ignore[union-attr]
        else:
            assert shown.replace("''", "'") == character, (document, offset)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable()))
def test_places_in_json(text: str) -> None:
    node = value(json.dumps({"a": text}))
    assert node is not None
    for offset, character in enumerate(text):
        span = node.span.inside(offset, offset + 1)
        shown = span.file.line(span.line)[span.column - 1 : span.end_column - 1]
        assert json.loads(f'"{shown}"') == character
