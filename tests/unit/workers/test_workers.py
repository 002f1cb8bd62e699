"""A build on several cores is the build on one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen import workers
from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.diagnostics.render import render
from building import write_documents

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied here")


def _api(name: str) -> dict[str, Any]:
    thing = {"type": "object", "properties": {"id": {"type": "string"}}}
    answer = {"description": "It", "content": {"application/json": {"schema": thing}}}
    read = {"operationId": f"read{name}", "responses": {"200": answer, "404": {}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1"},
        "servers": [{"url": f"https://{name.lower()}.example"}],
        "paths": {f"/{name.lower()}": {"get": read}},
    }


def _flow(number: int) -> dict[str, Any]:
    """A workflow with a mistake in every third, a warning in every fifth."""
    step: dict[str, Any] = {"stepId": "read", "operationId": "$sourceDescriptions.shop.readShop"}
    step["outputs"] = {"id": "$response.body#/idd" if number % 5 == 0 else "$response.body#/id"}
    if number % 3 == 0:
        step["onSuccess"] = [{"name": "go", "type": "goto", "stepId": "nowhere"}]
    if number % 7 == 0:
        step = {"stepId": "other", "workflowId": "$sourceDescriptions.more.readMore"}
    return {"workflowId": f"flow-{number}", "steps": [step]}


def _document(flows: list[dict[str, Any]], **sources: str) -> dict[str, Any]:
    return {
        "arazzo": "1.0.1",
        "info": {"title": "Flows", "version": "1"},
        "sourceDescriptions": [
            {"name": name, "url": url, "type": "arazzo" if "arazzo" in url else "openapi"}
            for name, url in sources.items()
        ],
        "workflows": flows,
    }


DOCUMENTS = {
    "flows.arazzo.json": _document(
        [*map(_flow, range(1, 30)), _flow(2)], shop="shop.json", more="more/more.arazzo.json"
    ),
    "more/more.arazzo.json": _document(
        [{"workflowId": "readMore", "steps": [{"stepId": "r", "operationId": "readMore"}]}],
        api="../moreapi.json",
    ),
    "shop.json": _api("Shop"),
    "moreapi.json": _api("More"),
}


def _built(folder: Path, cores: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, str]:
    monkeypatch.setattr(workers, "cores", lambda tasks: cores)
    report = Report()
    options = Options(
        documents=(Path("flows.arazzo.json"),), cwd=folder, output=Path("out"), keep_going=True
    )
    files = compile_documents(options, report)
    return files, render(report.diagnostics)


def test_several_cores_build_and_find_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_documents(tmp_path, DOCUMENTS)
    alone = _built(tmp_path, 1, monkeypatch)
    together = _built(tmp_path, 3, monkeypatch)
    assert together == alone
    files, text = alone
    assert len(files) == 20
    assert all(f"[{code}]" in text for code in ("AZ501", "AZ701", "AZ801", "AZ105"))
    assert "moreapi.json" in text


def test_a_name_that_is_wrong_in_several_places_is_one_finding_on_any_number_of_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Callers meet the workflow by its output, and the workflow itself by its step: other places
    # come first in each process.
    shared = {
        "workflowId": "shared",
        "steps": [
            {
                "stepId": "read",
                "operationId": "readShop",
                "parameters": [{"name": "q", "in": "query", "value": "$inputs.nobody"}],
            }
        ],
        "outputs": {"a": "$inputs.nobody"},
    }
    callers = [
        {
            "workflowId": f"caller-{number}",
            "steps": [{"stepId": "s", "workflowId": "shared", "outputs": {"a": "$outputs.a"}}],
        }
        for number in range(29)
    ]
    flows = [shared, *callers]
    write_documents(
        tmp_path,
        {"flows.arazzo.json": _document(flows, shop="shop.json"), "shop.json": _api("Shop")},
    )
    alone = _built(tmp_path, 1, monkeypatch)
    assert _built(tmp_path, 2, monkeypatch) == alone
    assert alone[1].count("error[AZ302]") == 1


def test_few_workflows_stay_in_one_process() -> None:
    assert workers.cores(3) == 1
    assert workers.cores(1_000) >= 1


def test_results_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda tasks: 2)
    parts = list(workers.run(list, 50, []))
    assert [number for part in parts for number in part] == list(range(50))
    assert len(parts) > 2


def test_an_exception_in_a_process_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda tasks: 2)

    def work(numbers: range) -> None:
        raise LookupError(str(numbers))

    with pytest.raises(LookupError, match="range"):
        list(workers.run(work, 50, []))
