"""What is written grows with the document, or is refused: bytes are counted, not seconds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_call import openapi

from arazzo_gen.analysis import input_reads, scope
from arazzo_gen.documents.resolve import Resolver
from arazzo_gen.lower import module
from building import Built, build

Flows = list[dict[str, Any]]


def flow(at: int, *steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A workflow of one request, and of more steps."""
    return {
        "workflowId": f"w{at}",
        "steps": [{"stepId": "s", "operationId": "call"}, *steps],
        **fields,
    }


def calls(at: int, *numbers: int) -> dict[str, Any]:
    """A workflow that calls others."""
    return flow(at, *({"stepId": f"c{to}", "workflowId": f"w{to}"} for to in numbers))


def goes(at: int, to: int) -> dict[str, Any]:
    """A workflow that goes to another."""
    action = {"name": "on", "type": "goto", "workflowId": f"w{to}"}
    step = {"stepId": "s", "operationId": "call", "onSuccess": [action]}
    return {"workflowId": f"w{at}", "steps": [step]}


SHAPES: dict[str, Callable[[int], Flows]] = {
    "each depends on all before it": lambda n: [
        flow(at, **({"dependsOn": [f"w{to}" for to in range(at)]} if at else {})) for at in range(n)
    ],
    "each depends on the one before it": lambda n: [
        flow(at, **({"dependsOn": [f"w{at - 1}"]} if at else {})) for at in range(n)
    ],
    "each depends on the two before it": lambda n: [
        flow(at, **({"dependsOn": [f"w{to}" for to in range(max(0, at - 2), at)]} if at else {}))
        for at in range(n)
    ],
    "each calls the next": lambda n: [
        *(calls(at, at + 1) for at in range(n - 1)),
        flow(n - 1),
    ],
    "each calls all that follow": lambda n: [calls(at, *range(at + 1, n)) for at in range(n)],
    "each goes to the next": lambda n: [*(goes(at, at + 1) for at in range(n - 1)), flow(n - 1)],
    "all call a long one": lambda n: [
        *(calls(at, n) for at in range(n)),
        flow(n, *({"stepId": f"t{at}", "operationId": "call"} for at in range(4 * n))),
    ],
}


def built(folder: Path, flows: Flows, *arguments: str, **fields: Any) -> Built:
    """The modules of some workflows, whose document may have more fields."""
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "Growth", "version": "1"},
        "sourceDescriptions": [{"name": "api", "url": "api.json", "type": "openapi"}],
        "workflows": flows,
        **fields,
    }
    return build(folder, {"w.arazzo.json": document, "api.json": openapi("")}, *arguments)


@pytest.mark.parametrize("shape", SHAPES)
def test_copies_without_measure_are_refused(tmp_path: Path, shape: str) -> None:
    made = built(tmp_path, SHAPES[shape](60))
    assert made.status == 1
    assert "error[AZ006]: the modules of 6" in made.report
    assert re.search(r"would hold more than \d+ workflows, steps and calls", made.report)
    assert "--workflow" in made.report
    assert made.files == {}


def handing(n: int, inputs: int) -> Flows:
    """Workflows that each depend on all before them, and take the same inputs."""
    schema = {
        "type": "object",
        "properties": {f"a{at}": {"type": "string"} for at in range(inputs)},
    }
    taken = {"inputs": {"allOf": [schema]}} if inputs else {}
    return [
        flow(at, **taken, **({"dependsOn": [f"w{to}" for to in range(at)]} if at else {}))
        for at in range(n)
    ]


def test_what_calls_hand_over_counts_in_one_module_too(tmp_path: Path) -> None:
    assert built(tmp_path / "few", handing(30, 0), "--workflow", "w29").status == 0
    many = built(tmp_path / "many", handing(90, 0), "--workflow", "w89")
    assert "error[AZ006]: its module would hold more than" in many.report
    assert "values that calls hand over count as one call" in many.report
    named = built(tmp_path / "named", handing(30, 200), "--workflow", "w29")
    assert "error[AZ006]: its module would hold more than" in named.report


def test_workflows_that_depend_on_each_other_in_a_circle_are_counted(tmp_path: Path) -> None:
    flows = [flow(at, dependsOn=[f"w{(at + 1) % 30}", f"w{(at + 2) % 30}"]) for at in range(30)]
    made = built(tmp_path, flows)
    assert "in a circle" in made.report or "AZ006" in made.report


