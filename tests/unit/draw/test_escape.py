"""Text in a mermaid label: what is escaped, and what is not, so that the source stays readable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.draw.escape import label, shortened


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("GET /v1/runs/{id}", "GET /v1/runs/{id}"),
        ("poll: status is a, b or c (waits 2 s)", "poll: status is a, b or c (waits 2 s)"),
        ("workflow_run", "workflow_run"),
        ("x-api-key", "x-api-key"),
        ("größe", "größe"),
        ('say "it"', "say #34;it#34;"),
        ("a [b] | c", "a #91;b#93; #124; c"),
        ("`a` *b* ~c~", "#96;a#96; #42;b#42; #126;c#126;"),
        ("_a_ b_", "#95;a#95; b#95;"),
        ("<b>&amp;</b>", "#60;b#62;#38;amp#59;#60;/b#62;"),
        ("#quot;", "#35;quot#59;"),
        ("%%{init}%%", "#37;#37;{init}#37;#37;"),
        ("$$x$$", "#36;#8203;#36;x#36;#8203;#36;"),
        ("a\\nb", "a#92;nb"),
        ("a\nb\t c", "a b c"),
        ("https://a.example", "https#58;//a.example"),
        ("fa:fa-car", "fa#58;#8203;fa-car"),
        ("www.a.example", "www#46;a.example"),
        ("a@b.example", "a#64;b.example"),
        ("1. a", "#49;. a"),
        ("12) a", "#49;2) a"),
        ("- a", "#45; a"),
        ("=== a", "#61;== a"),
        ("+ a", "#43; a"),
        ("style a: #fff;", "style a#58; #35;fff#59;"),
        ("classDef: a", "classDef#58; a"),
        ("ﬂ°°60¶ß", "#64258;#8203;°°60#182;#8203;ß"),
        ("a\u202eb", "a#92;u202eb"),
        ("a\x00b", "a#92;x00b"),
        ("end", "end"),
    ],
)
def test_a_text(text: str, escaped: str) -> None:
    assert label([text]) == f'"{escaped}"'


def test_lines() -> None:
    assert label(["a", "", "- b"]) == '"a<br/>#45; b"'
    assert label(["style", "a: b"]) == '"style<br/>a#58; b"'
    assert label([]) == label([" \n", ""]) == '"#8203;"'


def test_what_is_long_is_cut() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"
    assert shortened("abcd efg", 6) == "abcd…"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.text(), max_size=3))
def test_a_label_has_nothing_but_text_and_entities(lines: list[str]) -> None:
    found = label(lines)
    assert found[0] == found[-1] == '"'
    inside = found[1:-1].replace("<br/>", "\n")
    plain = re.sub(r"#[0-9]+;", "", inside)
    assert not set(plain) & set('"#;<>&%|`*~[]^$@\\ﬂ¶')
    inside = inside.replace("#8203;", "")
    back = re.sub(r"#([0-9]+);", lambda sign: chr(int(sign[1])), inside).split("\n")
    seen = [" ".join(line.split()) for line in lines]
    spelled = [
        "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
        for line in seen
    ]
    assert [line for line in back if line] == [line for line in spelled if line]
