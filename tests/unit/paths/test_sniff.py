from __future__ import annotations

import os
from pathlib import Path

import pytest

from arazzo_gen.paths.sniff import holds_arazzo, is_arazzo


@pytest.mark.parametrize(
    "text",
    [
        "arazzo: 1.0.1\n",
        "# a comment\n\n---\narazzo: 1.0.1\n",
        "--- # a document\narazzo: 1.0.1\n",
        '%YAML 1.2\n---\r\n"arazzo" : 1.0.1\r\n',
        "info:\n  title: openapi\nworkflows: [\narazzo: 1.0.1\n",
        "  info: {}\n  arazzo: 1.0.1\n",
        "'arazzo':\n  1.0.1\n",
        '{"arazzo": "1.0.1"}',
        '\n  {\n\t"info": {"title": "a \\" } b"},\n\t"arazzo" : "1.0.1", [',
        "{info: {openapi: 3}, arazzo: 1.0.1}",
        "arazzo:",
    ],
)
def test_arazzo_documents(text: str) -> None:
    assert holds_arazzo(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# arazzo: 1.0.1\n",
        "openapi: 3.1.0\ninfo:\n  arazzo: 1.0.1\n",
        "notes: |\n  arazzo: 1.0.1\n",
        "arazzo:1.0.1\n",
        "arazzos: 1.0.1\n",
        "- arazzo: 1.0.1\n",
        '{"name": "arazzo", "of": {"arazzo": 1}}',
        '{"name": "{", "of": ["arazzo"]} {"arazzo": 1}',
        '["arazzo"]',
    ],
)
def test_other_files(text: str) -> None:
    assert not holds_arazzo(text)


def test_files(tmp_path: Path) -> None:
    def made(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    assert is_arazzo(made("a.yaml", b"\xef\xbb\xbfarazzo: 1.0.1\n"))
    assert is_arazzo(made("b.yaml", b"arazzo: 1.0.1\nx: \xff\n"))
    assert is_arazzo(made("c.Arazzo.YML", b"damaged"))
    assert not is_arazzo(made("d.yaml", b"\xff\xfe"))
    assert not is_arazzo(tmp_path / "missing.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    assert not is_arazzo(tmp_path / "pipe.yaml")
