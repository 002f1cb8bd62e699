"""The bytes of modules, as Python and other tools read them: no text of a document directs them."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import black
import pytest
import whole
from containment import MARK
from directives import ACTIVE, aligned, check_undirected
from landing import OPENINGS, check_landing

import typecheck
from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.python.text import literal

COLUMNS = range(101)
FREE = [
    (name, path)
    for name, document in whole.DOCUMENTS.items()
    for path, is_key in whole.texts(document)
    if not is_key
    and path[-1] in ("summary", "description", "title", "example")
    and path[-2:-1] != ("schema",)
]
# Names and values that other places refer to: they are changed there too.
NAMED = (
    *["colour", "asForm", "goOn", "isDone", "notYet", "stopNow", "tryAgain", "form.example"],
    *["words", "some text", "a name", "trace", "crumb", "on hold", "image/png", "filter", "login"],
    *["basic", "main", "/markup", "changed", "a.txt", "eu", "/shops/", "session", "Person", "Line"],
)


def built(
    folder: Path, documents: Mapping[str, Any], first: str = "orders.arazzo.yaml"
) -> dict[str, str]:
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document))
    options = Options(
        documents=(folder / first,), cwd=folder, output=folder / "out", validate="off",
        keep_going=True,
    )  # fmt: skip
    return compile_documents(options, Report())


@pytest.mark.parametrize("active", ACTIVE)
def test_the_door_at_every_alignment(active: str) -> None:
    for column in COLUMNS:
        text = aligned(active, column)
        parts = [
            "# Generated", "",
            literal.module_docstring(text, "Its steps", [f"`a`: {text}", f"source: {text}"], "C."),
            literal.comment(text), literal.comment(f"{text}\n\n{text}"), literal.ruler(text),
            f"x = {literal.string(text)}  {literal.remark(f'in the format `{text}`')}",
            f"x = {literal.literal({text: [text]})}",
            f"x = {literal.fstring([(text[:9], False), (text[9:], False), ('x', True)])}",
            f"def f():\n    {literal.docstring(text, 4)}",
            f"def f():\n    {literal.docstring(f'a{chr(10) * 2}    {text}{chr(10)}- {text}', 4)}",
        ]  # fmt: skip
        module = "\n".join(parts)
        check_undirected(module, f"column {column}")
        for line in module.split("\n")[2:]:
            assert line[:1] in ("", " ", '"', "x", "d", "C", "I") or line.startswith(OPENINGS), line


def test_values_stay_what_they_are() -> None:
    for active in ACTIVE:
        for text in (active, aligned(active, 7), f'"{active}', f"\\{active}", f"{{{active}}}"):
            assert ast.literal_eval(literal.string(text)) == text
            assert ast.literal_eval(literal.fstring([(text[:3], False), (text[3:], False)])) == text


@pytest.mark.parametrize(
    "plain", ["$response.body#/items/0/id", "https://a.example/b#type", "C# and #4", "a; b: c"]
)
def test_what_directs_nothing_is_written_as_it_is(plain: str) -> None:
    assert literal.string(plain) == f'"{plain}"'


@pytest.mark.parametrize("turn", range(10))
def test_every_description_of_a_large_document(tmp_path: Path, turn: int) -> None:
    """Each text of each place at some alignments, and each alignment at some places."""
    documents: dict[str, Any] = dict(whole.DOCUMENTS)
    for at, (name, path) in enumerate(FREE):
        active = ACTIVE[(at * 5 + turn * 7) % len(ACTIVE)]
        text = " ".join(aligned(active, (at + turn * 10 + more) % 101) for more in (0, 37, 74))
        documents[name] = whole.replaced(documents[name], path, text)
    files = built(tmp_path, documents)
    assert set(files) >= {"order_lamp.py", "remind.py", "prepare.py", "fallback.py"}
    assert files["order_lamp.py"].count(MARK) > 20
    for name, text in files.items():
        check_landing(text, name)


@pytest.mark.parametrize("old", NAMED)
def test_every_name_and_value_of_a_large_document(tmp_path: Path, old: str) -> None:
    at = NAMED.index(old)
    for turn in range(2):
        active = ACTIVE[(at * 5 + turn * 11) % len(ACTIVE)]
        new = f"{old} {aligned(active, (at * 3 + turn * 50) % 101)}"
        documents = {n: whole.everywhere(d, old, new) for n, d in whole.DOCUMENTS.items()}
        files = built(tmp_path, documents)
        assert "remind.py" in files
        for name, text in files.items():
            check_landing(text, name)


# As in a type whose properties are no names: its description is a comment.
SCHEMA = {"type": "object", "properties": {"x-a": {"type": "string"}}}


def small(texts: list[str]) -> dict[str, Any]:
    """A workflow with a comment, a docstring, a string and a ruler for each text."""
    inputs = {f"in{at}": {**SCHEMA, "description": text} for at, text in enumerate(texts)}
    steps = [
        {
            "stepId": f"s{at}",
            "description": text,
            "operationId": "look",
            "successCriteria": [
                {"condition": "$response.body#/a == '" + text.replace("'", "''") + "'"}
            ],
            "outputs": {"all": "$response.body"},
        }
        for at, text in enumerate(texts)
    ]
    return {
        "w.arazzo.yaml": {
            "arazzo": "1.0.1",
            "info": {"title": "T", "version": "1"},
            "sourceDescriptions": [{"name": "api", "url": "api.yaml", "type": "openapi"}],
            "workflows": [
                {
                    "workflowId": "look",
                    "summary": texts[0],
                    "description": "\n".join(texts),
                    "inputs": {"type": "object", "properties": inputs},
                    "steps": steps,
                }
            ],
        },
        "api.yaml": {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": {"/a": {"get": {"operationId": "look", "responses": {"200": {
                "description": "d", "content": {"application/json": {"schema": {}}}}}}}},
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def hostile_module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module with each text at many alignments, and a mistake of our own at its end."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = [aligned(active, at % 101) for at, active in enumerate(ACTIVE * 3)]
    files = built(folder, small(texts), "w.arazzo.yaml")
    check_landing(files["look.py"])
    path = folder / "look.py"
    path.write_text(files["look.py"] + "\n\nimport os\nmistake: int = 'text'\n")
    return path


def test_mypy_still_says_what_is_wrong(hostile_module: Path, tmp_path: Path) -> None:
    found = typecheck.mypy_findings([hostile_module], tmp_path)
    assert found.count("error:") == 1, found
    assert "[assignment]" in found


def test_ruff_still_says_what_is_wrong(hostile_module: Path) -> None:
    command = [Path(sys.executable).with_name("ruff"), "check", "--isolated", "--select", "F401,I"]
    done = subprocess.run([*command, hostile_module], capture_output=True, text=True)
    assert "F401" in done.stdout, done.stdout
    assert "I001" in done.stdout, done.stdout


def test_black_still_lays_out_all_of_it(hostile_module: Path) -> None:
    text = hostile_module.read_text()
    spoilt = re.sub(r"(?m)^( +(?:return|raise|if)) ", r"\1   ", text)
    assert spoilt.count("   ") > text.count("   ") + 100
    assert black.format_str(spoilt, mode=black.Mode()) == black.format_str(text, mode=black.Mode())


def test_it_is_imported_and_nothing_else_happens(hostile_module: Path) -> None:
    text = hostile_module.read_bytes().replace(b"mistake: int", b"mistake")
    hostile_module.with_name("imported.py").write_bytes(text)
    code = "import imported, doctest; print(doctest.testmod(imported), imported.mistake)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=hostile_module.parent, capture_output=True, text=True
    )
    assert done.stdout == "TestResults(failed=0, attempted=0) text\n", done.stdout + done.stderr


@pytest.mark.parametrize("name", ["coding=utf-7,", "# -*- coding: utf-7 -*-", "a\\b\"'; x #"])
def test_a_file_name_is_text_too(tmp_path: Path, name: str) -> None:
    documents = small(["+ACIAIgAiADs-__PWNED__()+ADsAIgAiACI-", MARK])
    first = f"{name}.arazzo.yaml"
    documents[first] = documents.pop("w.arazzo.yaml")
    documents[first]["workflows"][0]["workflowId"] = name
    (text,) = built(tmp_path, documents, first).values()
    check_landing(text)
    assert text.split("\n")[:2] == [
        "# Generated by arazzo-gen: do not edit. Change the Arazzo document and build again.",
        "",
    ]
    compile(text.encode(), "module.py", "exec")
