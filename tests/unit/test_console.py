"""What goes out acts on no terminal and on the log of no CI system."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.console import HIDDEN, safe
from arazzo_gen.diagnostics.excerpt import excerpt
from arazzo_gen.documents.loader import source_file
from arazzo_gen.source.span import Span

# How CI systems find a command in a line.
ANYWHERE = (
    r"##vso\[[^\]]*\]",
    r"##\[[^\]]*\]",
    r"##teamcity\[",
    r"section_(start|end):\d+:",
    r"::[\w-]+( [^:]*)?::",
)
AT_BEGIN = (r"\s*::", r"(---|\+\+\+|~~~|\^\^\^)\s")

PIECES = (
    *["#", "##", "[", "]", "vso", "task.setvariable", "error", "teamcity", ":", "::", "section_"],
    *[
        "start",
        "section_end:1:x",
        "\r",
        "\x1b[0K",
        "\x1b[31m",
        "\x1b]8;;",
        "\x9b",
        "\u202e",
        "\x00",
    ],
    *["--- ", "+++ ", "~~~ ", "\n", "\t", " ", "\u3000", "\u200b", "é", "\\", '"', "a", "1", "-"],
)
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
SETTINGS = settings(deadline=None, derandomize=True, max_examples=400)


def commands(text: str) -> list[str]:
    """What a CI system takes for a command, of some lines."""
    found = [line for line in text.split("\n") for one in ANYWHERE if re.search(one, line)]
    return found + [line for line in text.split("\n") for one in AT_BEGIN if re.match(one, line)]


@SETTINGS
@given(texts)
def test_any_text_is_harmless(text: str) -> None:
    shown = safe(text)
    assert commands(shown) == []
    assert not {unicodedata.category(each) for each in shown} & HIDDEN - {"Cc"}
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown) is None
    assert safe(shown) == shown


@SETTINGS
@given(texts)
def test_colours_stay_and_no_other_escape_codes(text: str) -> None:
    shown = safe(text, coloured=True)
    assert "\x1b" not in re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert commands(re.sub(r"^(\x1b\[[0-9;]*m)+", "", shown, flags=re.MULTILINE)) == []


@SETTINGS
@given(
    st.recursive(
        texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20
    )
)
def test_json_keeps_its_value(value: object) -> None:
    shown = safe(json.dumps(value, indent=2), "json")
    assert json.loads(shown) == value
    assert commands(shown) == []
    assert shown.isascii()


@SETTINGS
@given(texts, texts)
def test_our_own_command_is_the_only_one_of_a_line(name: str, message: str) -> None:
    name, message = (re.sub(r"[\n:,]", "", name), message.replace("\n", "%0A"))
    shown = safe(f"::error file={name}::{message}\n", "github")
    head, _, data = shown.removeprefix("::error ").partition("::")
    assert shown.startswith("::error file=")
    assert [each for each in (head, data) for one in ANYWHERE if re.search(one, each)] == []


@SETTINGS
@given(st.lists(st.sampled_from((" ", "+", "-", "--- ", "+++ ", "@@ ")), max_size=5), texts)
def test_a_diff_keeps_its_headings(marks: list[str], text: str) -> None:
    text = "a" + text.replace("\n", "")
    lines = "".join(f"{mark}{text}\n" for mark in marks)
    shown = safe(lines, "diff")
    assert [one for line in shown.split("\n") for one in ANYWHERE if re.search(one, line)] == []
    for mark, line in zip(marks, shown.splitlines(), strict=True):
        assert line.startswith(f"{mark}a")


@pytest.mark.parametrize(
    "text",
    [
        "shop.yaml:1:2: error[AZ202]: `a::b` is no operation\n",
        "## a heading, #1 [2], ::1 and a section_start\n",
        "--dry-run ---x\n",
        "ein schöner Text, 日本語\n",
        "\ttabs\t\n\n",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert safe(text) == text


def test_what_is_broken_up_can_be_read() -> None:
    assert safe("##vso[task.x]a\n##[error]b\n") == "##vso\\[task.x]a\n##\\[error]b\n"
    assert safe("  ::add-mask::x\n") == "  :\\:add-mask::x\n"
    assert safe("section_start:1:a\r\x1b[0K\n") == "section_start\\:1:a\\r\\x1b[0K\n"


def test_carets_stand_under_what_was_broken_up() -> None:
    file = source_file("a: '##[error]x ::set-env name=A::b' # here\n", "a.yaml")
    (row,) = excerpt(Span(file, 1, 37, 1, 43))
    assert row.text == "a: '##\\[error]x :\\:set-env name=A::b' # here"
    assert row.text[row.underline.index("^") :] == "# here"
