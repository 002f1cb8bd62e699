"""Whatever a text says, it is the same text when the document is read, and no part of it more."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.diagnostics.comments import _COMMENT
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.init.yaml_text import Note, Prose, clean, comment, document, scalar
from arazzo_gen.text.node import JsonValue

HARD = ["no", "~", "1.0.1", "0x1", "1e3", "#", "'", '"', "---", "...", "{", "\\", "\ufeff", "\x00"]
HARD += ["@a", "`a", "%a", "&a", "*a", "!a", "|", ">-", "=", "<<"]
HARD += ["- a", "a: b", "a #b", "a\nb", "? a", ": a", "\u2028", "\x85", " a", "a "]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(HARD)


def read(text: str) -> JsonValue:
    report = Report()
    node = load_text(text, "a.yaml", report)
    assert node is not None, [one.message for one in report.diagnostics]
    return node.plain()


@settings(derandomize=True, max_examples=300, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_texts_come_back_as_they_were(key: str, value: str, item: str) -> None:
    tree = {"a": {"key " + key: value, "list": [item, value], "flow": [1, item]}, "b": [[item]]}
    assert read(document(tree)) == tree
    # YAML 1.1 reads the same: other tools do.
    assert yaml.safe_load(document(tree)) == tree


@settings(derandomize=True, max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_a_comment_stays_a_comment(first: str, second: str) -> None:
    text = f"{first} # arazzo-gen: ignore {second} yaml-language-server: $schema=x"
    tree = {"a": Note([Note({"b": 1}, (text,)), Note("c", (text, text))], (text,))}
    written = document(tree)
    assert read(written) == {"a": [{"b": 1}, "c"]}
    assert not _COMMENT.search(written)
    assert "yaml-language-server:" not in written


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_prose_is_one_line_of_what_can_be_printed(text: str) -> None:
    written = read(document({"a": Prose(text), "b": 1}))
    assert written == {"a": clean(text), "b": 1}
    assert clean(text).isprintable()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1.0.1", "1.0.1"),
        ("$statusCode == 200", "$statusCode == 200"),
        ("Bearer {$inputs.key}", "Bearer {$inputs.key}"),
        ("yes", "'yes'"),
        ("1.0", "'1.0'"),
        ("2026-05-01", "'2026-05-01'"),
        ("a: b", "'a: b'"),
        ("it's", "it's"),
        ("a\tb", '"a\\x09b"'),
    ],
)
def test_a_scalar_is_plain_where_nothing_speaks_against_it(text: str, written: str) -> None:
    assert scalar(text) == written


def test_a_long_condition_is_broken_behind_its_operators() -> None:
    condition = " || ".join(f"$response.body#/a/long/pointer == 'value {i}'" for i in range(4))
    lines = document({"condition": condition}).splitlines()
    assert lines[0] == "condition: >-"
    assert all(line.endswith("||") for line in lines[1:-1])
    assert read("\n".join(lines) + "\n") == {"condition": condition}


def test_comments_are_wrapped() -> None:
    lines = list(comment("- " + "word " * 40, 4))
    assert len(lines) > 1
    assert all(line.startswith("    # ") for line in lines)
    assert max(map(len, lines)) <= 96
