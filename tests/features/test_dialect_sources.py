"""`$sourceDescriptions.<document>.<workflowId>.outputs.<name>`, of a workflow that ran before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from building import Built, build
from playback import both_modes, execute, on

API = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.test}]
paths:
  /a: {get: {operationId: a, responses: {'200': &any {
    description: '', content: {application/json: {}}}}}}
  /b: {post: {operationId: b, requestBody: {content: {application/json: {}}},
    responses: {'200': *any}}}
"""
COMMON = """
arazzo: 1.0.1
info: {title: Common, version: '1'}
sourceDescriptions: [{name: shop, url: shop.yaml, type: openapi}]
workflows:
- workflowId: base
  inputs: {type: object, properties: {size: {type: integer, default: 3}}}
  steps: [{stepId: s, operationId: a, outputs: {all: $response.body}}]
  outputs: {all: $steps.s.outputs.all, fixed: $steps.s.outputs.all#/n}
"""
MAIN = """
arazzo: 1.0.1
info: {title: Main, version: '1'}
sourceDescriptions:
- {name: shop, url: shop.yaml, type: openapi}
- {name: common, url: common.yaml, type: arazzo}
workflows:
- workflowId: main
@workflow@
  steps:
@before@
  - stepId: send
    operationId: $sourceDescriptions.shop.b
    requestBody: {payload: {n: '@value@'}}
    outputs: {all: $response.body}
@after@
  outputs: {n: '@output@'}
- workflowId: base
  steps: [{stepId: s, operationId: $sourceDescriptions.shop.a, outputs: {x: $statusCode}}]
  outputs: {own: $steps.s.outputs.x}
"""
BEFORE = "  dependsOn: [$sourceDescriptions.common.base]"
CALL = "  - {stepId: call, workflowId: $sourceDescriptions.common.base%s}"
ALL = "$sourceDescriptions.common.base.outputs.all"
GOT = {"n": 7}


def made(folder: Path, *flags: str, **slots: str) -> Built:
    """Build the workflow `main`."""
    text = MAIN
    defaults = {"value": "1", "output": "$steps.send.outputs.all"}
    for name in ("workflow", "before", "value", "after", "output"):
        text = text.replace(f"@{name}@", {**defaults, **slots}.get(name, ""))
    files = {"shop.yaml": API, "common.yaml": COMMON, "main.arazzo.yaml": text}
    return build(folder, files, "--workflow", "main", *flags)


def ran(built: Built, mode: Any, sent: object) -> object:
    """What a run returns that asks `/a` first, and sends a value after it."""
    answers = [on("GET", "/a").reply(GOT), on("POST", "/b", json={"n": sent}).reply("sent")]
    outcome = execute(built.module, mode, answers)
    assert outcome.error is None
    return outcome.outputs.n


@both_modes
@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (ALL, GOT),
        (f"{{{ALL}}}", '{"n":7}'),
        (f"{ALL}#/n", 7),
        (f"{ALL}.n", 7),
        (f"no {{{ALL}#/n}}", "no 7"),
        ("$sourceDescriptions.common.base.outputs.fixed", 7),
        ("$sourceDescriptions.common.base.inputs.size", 3),
    ],
)
def test_of_a_workflow_that_this_one_depends_on(
    value: str, sent: object, mode: Any, tmp_path: Path
) -> None:
    built = made(tmp_path, workflow=BEFORE, value=value)
    assert "warning[AZ303]" in built.report
    assert "write `$workflows.base." in built.report
    assert ran(built, mode, sent) == "sent"
    assert made(tmp_path, "--strict", workflow=BEFORE, value=value).status == 1


@both_modes
@pytest.mark.parametrize(
    ("outputs", "right"),
    [
        ("", "give step 'call' an output `all: $outputs.all`"),
        (", outputs: {kept: $outputs.all}", "write `$steps.call.outputs.kept`"),
    ],
)
def test_of_a_workflow_that_a_step_calls(
    outputs: str, right: str, mode: Any, tmp_path: Path
) -> None:
    built = made(tmp_path, before=CALL % outputs, value=ALL, output=ALL)
    assert built.report.count("warning[AZ303]") == 2
    assert right in built.report
    assert ran(built, mode, GOT) == GOT


@both_modes
def test_in_a_criterion_and_at_the_step_itself(mode: Any, tmp_path: Path) -> None:
    own = f", successCriteria: [{{condition: {ALL}.n == 7}}], outputs: {{kept: {ALL}}}"
    built = made(tmp_path, before=CALL % own, value="$steps.call.outputs.kept")
    assert "write `$outputs.all" in built.report
    assert ran(built, mode, GOT) == "sent"
    failed = execute(built.module, mode, [on("GET", "/a").reply({"n": 8})])
    assert failed.error.step_id == "call"


@both_modes
def test_of_a_workflow_that_a_retry_runs_first(mode: Any, tmp_path: Path) -> None:
    retry = "{name: r, type: retry, workflowId: $sourceDescriptions.common.base}"
    built = made(tmp_path, value=ALL, after=f"    onFailure: [{retry}]", output=ALL)
    first = on("POST", "/b", json={}).reply({}, status=401)
    again = on("POST", "/b", json={"n": GOT}).reply({})
    outcome = execute(built.module, mode, [first, on("GET", "/a").reply(GOT), again])
    assert (outcome.error, outcome.outputs.n) == (None, GOT)


@pytest.mark.parametrize(
    ("slots", "says"),
    [
        ({"value": ALL}, "dependsOn: [$sourceDescriptions.common.base]"),
        ({"value": ALL, "workflow": "  dependsOn: [base]"}, "'base' of 'common' has not run"),
        ({"value": ALL, "before": f"{CALL % ''}\n{(CALL % '').replace('call,', 'more,')}"},
         "2 steps call workflow 'base' of 'common'"),
        ({"value": ALL.replace("all", "al"), "workflow": BEFORE}, "did you mean 'all'?"),
        ({"value": ALL.replace("base", "bas"), "workflow": BEFORE}, "did you mean 'base'?"),
        ({"value": ALL.replace("common", "comon"), "workflow": BEFORE}, "did you mean 'common'?"),
        ({"value": ALL.replace("common", "shop"), "workflow": BEFORE}, "is not an Arazzo document"),
        ({"value": ALL.replace(".outputs", ""), "workflow": BEFORE}, "is no value"),
        ({"value": "$sourceDescriptions.common.base.inputs.size"}, "has not run before"),
    ],
)  # fmt: skip
def test_what_did_not_run_or_does_not_exist(
    slots: dict[str, str], says: str, tmp_path: Path
) -> None:
    built = made(tmp_path, **slots)
    assert (built.status, built.files) == (1, {})
    assert built.report.count("error[AZ302]") == 1
    assert says in built.report


def test_a_step_that_calls_it_later_is_an_error(tmp_path: Path) -> None:
    built = made(tmp_path, value=ALL, after=CALL % "")
    assert "error[AZ304]" in built.report