@pytest.mark.parametrize("shape", SHAPES)
def test_a_module_opens_and_lowers_each_workflow_once(
    tmp_path: Path, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flows = SHAPES[shape](20)
    counts: Counter[str] = Counter()

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            counts[name] += 1
            return function(*args, **kwargs)

        return call

    monkeypatch.setattr(module, "finish_workflow", counting("lowered", module.finish_workflow))
    monkeypatch.setattr(module, "_called_keys", counting("looked at", module._called_keys))
    monkeypatch.setattr(scope.Program, "_make", counting("opened", scope.Program._make))
    monkeypatch.setattr(Resolver, "workflow", counting("named", Resolver.workflow))
    last = "depends" in shape or "long" in shape
    made = built(tmp_path, flows, "--workflow", "w19" if last else "w0")
    assert made.status == 0, made.report
    held = 2 if "long" in shape else 20
    assert (counts["lowered"], counts["opened"], counts["looked at"]) == (held, held, held)
    assert counts["named"] <= 5 * len(re.findall(r"'w\d+'", str(flows)))


def test_400_workflows_that_call_each_other_are_refused_once(tmp_path: Path) -> None:
    made = built(tmp_path, SHAPES["each calls the next"](400))
    assert made.report.count("error[AZ006]") == 1


@pytest.mark.parametrize("shape", SHAPES)
def test_a_few_are_built(tmp_path: Path, shape: str) -> None:
    made = built(tmp_path, SHAPES[shape](5), "--client", "sync")
    assert made.status == 0, made.report


def test_a_helper_that_all_call_is_no_mischief(tmp_path: Path) -> None:
    flows = [*(calls(at, 20) for at in range(20)), flow(20)]
    few = built(tmp_path / "few", [*flows[:10], flows[-1]], "--client", "sync")
    many = built(tmp_path / "many", flows, "--client", "sync")
    assert (few.status, many.status) == (0, 0)
    sizes = [sum(path.stat().st_size for path in each.files.values()) for each in (few, many)]
    assert sizes[1] < 2.2 * sizes[0]


WIDE: dict[str, Callable[[int], dict[str, Any]]] = {
    "steps": lambda n: flow(0, *({"stepId": f"t{at}", "operationId": "call"} for at in range(n))),
    "deep payloads": lambda n: flow(
        0, {"stepId": "t", "operationId": "call", "requestBody": {"payload": nested(n)}}
    ),
    "actions": lambda n: flow(
        0,
        {
            "stepId": "t",
            "operationId": "call",
            "onFailure": [
                {
                    "name": f"r{at}",
                    "type": "retry",
                    "retryLimit": 2,
                    "criteria": [{"condition": f"$statusCode == {400 + at}"}],
                }
                for at in range(n)
            ],
        },
    ),
    "jumps back": lambda n: flow(
        0,
        *(
            {
                "stepId": f"t{at}",
                "operationId": "call",
                "onSuccess": [
                    {
                        "name": "back",
                        "type": "goto",
                        "stepId": "s",
                        "criteria": [{"condition": "$statusCode == 202"}],
                    }
                ],
            }
            for at in range(n)
        ),
    ),
}


def nested(depth: int) -> Any:
    """A payload of objects in each other."""
    return {"a": nested(depth - 1), "b": depth} if depth else 1


@pytest.mark.parametrize("shape", WIDE)
def test_a_module_grows_with_its_document(tmp_path: Path, shape: str) -> None:
    sizes = []
    for count in (8, 16, 32):
        made = built(tmp_path / str(count), [WIDE[shape](count)], "--client", "sync")
        assert made.status == 0, made.report
        sizes.append(len(made.text))
    first, second = sizes[1] - sizes[0], sizes[2] - sizes[1]
    assert second < 3 * first, sizes


def test_workflows_that_share_inputs_read_the_rest_of_their_document_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    class Noting:
        def __init__(self, found: Any) -> None:
            self.found = found

        def __getattr__(self, name: str) -> Any:
            def call(text: str, *args: Any) -> Any:
                looked.append(text)
                return getattr(self.found, name)(text, *args)

            return call

    monkeypatch.setattr(input_reads, "_OPENED", Noting(input_reads._OPENED))
    names = ("product", "note")
    common = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    counts = []
    for count in (4, 12):
        body = {"payload": {"a": "$inputs.product"}}
        flows = [
            {
                "workflowId": f"w{at}",
                "inputs": {"$ref": "#/components/inputs/common"},
                "steps": [{"stepId": f"s{at}", "operationId": "call", "requestBody": body}],
            }
            for at in range(count)
        ]
        made = built(tmp_path / str(count), flows, components={"inputs": {"common": common}})
        assert made.status == 0, made.report
        assert "nothing reads the input 'note'" in made.report
        counts.append(len(looked))
        looked.clear()
    assert 0 < counts[1] < 4 * counts[0], counts
