"""Every explanation holds: its wrong document gives that finding and no other, its right none."""

from __future__ import annotations

from pathlib import Path

import pytest
import sessions

from arazzo_gen.diagnostics import explain
from arazzo_gen.diagnostics.codes import CODES

EXPLAINED = sorted(code for code in CODES if (explain.FOLDER / f"{code}.md").exists())

BESIDES: dict[str, list[str]] = {}
"""Findings that come with another, because ..."""


@pytest.mark.parametrize("code", EXPLAINED)
def test_the_wrong_document_gives_that_finding_alone(code: str, tmp_path: Path) -> None:
    session = sessions.wrong(code, tmp_path)
    assert session.text == sessions.expected(code).read_text(encoding="utf-8")
    assert session.found == [code, *BESIDES.get(code, [])]
    assert session.status == (1 if CODES[code].severity == "error" else 0)


@pytest.mark.parametrize("code", EXPLAINED)
def test_the_right_document_gives_no_finding(code: str, tmp_path: Path) -> None:
    session = sessions.right(code, tmp_path)
    assert session.found == [], session.text
    assert session.status == 0, session.text
