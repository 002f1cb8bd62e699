"""Texts and names that try to leave their place in the tests that a build writes of modules."""

from __future__ import annotations

import json
import tokenize
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import containment
import pytest
import strings
import whole
from directives import check_undirected

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report

DATA = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
PLACES = [
    (name, path, is_key)
    for name, document in whole.DOCUMENTS.items()
    for path, is_key in whole.texts(document)
]
TEXTS = [text for text in strings.ESCAPES if "\ud800" not in text]


def written(folder: Path, documents: Mapping[str, Any]) -> dict[str, str]:
    """The tests of the modules of some documents, by name; checked."""
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document))
    options = Options(
        documents=(folder / "orders.arazzo.yaml",),
        cwd=folder,
        output=folder / "out",
        tests=folder / "tests",
        tests_import="out",
        keep_going=True,
        validate="off",
    )
    files = compile_documents(options, Report())
    found = {name: text for name, text in files.items() if name.startswith("tests/test_")}
    for name, text in found.items():
        check_undirected(text, name)
        compile(text, name, "exec", dont_inherit=True)
        marked = [each for each in containment.tokens(text) if containment.MARK in each.string]
        assert {each.type for each in marked} <= DATA, name
    return found


@pytest.mark.parametrize("number", [0, 1])
def test_texts_and_names_are_data(tmp_path: Path, number: int) -> None:
    documents: Mapping[str, Any] = whole.DOCUMENTS
    for at, (name, path, is_key) in enumerate(PLACES):
        if not is_key and path[-1] in ("example", "default", "description", "title", "summary"):
            text = TEXTS[(at + number) % len(TEXTS)]
            documents = {**documents, name: whole.replaced(documents[name], path, text)}
    mark = [text for text in TEXTS if containment.MARK in text][number]
    for old in ("place", "wait", "note", "token"):
        documents = {
            name: whole.everywhere(document, old, f"{old}{mark}")
            for name, document in documents.items()
        }
    found = written(tmp_path, documents)
    assert any(containment.MARK in text for text in found.values())
