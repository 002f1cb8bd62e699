"""`$statusCode` in the criteria of a step that calls a workflow, which has no response."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from building import Built, build
from playback import Outcome, both_modes, execute, on

API = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.test}]
paths:
  /a: {get: {operationId: a, responses: {'200': &any {
    description: '', content: {application/json: {}}}}}}
  /b: {get: {operationId: b, responses: {'200': *any}}}
"""
FLOW = """
arazzo: 1.0.1
info: {title: Status, version: '1'}
sourceDescriptions: [{name: shop, url: shop.yaml, type: openapi}]
workflows:
- workflowId: main
  inputs: {type: object, required: [code], properties: {code: {type: integer}}}
  steps:
  - stepId: call
    workflowId: child
    @fields@
  - {stepId: after, operationId: b}
- workflowId: child
  steps: [{stepId: read, operationId: a, outputs: {n: $response.body#/n}}]
  outputs: {n: $steps.read.outputs.n}
"""


def made(folder: Path, *fields: str, flags: tuple[str, ...] = ()) -> Built:
    """Build a workflow whose first step calls another, with further fields of that step."""
    text = FLOW.replace("@fields@", "\n    ".join(fields))
    files = {"shop.yaml": API, "main.arazzo.yaml": text}
    return build(folder, files, "--workflow", "main", *flags)


def criteria_of(*criteria: str) -> str:
    """Simple success criteria as a field."""
    return f"successCriteria: {json.dumps([{'condition': each} for each in criteria])}"


def run(built: Built, mode: Any, *paths: str, status: int = 200) -> Outcome:
    """A run in which the called workflow gets a status, and these requests are sent."""
    answers = [on("GET", paths[0]).reply({"n": 1}, status=status)]
    answers += [on("GET", path).reply({"n": 1}) for path in paths[1:]]
    return execute(built.module, mode, answers, code=200)


@both_modes
@pytest.mark.parametrize(
    "criteria",
    [
        ["$statusCode == 200"],
        ["{$statusCode} == 200"],
        ["$statusCode == '201'"],
        ["201 == $statusCode"],
        ["$statusCode >= 200 && $statusCode < 300"],
        ["$statusCode == 200 || $statusCode == 404"],
        ["$statusCode != 404", "$statusCode < 400"],
        ["!($statusCode == 500)"],
        ["$statusCode"],
        ["$statusCode == 200", "$outputs.n == 1"],
        ["$statusCode == 200 && $outputs.n == 1"],
        ["$statusCode == 404 || $outputs.n == 1"],
    ],
)
def test_what_a_success_would_meet_holds(criteria: list[str], mode: Any, tmp_path: Path) -> None:
    built = made(tmp_path, criteria_of(*criteria))
    assert built.status == 0
    assert "warning[AZ402]" in built.report
    assert "has no status" in built.report
    assert run(built, mode, "/a", "/b").error is None
    failed = run(built, mode, "/a", status=500).error
    assert (failed.step_id, failed.response.status_code) == ("read", 500)
    assert made(tmp_path, criteria_of(*criteria), flags=("--strict",)).status == 1


def test_a_regex_of_the_status(tmp_path: Path) -> None:
    regex = "successCriteria: [{context: $statusCode, type: regex, condition: '^20[01]$'}]"
    built = made(tmp_path, regex)
    assert "warning[AZ402]" in built.report
    assert run(built, "sync", "/a", "/b").error is None
    built = made(tmp_path, regex.replace("20", "40"))
    assert (built.status, "error[AZ302]" in built.report) == (1, True)


def test_nothing_of_the_status_is_left_in_the_module(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain = made(tmp_path / "a")
    assert made(tmp_path / "b", criteria_of("$statusCode == 200")).text == plain.text


def test_what_is_left_of_a_criterion_is_criteria_of(tmp_path: Path) -> None:
    built = made(tmp_path, criteria_of("$statusCode == 200 && $outputs.n == 2"))
    assert run(built, "sync", "/a").error.step_id == "call"
    built = made(tmp_path, criteria_of("$statusCode == 500 || $outputs.n == 2"))
    assert run(built, "sync", "/a").error.step_id == "call"


@pytest.mark.parametrize(
    "condition",
    [
        "$statusCode == 404",
        "$statusCode != 200",
        "$statusCode >= 400",
        "$statusCode < 200",
        "$statusCode == 200 && $statusCode == 302",
        "!$statusCode",
        "$statusCode == $inputs.code",
        "$statusCode == $outputs.n",
        "$statusCode == 'OK'",
    ],
)
def test_a_step_that_could_never_succeed_is_an_error(condition: str, tmp_path: Path) -> None:
    built = made(tmp_path, criteria_of(condition))
    assert built.status == 1
    assert built.report.count("AZ302") == 1
    assert "AZ402" not in built.report


END = "onSuccess: [{name: stop, type: end, criteria: [{condition: '%s'}]}]"


@both_modes
def test_a_success_action_asks_for_a_status(mode: Any, tmp_path: Path) -> None:
    built = made(tmp_path, END % "$statusCode == 200")
    assert run(built, mode, "/a").error is None
    built = made(tmp_path, END % "$statusCode == 404")
    assert "this does not hold" in built.report
    assert run(built, mode, "/a", "/b").error is None


AGAIN = "onFailure: [{name: again, type: retry, criteria: [{condition: '%s'}]}]"


@both_modes
@pytest.mark.parametrize(
    "condition", ["$statusCode == 503", "$statusCode == 200", "!($statusCode == 200)"]
)
def test_a_call_that_failed_has_no_status(condition: str, mode: Any, tmp_path: Path) -> None:
    built = made(tmp_path, AGAIN % condition)
    assert "this does not hold" in built.report
    failed = run(built, mode, "/a", status=503).error
    assert (failed.step_id, failed.response.status_code) == ("read", 503)


def test_after_a_failure_both_can_be(tmp_path: Path) -> None:
    criteria = criteria_of("$outputs.n == 2")
    built = made(tmp_path, criteria, AGAIN % "$statusCode == 200")
    assert (built.status, "error[AZ302]" in built.report) == (1, True)
    built = made(tmp_path, criteria, AGAIN % "$statusCode == 500")
    assert built.status == 0


def test_other_expressions_of_a_response_stay_errors(tmp_path: Path) -> None:
    built = made(tmp_path, criteria_of("$response.body#/n == 1"))
    assert (built.status, "error[AZ302]" in built.report) == (1, True)
    built = made(tmp_path, "outputs: {code: $statusCode}")
    assert (built.status, "error[AZ302]" in built.report) == (1, True)
