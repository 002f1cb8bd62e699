"""Keys of paths with a query or a fragment (AZ814)."""

from __future__ import annotations

from pathlib import Path

import pytest
from one_call import Made, call

from building import build


def keyed(path: str, step: str = "", operation: str = "", *, inputs: str = "") -> Made:
    """A step whose operation has a path key."""
    return call(step, path=path, operation=operation, inputs=inputs)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/b?versioning", b"/b?versioning"),
        ("/b?list-type=2&fetch", b"/b?list-type=2&fetch"),
        ("/b?q=a+b%26c d", b"/b?q=a+b%26c%20d"),
        ("/#Create", b"/"),
        ("/b#Create", b"/b"),
        ("/b?versioning#put", b"/b?versioning"),
        ("/b#put?versioning", b"/b"),
        ("/b?", b"/b"),
        ("/b#", b"/b"),
    ],
)
def test_a_query_is_sent_and_a_fragment_is_not(path: str, sent: bytes) -> None:
    made = keyed(path)
    assert made.codes == (["AZ814"] if path[-1] not in "?#" else [])
    assert made.sent().url.raw_path == sent


def test_a_note_says_both() -> None:
    (found,) = keyed("/b?versioning#put").findings
    query, _, fragment = found[2].partition("; ")
    assert query == "`versioning` in this path is sent as a query"
    assert fragment == "`put` behind the `#` in this path is not sent"


QUERY = "parameters: [{name: type, in: query, schema: {type: string}}]"


@pytest.mark.parametrize("operation", ["", QUERY])
def test_a_parameter_of_the_step_takes_its_place(operation: str) -> None:
    step = "parameters: [{name: type, in: query, value: b}]"
    made = keyed("/c?type=a&x", step, operation)
    assert made.codes == ["AZ814"]
    assert sorted(made.query().split("&")) == ["type=b", "x"]


def test_other_parameters_stand_beside_it() -> None:
    step = "parameters: [{name: n, in: query, value: 1}]"
    made = keyed("/c?type=a", step, "parameters: [{name: n, in: query, schema: {type: integer}}]")
    assert sorted(made.query().split("&")) == ["n=1", "type=a"]


def test_a_required_parameter_that_it_gives() -> None:
    required = "{name: type, in: query, required: true, schema: {type: boolean, enum: [true]}}"
    made = keyed("/c?type", "", f"parameters: [{required}]")
    assert made.codes == ["AZ814"]
    assert made.query() == "type"


@pytest.mark.parametrize("place", ["path", "query"])
@pytest.mark.parametrize(
    ("key", "sent"),
    [("id={id}", "id=a%26b"), ("user={id}", "user=a%26b"), ("q=x-{id}", "q=x-a%26b")],
)
def test_parameters_in_the_query(place: str, key: str, sent: str) -> None:
    made = keyed(
        f"/c?{key}",
        f"parameters: [{{name: id, in: {place}, value: $inputs.v}}]",
        f"parameters: [{{name: id, in: {place}, required: true, schema: {{type: string}}}}]",
        inputs="v!: {type: string}",
    )
    assert made.codes == ["AZ814"]
    assert made.query(v="a&b") == sent


def test_a_path_parameter_in_the_query_that_is_missing() -> None:
    operation = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"
    assert "AZ601" in keyed("/c?id={id}", "", operation).codes


def test_a_query_parameter_in_the_query_that_is_missing() -> None:
    operation = "parameters: [{name: id, in: query, required: true, schema: {type: string}}]"
    made = keyed("/c?id={id}", "", operation)
    assert sorted(made.codes) == ["AZ616", "AZ814"]
    assert made.query(id="a") == "id=a"


def test_keys_that_differ_in_the_fragment(tmp_path: Path) -> None:
    answer = "responses: {'200': {description: ok}}"
    api = f"""
openapi: 3.0.3
info: {{title: T, version: "1"}}
servers: [{{url: https://api.test}}]
paths:
  /#A: {{post: {{operationId: a, {answer}}}}}
  /#B:
    post:
      parameters: [{{name: X, in: header, required: true, schema: {{enum: [b]}}}}]
      {answer}
"""
    document = """
arazzo: 1.0.1
info: {title: T, version: "1"}
sourceDescriptions: [{name: api, url: api.openapi.yaml, type: openapi}]
workflows:
- workflowId: w
  steps:
  - {stepId: s, operationPath: '{$sourceDescriptions.api.url}#/paths/~1%23B/post'}
"""
    built = build(tmp_path, {"w.arazzo.yaml": document, "api.openapi.yaml": api})
    assert built.status == 0, built.report
    assert 'headers={"X": "b"}' in built.text
