"""A module holds the workflows that its own calls, and not without end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from one_call import openapi

from building import Built, build


def _chain(folder: Path, length: int) -> Built:
    """A workflow that calls a workflow, and so on."""
    flows: list[dict[str, Any]] = [
        {"workflowId": f"w{n}", "steps": [{"stepId": "s", "workflowId": f"w{n + 1}"}]}
        for n in range(length - 1)
    ]
    flows.append(
        {"workflowId": f"w{length - 1}", "steps": [{"stepId": "s", "operationId": "call"}]}
    )
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "Chain", "version": "1"},
        "sourceDescriptions": [{"name": "api", "url": "api.json", "type": "openapi"}],
        "workflows": flows,
    }
    documents = {"chain.arazzo.json": document, "api.json": openapi("")}
    return build(folder, documents, "--workflow", "w0")


def test_a_long_chain_of_calls_is_built(tmp_path: Path) -> None:
    built = _chain(tmp_path, 20)
    assert built.status == 0, built.report
    assert "w19" in built.text


def test_a_chain_without_end_is_refused(tmp_path: Path) -> None:
    built = _chain(tmp_path, 400)
    assert built.status == 1
    assert "error[AZ006]: workflow 'w0' calls more than 100 workflows" in built.report
    assert built.files == {}
