"""Makes Arazzo documents of any size for the API of `jobs_api`, and writes both as files.

Nothing here is random: the same numbers give the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.jobs_api import STATES, Json, openapi


class _Dumper(yaml.CSafeDumper):
    """Writes YAML as people do: without aliases, and with long texts as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out, even one that was written before."""
        return True


def _represent_text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def arazzo(workflows: int, resources: int, *, steps: int = 3, source: str = "api.yaml") -> Json:
    """An Arazzo document whose workflows trigger a job, poll it and fetch its result.

    Args:
        workflows: How many workflows; they use the resources in turn.
        resources: How many resources the OpenAPI document has.
        steps: How many steps a workflow has, at least three; further ones read the results again.
        source: The URL of the OpenAPI document.
    """
    return _document(source, [_workflow(n, n % resources, steps) for n in range(workflows)])


def github(source: str = "api.yaml") -> Json:
    """An Arazzo document that starts a workflow of GitHub Actions and waits until its run ends.

    Args:
        source: The URL of GitHub's OpenAPI document.
    """
    owned = [{"name": name, "in": "path", "value": f"$inputs.{name}"} for name in ("owner", "repo")]
    workflow = {"name": "workflow_id", "in": "path", "value": "$inputs.workflow"}
    run = {"name": "run_id", "in": "path", "value": "$steps.findRun.outputs.runId"}
    poll = {
        "stepId": "waitForRun",
        "operationId": "actions/get-workflow-run",
        "parameters": [*owned, run],
        "successCriteria": [{"condition": "$statusCode == 200"}],
        "onSuccess": [
            _action("ended", "end", ["completed"], at="status"),
            _action("again", "goto", ["queued", "in_progress"], at="status", to="waitForRun"),
        ],
        "outputs": {"status": "$response.body#/status", "url": "$response.body#/html_url"},
    }
    names = ("owner", "repo", "workflow", "branch")
    return _document(
        source,
        [
            {
                "workflowId": "dispatch-and-wait",
                "summary": "Start a workflow on a branch and wait until its run ends",
                "inputs": {
                    "type": "object",
                    "required": list(names),
                    "properties": {name: {"type": "string"} for name in names},
                },
                "steps": [
                    {
                        "stepId": "dispatch",
                        "operationId": "actions/create-workflow-dispatch",
                        "parameters": [*owned, workflow],
                        "requestBody": {"payload": {"ref": "$inputs.branch"}},
                        "successCriteria": [{"condition": "$statusCode == 204"}],
                    },
                    {
                        "stepId": "findRun",
                        "operationId": "actions/list-workflow-runs",
                        "parameters": [*owned, workflow],
                        "successCriteria": [{"condition": "$statusCode == 200"}],
                        "outputs": {"runId": "$response.body#/workflow_runs/0/id"},
                    },
                    poll,
                ],
                "outputs": {"url": "$steps.waitForRun.outputs.url"},
            }
        ],
    )


def write(document: Json, path: Path) -> Path:
    """Write a document as YAML."""
    text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=1_000, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path


def _document(source: str, workflows: list[Json]) -> Json:
    return {
        "arazzo": "1.0.1",
        "info": {"title": "Jobs", "version": "1.0.0"},
        "sourceDescriptions": [{"name": "api", "url": source, "type": "openapi"}],
        "workflows": workflows,
    }


def _workflow(number: int, resource: int, steps: int) -> Json:
    token = {"name": "Authorization", "in": "header", "value": "Bearer {$inputs.token}"}
    job = {"name": "jobId", "in": "path", "value": "$steps.createJob.outputs.jobId"}
    create = {
        "stepId": "createJob",
        "operationId": f"createJob{resource}",
        "parameters": [token],
        "requestBody": {
            "contentType": "application/json",
            "payload": {"title": "$inputs.title", "priority": 3, "labels": ["benchmark"]},
        },
        "successCriteria": [{"condition": "$statusCode == 202"}],
        "outputs": {"jobId": "$response.body#/id"},
    }
    poll = {
        "stepId": "waitForJob",
        "operationId": f"getJob{resource}",
        "parameters": [token, job],
        "successCriteria": [{"condition": "$statusCode == 200"}],
        "onSuccess": [
            _action("goOn", "goto", STATES[3:], to="fetchResult"),
            _action("again", "goto", STATES[:3], to="waitForJob"),
        ],
        "outputs": {"state": "$response.body#/state"},
    }
    fetches = [
        {
            "stepId": f"fetchResult{index or ''}",
            "operationId": f"listResults{resource}",
            "parameters": [token, job, {"name": "limit", "in": "query", "value": 50}],
            "successCriteria": [{"condition": "$statusCode == 200"}],
            "outputs": {"first": "$response.body#/items/0/name", "total": "$response.body#/total"},
        }
        for index in range(steps - 2)
    ]
    return {
        "workflowId": f"run-job-{number}",
        "summary": f"Start job {number}, wait until it ends and fetch its results",
        "inputs": {
            "type": "object",
            "required": ["token", "title"],
            "properties": {
                "token": {"type": "string", "format": "password"},
                "title": {"type": "string", "description": "What the job is called."},
            },
        },
        "steps": [create, poll, *fetches],
        "outputs": {
            "state": "$steps.waitForJob.outputs.state",
            "first": "$steps.fetchResult.outputs.first",
            "total": "$steps.fetchResult.outputs.total",
        },
    }


def _action(
    name: str, kind: str, states: Sequence[str], *, at: str = "state", to: str | None = None
) -> Json:
    wanted = " || ".join(f"$response.body#/{at} == '{state}'" for state in states)
    action: Json = {"name": name, "type": kind, "criteria": [{"condition": wanted}]}
    return action if to is None else {**action, "stepId": to}


def main(arguments: Sequence[str]) -> None:
    """Write one document. This is a process of its own, so that the one that measures stays small.

    Args:
        arguments: A kind and what it takes: `api FILE RESOURCES VERSION CHAIN`,
            `arazzo FILE WORKFLOWS RESOURCES STEPS`, `github FILE` or `convert JSON YAML`.
    """
    match arguments:
        case ["api", file, resources, version, chain]:
            write(openapi(int(resources), version=version, chain=int(chain)), Path(file))
        case ["arazzo", file, workflows, resources, steps]:
            write(arazzo(int(workflows), int(resources), steps=int(steps)), Path(file))
        case ["github", file]:
            write(github(), Path(file))
        case ["convert", source, file]:
            write(json.loads(Path(source).read_text(encoding="utf-8")), Path(file))
        case _:
            raise SystemExit(f"unknown document: {' '.join(arguments)}")


if __name__ == "__main__":
    main(sys.argv[1:])
