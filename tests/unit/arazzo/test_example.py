"""The document that is shown where an OpenAPI document was given: it is whole, and right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner

OK = {"responses": {"200": {"description": "ok"}}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
KEY = {"name": "X-Key", "in": "header", "required": True, "schema": {"type": "string"}}
BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}


def example(paths: Any, **more: Any) -> tuple[str, int]:
    """The document that is shown, and the status of a strict check of it."""
    api = {"openapi": "3.1.0", "info": {"title": "A: b\n#", "version": "1"}, "paths": paths}
    api["servers"] = [{"url": "https://a.example.com"}]
    Path("the api.json").write_text(json.dumps({**api, **more}))
    result = CliRunner().invoke(main, ["check", "the api.json", "--format", "json"])
    (found,) = json.loads(result.stdout)["diagnostics"]
    assert found["code"] == "AZ101"
    text = "\n".join(found["help"].splitlines()[1:]) + "\n"
    Path("x.arazzo.yaml").write_text(text)
    done = CliRunner().invoke(main, ["check", "x.arazzo.yaml", "--strict"])
    return text, done.exit_code


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("paths", "called"),
    [
        ({"/a": {"get": {"operationId": "listAs", **OK}}}, "operationId: listAs"),
        (
            {
                "/a/{id}": {"parameters": [ID], "get": {"operationId": "getA", **OK}},
                "/a": {"get": {"operationId": "listAs", **OK}},
            },
            "operationId: listAs",
        ),
        ({"/a/{id}": {"parameters": [ID], "get": {"operationId": "getA", **OK}}}, "$inputs.id"),
        (
            {
                "/a/{id}": {
                    "get": {
                        "operationId": "getA",
                        "parameters": [{"$ref": "#/components/parameters/id"}, KEY],
                        **OK,
                    }
                }
            },
            "$inputs.X-Key",
        ),
        ({"/a": {"post": {"requestBody": BODY, "operationId": "addA", **OK}}}, "$inputs.body"),
        (
            {"/a b": {"get": OK}},
            'operationPath: "{$sourceDescriptions.api.url}#/paths/~1a b/get"',
        ),
    ],
)
def test_it_is_whole_and_right(paths: Any, called: str) -> None:
    text, status = example(paths, components={"parameters": {"id": ID}})
    assert called in text
    assert status == 0


def test_without_an_operation_there_is_none() -> None:
    Path("a.json").write_text('{"openapi": "3.1.0", "info": 7, "paths": [1]}')
    result = CliRunner().invoke(main, ["check", "a.json"])
    assert "help: give the Arazzo document, and name this one in its `sourceDescriptions`\n" in (
        result.stderr
    )


@pytest.mark.parametrize("paths", [{"/a": 1}, {"/a": {"get": 1}}, {"/a": {"get": {}}}, 7, None])
def test_whatever_the_document_holds_it_is_read(paths: Any) -> None:
    Path("a.json").write_text(json.dumps({"swagger": "2.0", "info": {}, "paths": paths}))
    result = CliRunner().invoke(main, ["check", "a.json"])
    assert result.exit_code == 1
    assert result.stderr.count("error[AZ101]") == 1
