"""The IR of workflows of random jumps holds together: loops, guards, deferred jumps and machines.

Besides jumps, the steps here are tried again behind another step, and read each other's outputs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen import ir
from arazzo_gen.config import Options
from arazzo_gen.ir.dump import dump
from features.flow_documents import HEADER, JOBS
from features.test_flow_random import Graph, document, graphs
from lowering import checked, lowered


def lowered_text(text: str) -> list[ir.Module]:
    """The modules of a document of the Jobs API, from its workflows on."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "random.arazzo.yaml"
        path.write_text(HEADER.format(version="1.0.1") + text)
        (path.parent / "jobs.openapi.yaml").write_text(JOBS)
        options = Options(documents=(path,), cwd=path.parent, output=path.parent, validate="off")
        return lowered(options)[0]


@st.composite
def entangled(draw: st.DrawFn) -> str:
    """A document of random jumps whose steps read each other, and are retried by each other."""
    tree: dict[str, Any] = yaml.safe_load(document(draw(graphs())))
    steps: list[dict[str, Any]] = tree["workflows"][0]["steps"]
    ids = [step["stepId"] for step in steps]
    for index, step in enumerate(steps):
        read = draw(st.sampled_from([None, *ids[:index]]))
        if read is not None:
            value = f"$steps.{read}.outputs.count"
            step["parameters"] = [{"name": "count", "in": "query", "value": value}]
        first = draw(st.sampled_from([None, None, *ids]))
        if first is not None:
            criteria = [{"condition": "$statusCode == 409"}]
            action = {"name": "renew", "type": "retry", "stepId": first, "criteria": criteria}
            step["onFailure"] = [action, *step.get("onFailure", [])]
    return yaml.safe_dump(tree, sort_keys=False)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(graphs())
def test_random_jumps(graph: Graph) -> None:
    (module,) = lowered_text(document(graph))
    assert checked(module) == [], dump(module)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(entangled())
def test_random_jumps_of_steps_that_read_each_other(text: str) -> None:
    for module in lowered_text(text):  # none where a step is read that runs later
        assert checked(module) == [], dump(module)
