"""Edits of scalars: what is written in each style, and what is never touched."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from arazzo_gen.diagnostics.edits import Mended, most
from arazzo_gen.diagnostics.model import Edit, Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.text.node import Node


def mended(text: str, *edits: tuple[str, str, str], name: str = "a.yaml") -> str:
    """A document with edits: each names a key of its root, an old and a new text."""
    root = load_text(text, name, Report())
    assert root is not None
    return Mended(root.file, [edit(root, *each) for each in edits]).text


def edit(root: Node, key: str, old: str, new: str) -> Edit:
    node = root.entries[key]
    assert node.text is not None
    start = node.text.find(old)
    return Edit(node.span.inside(start, start + len(old)), old, new)


BRACED = ("a", "$b", "{$b}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: x $b # y\n", "a: x {$b} # y\n"),
        ("a:   $b\nb: 1\n", "a:   '{$b}'\nb: 1\n"),
        ("{a: x $b, c: 1}\n", "{a: 'x {$b}', c: 1}\n"),
        ("a: 'it''s $b'\n", "a: 'it''s {$b}'\n"),
        ('a: "\\t$b\\n"\n', 'a: "\\t{$b}\\n"\n'),
        ('{"a": "\\ud83d\\ude80 $b",\t"c":1e5}\n', '{"a": "\\ud83d\\ude80 {$b}",\t"c":1e5}\n'),
        ("a: >-\n  one\n  $b\n\n# z\n", "a: >-\n  one\n  {$b}\n\n# z\n"),
        ("a: |\n  $b\n", "a: |\n  {$b}\n"),
        ("a: |2\n  $b\n", "a: |2\n  {$b}\n"),
        ("a: one\n  $b two\n", "a: one\n  {$b} two\n"),
        ("a: &n x $b\nc: *n\n", "a: &n x {$b}\nc: *n\n"),
        ("\u00e9: 1\na: \u00e9 $b\r\nc: 2\r\n", "\u00e9: 1\na: '\u00e9 {$b}'\r\nc: 2\r\n"),
        ("a: !!str $b\n", "a: !!str $b\n"),  # what a tag makes of it is not known
        ("a: $b $b\n", "a: $b $b\n"),  # which of them is meant is not known
    ],
)
def test_each_style_keeps_its_own(text: str, expected: str) -> None:
    root = load_text(text, "a.yaml", Report())
    assert root is not None
    whole = Edit(root.entries["a"].span, "$b", "{$b}")
    found = Mended(root.file, [whole]).text
    if "|2" in text:  # an indent that is written out has no places
        assert found == text
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("b", "a: b\n"),
        ("true", "a: 'true'\n"),
        ("12", "a: '12'\n"),
        ("1.0.1", "a: 1.0.1\n"),
        ("b: c", "a: 'b: c'\n"),
        ("b #c", "a: 'b #c'\n"),
        ("it's", "a: it's\n"),
        ("@it's", "a: '@it''s'\n"),
        ("b\nc", 'a: "b\\nc"\n'),
    ],
)
def test_a_plain_scalar_gets_the_quotes_that_it_needs(new: str, expected: str) -> None:
    assert mended("a: old\n", ("a", "old", new)) == expected


def test_a_line_break_fits_no_block() -> None:
    text = "a: |\n  old\n"
    assert mended(text, ("a", "old", "b\nc")) == text


def test_of_edits_of_one_text_the_first_is_taken() -> None:
    edits = [("a", "two three", "2"), ("a", "one two", "1"), ("a", "four", "4")]
    assert mended("a: one two three four\n", *edits) == "a: one 2 4\n"


def test_the_same_edit_is_made_once() -> None:
    assert mended("a: x $b\nc: 1\n", BRACED, BRACED) == "a: x {$b}\nc: 1\n"


def test_an_edit_whose_text_is_not_there_is_none() -> None:
    root = load_text("a: one\n", "a.yaml", Report())
    assert root is not None
    assert Mended(root.file, [Edit(root.entries["a"].span, "two", "2")]).text == "a: one\n"
    assert Mended(root.file, [Edit(root.span, "one", "1")]).text == "a: one\n"


def test_a_key_is_a_scalar_too() -> None:
    root = load_text("old: {b: 1} # c\n", "a.yaml", Report())
    assert root is not None
    change = Edit(root.key_span("old"), "old", "new")
    assert Mended(root.file, [change]).text == "new: {b: 1} # c\n"


def test_the_good_ones_are_found_among_many() -> None:
    items = list(range(40))
    found = most(items, lambda some: not set(some) & {3, 17, 18}, tries=64)
    assert found == [item for item in items if item not in (3, 17, 18)]
    assert most(items, lambda _: False, tries=5) == []


TEXTS = st.text(st.sampled_from("ab$ '\"\\{}[]#:,-\n\té|>&*!?1."), min_size=1, max_size=12)
STYLES = st.sampled_from(["plain", "single", "double", "literal", "folded", "json"])


def written(value: str, style: str) -> str:
    """A document whose `a` has a value, if the style can say it."""
    lines = value.replace("\n", "\n  ")
    single = value.replace("'", "''")
    texts = {
        "plain": f"a: {value}\nz: 1 # $b\n",
        "single": f"# $b\na: '{single}'\nz: 1\n",
        "double": f"a: {json.dumps(value)} # c\nz: 1\n",
        "literal": f"a: |-\n  {lines}\nz: 1\n",
        "folded": f"a: >-\n  {lines}\nz: 1\n",
        "json": f'{{"a": {json.dumps(value)},\n\t"z": 1}}',
    }
    return texts[style]


@given(TEXTS, TEXTS, TEXTS, TEXTS, STYLES)
def test_an_edit_changes_one_scalar_and_nothing_else(
    before: str, old: str, after: str, new: str, style: str
) -> None:
    text = written(f"{before}{old}{after}", style)
    report = Report()
    root = load_text(text, "a.yaml", report)
    assume(root is not None and not report.diagnostics)
    assert root is not None
    node = root.entries.get("a")
    assume(node is not None and node.text is not None and node.text.count(old) == 1)
    found = Mended(root.file, [edit(root, "a", old, new)])
    again = load_text(found.text, "a.yaml", Report())
    assert again is not None
    if found.text == text:
        return
    assert node is not None
    assert node.text is not None
    value = node.text.replace(old, new)
    plain = {"a": value.rstrip("\n") if style in ("literal", "folded") else value}
    got = again.plain()
    assert isinstance(got, dict)
    if style in ("literal", "folded"):
        got["a"] = str(got["a"]).rstrip("\n")
    others = {key: one.plain() for key, one in root.entries.items() if key != "a"}
    assert got == {**plain, **others}
    assert found.text.count("#") - value.count("#") == text.count("#") - node.text.count("#")


@pytest.mark.parametrize("is_bad", [False, True])
def test_many_edits_of_a_long_scalar_are_made_in_time(is_bad: bool) -> None:
    count = 2000
    text = "a: $c " + " ".join(f"$v{at}." for at in range(count)) + "\n"
    root = load_text(text, "a.yaml", Report())
    assert root is not None
    edits = [edit(root, "a", f"$v{at}.", f"{{$v{at}}}.") for at in range(count)]
    # A plain scalar does not begin with @: this edit alone is left out.
    edits += [edit(root, "a", "$c", "@c")] if is_bad else []
    started = time.process_time()
    found = Mended(root.file, edits)
    assert time.process_time() - started < 3
    assert found.text.startswith("a: $c {$v0}.")
    assert found.text.count("{") == count
