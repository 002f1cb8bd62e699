"""Base URLs: where relative servers lead, and which servers go before which."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml
from one_call import Made, call, openapi, workflow

from building import build


def placed(tmp_path: Path, url: str, api: dict[str, Any]) -> tuple[Any, str]:
    """The default of `api_url` in a module whose source is on the web, and the report."""
    built = build(
        tmp_path,
        {
            "copy.json": {**openapi(), "servers": [], **api},
            "a.arazzo.yaml": {
                "arazzo": "1.1.0",
                "info": {"title": "T", "version": "1"},
                "sourceDescriptions": [{"name": "api", "url": url, "type": "openapi"}],
                "workflows": [
                    {"workflowId": "w", "steps": [{"stepId": "s", "operationId": "call"}]}
                ],
            },
        },
        "--source",
        f"api={tmp_path / 'copy.json'}",
    )
    assert built.status == 0, built.report
    return inspect.signature(built.module.run).parameters["api_url"].default, built.report


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ([{"url": "/v3"}], "https://docs.test/v3"),
        ([{"url": "v3/"}], "https://docs.test/apis/v3"),
        ([{"url": "../x"}], "https://docs.test/x"),
        ([{"url": "//cdn.test/x"}], "https://cdn.test/x"),
        ([{"url": "/{v}", "variables": {"v": {"enum": ["v2"]}}}], "https://docs.test/v2"),
        ([], "https://docs.test"),
    ],
)
def test_a_relative_server_of_a_document_on_the_web(
    tmp_path: Path, servers: list[Any], url: str
) -> None:
    found, report = placed(tmp_path, "https://docs.test/apis/api.json", {"servers": servers})
    assert found == url
    assert "AZ610" not in report


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({}, "http://docs.test:8080"),
        ({"basePath": "/v1/"}, "http://docs.test:8080/v1"),
        ({"host": "api.test"}, "http://api.test"),
        ({"host": "api.test", "schemes": ["https"]}, "https://api.test"),
    ],
)
def test_a_swagger_document_on_the_web(tmp_path: Path, fields: dict[str, Any], url: str) -> None:
    operation = {"operationId": "call", "responses": {"200": {"description": ""}}}
    swagger = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/call": {"post": operation}},
        **fields,
    }
    built = build(
        tmp_path,
        {
            "copy.json": swagger,
            "a.arazzo.yaml": {
                "arazzo": "1.0.1",
                "info": {"title": "T", "version": "1"},
                "sourceDescriptions": [
                    {"name": "api", "url": "http://docs.test:8080/a/api.json", "type": "openapi"}
                ],
                "workflows": [
                    {"workflowId": "w", "steps": [{"stepId": "s", "operationId": "call"}]}
                ],
            },
        },
        "--source",
        f"api={tmp_path / 'copy.json'}",
    )
    assert built.status == 0, built.report
    assert inspect.signature(built.module.run).parameters["api_url"].default == url


def test_a_relative_server_of_an_operation_is_not_the_documents() -> None:
    """It is relative to where the document is, which a file does not say."""
    made = call(operation="servers: [{url: /v2}]")
    assert "AZ610" in made.codes
    parameter = inspect.signature(made.module.run).parameters["api_url"]
    assert parameter.default is inspect.Parameter.empty
    assert str(made.sent(api_url="https://x.test/v2").url) == "https://x.test/v2/call"


def base(operation: str, item: str) -> str:
    """Where a request goes with some servers of the operation and of its path item."""
    document = openapi(f"servers: {operation}")
    document["paths"]["/call"]["servers"] = yaml.safe_load(item)
    made = workflow("steps: [{stepId: call, operationId: call}]", sources=document)
    return str(made.sent().url)


def test_servers_of_the_operation_then_of_the_path_then_of_the_document() -> None:
    assert base("[{url: 'https://o.test'}]", "[{url: 'https://p.test'}]") == "https://o.test/call"
    assert base("[]", "[{url: 'https://p.test/x/'}]") == "https://p.test/x/call"
    assert base("[]", "[]") == "https://api.test/call"


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("{default: eu, enum: [eu, us]}", "https://eu.a.test/call"),
        ("{enum: [us, eu]}", "https://us.a.test/call"),
        ("{default: 8443}", "https://8443.a.test/call"),
    ],
)
def test_server_variables(variable: str, url: str) -> None:
    made = call(api=f"servers: [{{url: 'https://{{r}}.a.test', variables: {{r: {variable}}}}}]")
    assert str(made.sent().url) == url


def test_a_variable_without_a_default() -> None:
    made: Made = call(api="servers: [{url: 'https://{r}.a.test'}, {url: 'https://b.test'}]")
    assert "AZ808" in made.codes
    assert str(made.sent().url) == "https://b.test/call"


def test_operations_of_one_source_share_their_keyword() -> None:
    document = openapi(operation="servers: [{url: https://api.test/}]")
    document["paths"]["/b"] = {
        "get": {"operationId": "b", "responses": {"200": {"description": ""}}}
    }
    made = workflow(
        "steps: [{stepId: a, operationId: call}, {stepId: b, operationId: b}]", sources=document
    )
    names = inspect.signature(made.module.run).parameters
    assert [name for name in names if name.endswith("_url")] == ["api_url"]
