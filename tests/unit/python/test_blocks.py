"""Blocks of Markdown in docstrings: what Python, Sphinx and mkdocs show alike stays, and all else
becomes that."""

from __future__ import annotations

import pytest

from arazzo_gen.python.text.literal import code, docstring, headline, summary

CASES = {
    "Lists:\n- one\n- two\n  - deeper\n- three\n1. first\n1. second\nof it": [
        *["Lists:", "", "- one", "- two", "", "    - deeper", "", "- three", ""],
        *["1. first", "2. second of it"],
    ],
    'Sends this:\n\n```json\n{"a": [1, *b_]}\n\n{}\n```\nand no more': [
        *["Sends this::", "", '    {"a": [1, *b_]}', "", "    {}", "", "and no more"],
    ],
    "The states.\n| state | means |\n|---|---|\n| a_b | *open |": [
        *["The states::", "", "    | state | means |", "    |---|---|", "    | a_b | *open |"],
    ],
    "# Title\n\nText.\n\n## Second\nMore.\n\nThird\n-----\n***\nEnd.": [
        *["Title.", "", "Text.", "", "**Second**", "", "More.", "", "**Third**", "", "End."],
    ],
    "Of\n\n    code\n        set in\n\nand\n> a quote\n\n> of two\n> lines": [
        *["Of::", "", "    code", "        set in", "", "and > a quote", "", "of two lines"],
    ],
    "<p>One <b>bold</b><br>word</p><ul><li>a</li><li>b</li></ul>": [
        *["One bold word.", "", "- a", "- b"],
    ],
    "Returns:\n    A stranger's.\n\nRaises:\n    KeyError: Never.": [
        *["Returns: A stranger's.", "", "Raises: KeyError: Never."],
    ],
    "See:\n>>> run()\n1": ["See::", "", "    \uff1e>> run()", "    1"],
}
LINES = {
    "Bearer <token>, see [the docs](https://a.test/b) or [more](more.md)[^1].": (
        "Bearer `<token>`, see the docs (https://a.test/b) or more[^1]."
    ),
    "C:\\new and \\*plain\\* &lt;b&gt;": "``C:\\new`` and *plain* `<b>`.",
    "__bold words__ and _it is_, __init__": "**bold words** and *it is*, `__init__`.",
    "- one\n- two": "one.",
    "```\nrun()\n```": "`run()`.",
    "<!-- nothing -->": "",
    ":param x: y": "`:param` x: y.",
    ".. note:: y": "`..` note: y.",
}


@pytest.mark.parametrize("text", CASES)
def test_blocks_become_what_all_read(text: str) -> None:
    shown = docstring(summary(text)).strip('"').split("\n")
    assert [line.removeprefix("    ") for line in shown[:-1]] == CASES[text]


@pytest.mark.parametrize("text", LINES)
def test_a_headline_is_one_line_of_text(text: str) -> None:
    assert headline(text) == LINES[text]


def test_no_line_of_a_paragraph_begins_as_another_block() -> None:
    for sign in ("#5", ">=", "#"):
        for length in range(60, 80):
            written = docstring(f"{'x' * (length - 8)} of words {sign} and more words behind it")
            assert not any(line.strip().startswith(sign) for line in written.split("\n"))


def test_code_has_two_backticks_where_one_would_change_it() -> None:
    assert code("$response.body#/id") == "`$response.body#/id`"
    assert code("a\\b") == "``a\\b``"
    assert code("a:b`c") == "``a:b'c``"
