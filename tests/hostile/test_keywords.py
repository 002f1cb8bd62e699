"""Names that meet in one function: inputs, outputs, credentials, base URLs and our own keywords."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import typecheck
from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report

NAMES = (
    *["client", "base_url", "on_step", "attempt", "polling", "response", "request", "retries"],
    *["failure", "result", "called", "outputs", "value", "params", "headers", "body", "json"],
    *["url", "cookies", "http", "notify", "action", "delay", "outcome", "poll", "self", "field"],
    *["httpx", "time", "asyncio", "re", "str", "dict", "isinstance", "len", "quote", "key"],
    *["key_2", "shop_url", "base", "run", "dep_outputs", "one", "two", "three", "s", "d"],
)


def documents(names: list[str], schemes: list[str]) -> dict[str, Any]:
    """Workflows in which each name is an input, an output and, where it is in `schemes`, a scheme,
    and in which all are read by requests, criteria, actions, outputs and calls."""
    texts = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    answer = {"200": {"description": "d", "content": {"application/json": {"schema": texts}}}}
    operation = {"security": [{name: []} for name in schemes], "responses": answer}
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    own = {name: f"$response.body#/{name}" for name in names}

    def equal(left: str, right: str) -> list[dict[str, str]]:
        return [{"condition": f"{left}{name} == {right}{name}"} for name in names]

    def sent(source: str) -> dict[str, Any]:
        payload = {name: f"{source}{name}" for name in names}
        return {"contentType": "application/json", "payload": payload}

    given = equal("$response.body#/", "$inputs.")
    before = equal("$response.body#/", "$steps.one.outputs.")
    again = {"name": "r", "type": "retry", "retryAfter": 1, "retryLimit": 2}
    calls = {"stepId": "three", "workflowId": "sub", "outputs": {n: f"$outputs.{n}" for n in names}}
    calls["parameters"] = [{"name": n, "value": f"$steps.one.outputs.{n}"} for n in names]
    steps: list[Any] = [
        {"stepId": "one", "operationId": "$sourceDescriptions.base.a", "outputs": own,
         "requestBody": sent("$inputs."), "successCriteria": given,
         "onFailure": [{**again, "criteria": given}],
         "onSuccess": [{"name": "g", "type": "goto", "stepId": "two", "criteria": given}]},
        {"stepId": "two", "operationId": "$sourceDescriptions.shop.a",
         "requestBody": sent("$steps.one.outputs."), "successCriteria": before,
         "outputs": {name: f"$steps.one.outputs.{name}" for name in names},
         "onFailure": [{**again, "criteria": before}]},
        {**calls, "successCriteria": equal("$outputs.", "$inputs."),
         "onFailure": [{**again, "criteria": equal("$inputs.", "$steps.one.outputs.")}]},
        {"stepId": "poll", "operationId": "$sourceDescriptions.on.g", "outputs": own,
         "onSuccess": [{"name": "p", "type": "goto", "stepId": "poll", "criteria": given}]},
    ]  # fmt: skip
    sub = {"stepId": "s", "operationId": "$sourceDescriptions.on.a", "outputs": own}
    dep = {"stepId": "d", "operationId": "$sourceDescriptions.shop.g", "outputs": own}
    workflows = [
        {"workflowId": "main", "dependsOn": ["dep"], "inputs": texts, "steps": steps,
         "outputs": {name: f"$steps.poll.outputs.{name}" for name in names}},
        {"workflowId": "sub", "dependsOn": ["dep"], "inputs": texts,
         "steps": [{**sub, "requestBody": sent("$inputs.")}],
         "outputs": {name: f"$steps.s.outputs.{name}" for name in names}},
        {"workflowId": "dep", "steps": [dep],
         "outputs": {name: f"$steps.d.outputs.{name}" for name in names}},
    ]  # fmt: skip
    sources = [{"name": n, "url": "api.json", "type": "openapi"} for n in ("base", "on", "shop")]
    kinds = itertools.cycle([{"type": "apiKey", "in": "query"}, {"type": "apiKey", "in": "header"}])
    described = {n: {**k, "name": f"q{n}"} for n, k in zip(schemes, kinds, strict=False)}
    return {
        "w.arazzo.json": {"arazzo": "1.0.1", "info": {"title": "t", "version": "1"},
                          "sourceDescriptions": sources, "workflows": workflows},
        "api.json": {"openapi": "3.1.0", "info": {"title": "t", "version": "1"},
                     "servers": [{"url": "https://a.example.com"}],
                     "components": {"securitySchemes": described},
                     "paths": {
                         "/a": {"post": {**operation, "operationId": "a", "requestBody": body}},
                         "/g": {"get": {**operation, "operationId": "g"}},
                     }},
    }  # fmt: skip


def built(folder: Path, names: list[str], schemes: list[str]) -> dict[str, str]:
    for name, document in documents(names, schemes).items():
        (folder / name).write_text(json.dumps(document))
    path = folder / "w.arazzo.json"
    options = Options(documents=(path,), cwd=folder, output=folder / "out", validate="off")
    files = compile_documents(options, Report())
    assert set(files) == {"main.py", "sub.py", "dep.py"}
    return files


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
def test_some_names_in_every_place(tmp_path: Path, names: list[str]) -> None:
    for name, text in built(tmp_path, names, names).items():
        compile(text, name, "exec")


@pytest.mark.parametrize("part", [NAMES[:22], NAMES[22:]])
def test_no_name_hides_another(tmp_path: Path, part: tuple[str, ...]) -> None:
    """A keyword that hid a function or a variable would not have the type that its user needs."""
    files = built(tmp_path, list(part), list(part))
    path = tmp_path / "main.py"
    path.write_text(files["main.py"])
    assert typecheck.mypy_findings([path], tmp_path) == ""


def test_what_a_step_reads_makes_way_for_a_credential(tmp_path: Path) -> None:
    text = built(tmp_path, ["token"], ["token"])["main.py"]
    # The run function has an input of this name already; the step `two` reads an output.
    assert "    token_2: str | None = None,\n" in text
    assert text.count("token=token,") > 0
