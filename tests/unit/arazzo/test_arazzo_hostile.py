"""Documents by strangers: whatever stands anywhere, the parser answers and never raises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.arazzo.parser import parse_document
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.source.span import SourceFile
from arazzo_gen.text.node import Node

Path: TypeAlias = tuple[str | int, ...]

FULL = """
arazzo: 1.1.0
$self: flows/w.yaml
info: {title: T, summary: S, description: D, version: '1'}
sourceDescriptions:
  - {name: api, url: api.yaml, type: openapi}
  - {name: events, url: events.yaml, type: asyncapi}
components:
  inputs: {all: {type: object}}
  parameters: {page: {name: page, in: query, value: 1}}
  successActions: {stop: {name: stop, type: end}}
  failureActions: {again: {name: again, type: retry, retryAfter: 1, retryLimit: 2}}
workflows:
  - workflowId: w
    summary: S
    inputs: {$ref: '#/components/inputs/all'}
    dependsOn: [v]
    parameters: [{name: key, in: header, value: $inputs.key}]
    successActions: [{reference: $components.successActions.stop}]
    failureActions: [{reference: $components.failureActions.again}]
    steps:
      - stepId: a
        operationId: op
        parameters:
          - {reference: $components.parameters.page, value: 2}
          - name: q
            in: query
            value: {context: $inputs, selector: $.q, type: jsonpath}
        requestBody:
          contentType: application/json
          payload: {a: [1, {context: $inputs, selector: /a, type: jsonpointer}]}
          replacements:
            - target: /a
              targetSelectorType: {type: xpath, version: xpath-10}
              value: 1
        successCriteria:
          - {condition: $statusCode == 200}
          - context: $response.body
            condition: $.a
            type: {type: jsonpath, version: rfc9535}
        onSuccess:
          - {name: next, type: goto, stepId: b, criteria: [{condition: $statusCode == 200}]}
        onFailure:
          - name: other
            type: goto
            workflowId: v
            parameters: [{name: a, value: 1}]
        outputs: {id: $response.body#/id, c: {context: $inputs, selector: /c, type: xpath}}
        timeout: 100
      - {stepId: b, channelPath: c, action: receive, correlationId: x, dependsOn: [a]}
    outputs: {id: $steps.a.outputs.id}
  - workflowId: v
    steps: [{stepId: s, workflowId: w, parameters: [{name: key, value: k}]}]
"""

FILE = load_text(FULL, "full.yaml", Report())

strangers = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "$", "$inputs.a", "$components.parameters.page", "retry", "goto"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "type", "reference", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value: Any, path: Path = ()) -> list[Path]:
    """Every place in a value, the root apart."""
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    below = [place for key, item in items for place in places(item, (*path, key))]
    return [*below, path] if path else below


def to_node(value: Any, file: SourceFile) -> Node:
    """A tree without true positions."""
    if isinstance(value, dict):
        keys = {key: Node(key, file, 1, 1, 1, 2) for key in value}
        return Node(
            {key: to_node(item, file) for key, item in value.items()}, file, 1, 1, 1, 2, keys
        )
    if isinstance(value, list):
        return Node([to_node(item, file) for item in value], file, 1, 1, 1, 2)
    return Node(value, file, 1, 1, 1, 2)


def damage(value: Any, path: Path, stranger: Any, delete: bool) -> None:
    """Replace or delete what stands at a path, where the path is still there."""
    try:
        for key in path[:-1]:
            value = value[key]
        value[path[-1]]  # a place that is gone stays gone
    except (KeyError, IndexError, TypeError):
        return
    if isinstance(value, dict | list):
        if delete:
            del value[path[-1]]  # type: ignore[arg-type]
        else:
            value[path[-1]] = stranger  # type: ignore[index]


def plain() -> Any:
    """The whole document without positions."""
    assert FILE is not None
    return FILE.plain()


PLACES = places(plain())


def test_the_document_that_is_damaged_is_right() -> None:
    assert FILE is not None
    report = Report()
    document = parse_document(FILE, report)
    assert report.diagnostics == []
    assert document is not None
    assert len(document.workflows) == 2


@settings(max_examples=250, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), strangers, st.booleans()), min_size=1, max_size=3)
)
def test_damaged_documents_are_answered(changes: list[tuple[Any, Any, bool]]) -> None:
    assert FILE is not None
    value = plain()
    for path, stranger, delete in changes:
        damage(value, path, stranger, delete)
    report = Report()
    document = parse_document(to_node(value, FILE.file), report)
    assert document is not None or report.has_errors
    if document is not None and (document.broken or document.sources_lost):
        assert report.has_errors
    for diagnostic in report.diagnostics:
        assert diagnostic.span is not None
        assert not diagnostic.message.endswith(".")


@pytest.mark.parametrize("stranger", [[[]], 7, None], ids=str)
def test_one_mistake_is_one_finding_wherever_it_is(stranger: Any) -> None:
    assert FILE is not None
    cascades = {}
    for path in PLACES:
        value = plain()
        damage(value, path, stranger, False)
        report = Report()
        parse_document(to_node(value, FILE.file), report)
        if len(report.diagnostics) > 1:
            cascades[path] = [diagnostic.message for diagnostic in report.diagnostics]
    assert cascades == {}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(strangers)
def test_any_value_is_answered(value: Any) -> None:
    assert FILE is not None
    report = Report()
    assert parse_document(to_node(value, FILE.file), report) is None
    assert len(report.diagnostics) == 1
