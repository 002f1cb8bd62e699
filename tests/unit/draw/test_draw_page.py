"""What docs/draw.md shows is what `draw` gives."""

from __future__ import annotations

import re

import pytest

from arazzo_gen.cli import main
from arazzo_gen.draw import mermaid
from command_line import CliRunner
from refresh import ROOT, document
from systems.pages import blocks
from systems.test_tables import rows
from unit.draw.drawings import said


def test_the_picture_is_that_of_knock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = blocks("mermaid")
    given = str(document("knock").relative_to(ROOT))
    assert block.page == "docs/draw.md"
    assert block.text == CliRunner().invoke(main, ["draw", given]).stdout


def test_the_conditions_are_in_these_words() -> None:
    table = {
        re.sub(r"\\(.)", r"\1", condition): words
        for condition, words in rows("draw.md", "## Conditions in words")
    }
    simple = {one: words for one, words in table.items() if re.fullmatch("`[^`]+`", one)}
    assert len(simple) == 5
    for condition, words in simple.items():
        assert said(condition.strip("`")) == words
    assert said("$steps.poll.outputs.state == 'done'") == "output state of poll is done"
    assert said("$response.body#/done") == "done is true"
    regex = {"context": "$response.body#/note", "type": "regex", "condition": "^ok"}
    assert said(regex) == 'note matches "^ok"'
    path = {"context": "$response.body", "type": "jsonpath", "condition": "$.items[?@.id == 1]"}
    assert said(path) == "JSONPath $.items[?@.id == 1] finds something"
    assert table.keys() - simple.keys() == {
        "`$steps.poll.outputs.state == 'done'`, in another step",
        "`$response.body#/done`, a boolean",
        "the regex `^ok` on `$response.body#/note`",
        "the JSONPath `$.items[?@.id == 1]`",
    }


def test_the_limits_are_those_of_the_page() -> None:
    text = (ROOT / "docs" / "draw.md").read_text(encoding="utf-8")
    assert f"no more than {mermaid.EDGES} lines" in text
    assert f"no more than {mermaid.TEXT:,} characters" in text
