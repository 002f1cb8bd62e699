"""Every explanation holds: its wrong document gives that finding and no other, its right none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import reference
import sessions

from arazzo_gen.diagnostics import explain
from arazzo_gen.diagnostics.codes import CODES

PACKAGE = explain.FOLDER.parents[1]


BESIDE = {"AZ905": ["AZ904"]}
"""What else the wrong document of a code gives: no build has written the module that it wants."""


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_document_gives_that_finding_alone(code: str, tmp_path: Path) -> None:
    session = sessions.wrong(code, tmp_path)
    assert session.found == [*BESIDE.get(code, ()), code], session.text
    assert session.status == (1 if CODES[code].severity == "error" else 0)
    wanted = sessions.expected(code)
    assert session.text == wanted.read_text(encoding="utf-8"), "`make docs` writes what it gives"


@pytest.mark.parametrize("code", CODES)
def test_the_right_document_gives_no_finding(code: str, tmp_path: Path) -> None:
    session = sessions.right(code, tmp_path)
    assert session.found == [], session.text
    assert session.status == 0, session.text


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_is_short_and_plain(code: str) -> None:
    found = explain.read(code)
    for section in (found.what, found.why):
        (paragraph,) = section
        assert isinstance(paragraph, str)
        assert len(paragraph.split()) <= 70
    for section in (found.wrong, found.right):
        for text in explain.files(section).values():
            assert len(text.splitlines()) <= 32
            assert max(map(len, text.splitlines())) <= 100


def test_no_explanation_is_left_over() -> None:
    assert {path.stem for path in explain.FOLDER.glob("*.md")} == set(CODES)
    assert {path.stem for path in sessions.HERE.glob("AZ*.txt")} == set(CODES)


def test_the_codes_that_the_compiler_uses_are_those_of_the_registry() -> None:
    used: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if path.name == "codes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"AZ\d{3}", str(node.value)):
                used.add(str(node.value))
    assert used == set(CODES)


def test_the_reference_page_is_current() -> None:
    current = reference.PAGE.read_text(encoding="utf-8") == reference.page()
    assert current, "`make docs` writes it again"
