"""Parameters, criteria, selectors and references to components."""

from __future__ import annotations

import pytest

from arazzo_gen.arazzo.parser import as_selector
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.text.node import Node
from unit.arazzo.reading import read_step, read_workflows


def node(text: str) -> Node:
    """One value as a tree."""
    found = load_text(text, "value.yaml", Report())
    assert found is not None
    return found


# --- Parameters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameter", "found"),
    [
        ("{name: q, value: 1}", "AZ102"),
        ("{in: query, value: 1}", "AZ102"),
        ("{name: q, in: query}", "AZ102"),
        ("{}", "AZ102"),
        ("{name: q, in: body, value: 1}", "AZ106"),
        ("{name: q, in: 3, value: 1}", "AZ103"),
        ("{name: 3, in: query, value: 1}", "AZ103"),
        ("{name: '', in: query, value: 1}", "AZ107"),
        ("{name: q, in: query, value: {context: $a, selector: b, type: jq}}", "AZ106"),
        ("{$ref: '#/components/parameters/q'}", "AZ116"),
        ("q", "AZ103"),
    ],
)
def test_one_mistake_in_a_parameter_is_one_finding(parameter: str, found: str) -> None:
    got = read_step(f"parameters: [{parameter}]")
    assert got.only.code == found
    assert got.document is not None
    assert got.document.workflows == ()


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("{name: a, in: query, value: 1}", "{name: a, in: query, value: 2}", True),
        ("{name: a, in: query, value: 1}", "{name: a, in: header, value: 2}", False),
        ("{name: a, in: query, value: 1}", "{name: A, in: query, value: 2}", False),
        ("{name: X-A, in: header, value: 1}", "{name: x-a, in: header, value: 2}", True),
    ],
)
def test_duplicate_parameters(first: str, second: str, same: bool) -> None:
    got = read_step(f"parameters:\n  - {first}\n  - {second}")
    assert [d.code for d in got.diagnostics] == (["AZ105"] if same else [])


def test_a_called_workflow_takes_parameters_without_a_place() -> None:
    got = read_workflows(
        """
        - workflowId: w
          steps: [{stepId: s, workflowId: v, parameters: [{name: a, value: 1}]}]
        """
    )
    parameter = got.whole.workflows[0].steps[0].parameters[0]
    assert parameter.location is None
    assert parameter.value.value == 1


def test_workflow_parameters_need_a_place_unless_a_step_calls_a_workflow() -> None:
    text = "- {{workflowId: w, parameters: [{{name: a, value: 1}}], steps: [{{stepId: s, {}}}]}}"
    assert read_workflows(text.format("operationId: op")).only.code == "AZ102"
    assert read_workflows(text.format("workflowId: v")).whole


def test_querystring_is_later_than_1_0() -> None:
    step = "parameters: [{name: q, in: querystring, value: a=b}]"
    assert read_step(step, version="1.0.1").found == ["AZ109 warning: querystring, value: a=b}]"]
    assert read_step(step).whole


def test_help_for_a_place_that_parameters_do_not_have() -> None:
    body = read_step("parameters: [{name: q, in: body, value: 1}]").only
    assert "requestBody" in (body.help or "")
    typo = read_step("parameters: [{name: q, in: Query, value: 1}]").only
    assert typo.help == "did you mean `query`?"


# --- Criteria ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criterion", "found"),
    [
        ("$statusCode == 200", "AZ103"),
        ("{context: $response.body}", "AZ102"),
        ("{condition: true}", "AZ103"),
        ("{condition: ''}", "AZ107"),
        ("{condition: a, type: regex}", "AZ102"),
        ("{condition: a, type: jsonpath}", "AZ102"),
        ("{condition: a, type: regexp, context: $response.body}", "AZ106"),
        ("{condition: a, type: jsonpointer, context: $response.body}", "AZ106"),
        ("{condition: a, type: 1, context: $response.body}", "AZ103"),
        ("{condition: a, type: regex, context: body}", "AZ121"),
        ("{condition: a, type: {type: jsonpath}, context: $response.body}", "AZ102"),
        (
            "{condition: a, type: {type: jsonpath, version: xpath-10}, context: $response.body}",
            "AZ106",
        ),
        ("{condition: a, type: {type: regex, version: a}, context: $response.body}", "AZ106"),
        ("{condition: a, type: xpath, version: rfc9535, context: $response.body}", "AZ106"),
    ],
)
def test_one_mistake_in_a_criterion_is_one_finding(criterion: str, found: str) -> None:
    got = read_step(f"successCriteria:\n  - {criterion}")
    assert got.only.code == found
    assert got.errors
    assert got.document is not None
    assert got.document.workflows == ()


@pytest.mark.parametrize(
    ("fields", "language", "version"),
    [
        ("", "simple", None),
        ("type: simple, context: $response.body", "simple", None),
        ("type: simple", "simple", None),
        ("type: regex, context: $statusCode", "regex", None),
        ("type: jsonpath, context: $response.body", "jsonpath", "rfc9535"),
        ("type: xpath, context: $response.body", "xpath", "xpath-31"),
        (
            "type: {type: xpath, version: xpath-10}, context: $response.body",
            "xpath",
            "xpath-10",
        ),
        (
            "type: jsonpath, version: draft-goessner-dispatch-jsonpath-00, context: $inputs",
            "jsonpath",
            "draft-goessner-dispatch-jsonpath-00",
        ),
    ],
)
def test_languages_of_criteria(fields: str, language: str, version: str | None) -> None:
    got = read_step(f"successCriteria: [{{condition: a, {fields}}}]")
    criterion = got.whole.workflows[0].steps[0].success_criteria[0]
    assert (criterion.type, criterion.version) == (language, version)


def test_a_context_without_a_type_is_kept_with_its_place() -> None:
    got = read_step("successCriteria: [{context: $response.body, condition: $statusCode == 200}]")
    assert got.diagnostics == []
    criterion = got.step.success_criteria[0]
    assert criterion.type == "simple"
    assert criterion.untyped is not None


# --- Selectors --------------------------------------------------------------------------


def test_a_map_with_exactly_the_fields_is_a_selector() -> None:
    selector = as_selector(node("{context: $response.body, selector: /a, type: xpath, x-b: 1}"))
    assert selector is not None
    assert (selector.context.value, selector.selector.value) == ("$response.body", "/a")
    assert (selector.type, selector.version) == ("xpath", "xpath-31")


@pytest.mark.parametrize(
    "value",
    [
        "{context: $response.body, selector: /a}",
        "{context: body, selector: /a, type: xpath}",
        "{context: 1, selector: /a, type: xpath}",
        "{context: $response.body, selector: /a, type: xpath, other: 1}",
        "[context, selector, type]",
        "$response.body",
        "null",
    ],
)
def test_any_other_value_is_data(value: str) -> None:
    report = Report()
    assert as_selector(node(value), report) is None
    assert report.diagnostics == []


def test_a_wrong_version_of_a_selector_is_reported() -> None:
    report = Report()
    value = "{context: $a, selector: b, type: {type: jsonpointer, version: rfc1}}"
    assert as_selector(node(value), report) is None
    assert [d.code for d in report.diagnostics] == ["AZ106"]
    assert report.diagnostics[0].help is not None
    assert "rfc6901" in report.diagnostics[0].help


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("{context: $response.body, selector: $.a}", "`type`"),
        ("{selector: $.a, type: jsonpath}", "`context`"),
        ("{context: $response.body, type: jsonpath}", "`selector`"),
        ("{expression: $response.body, selector: $.a}", "`context` and `type`"),
    ],
)
def test_an_incomplete_selector_in_an_output_is_named(output: str, word: str) -> None:
    got = read_step(f"outputs: {{a: {output}}}")
    assert got.only.code == "AZ102"
    assert word in got.only.message


def test_selectors_deep_in_payloads_are_checked() -> None:
    got = read_step(
        """
        requestBody:
          payload:
            list:
              - a: {context: $inputs.a, selector: $.x, type: jsonpth}
        """
    )
    assert got.found == ["AZ106 error: jsonpth}"]
    assert got.only.help == "did you mean `jsonpath`?"


def test_selectors_are_later_than_1_0() -> None:
    got = read_step(
        "outputs: {a: {context: $response.body, selector: $.x, type: jsonpath}}", version="1.0.1"
    )
    assert got.only.code == "AZ109"
    assert got.errors == []


# --- References -------------------------------------------------------------------------

COMPONENTS = """
parameters:
  page: {name: limit, in: query, value: 10}
  nowhere: {name: limit, value: 10}
  bad: {name: limit, in: body, value: 10}
successActions:
  stop: {name: stop, type: end}
"""


def test_a_reference_is_replaced_by_the_component_with_its_own_value() -> None:
    got = read_step(
        "parameters: [{reference: $components.parameters.page, value: 3, other: 1}]",
        components=COMPONENTS.replace("in: body", "in: query"),
    )
    parameter = got.whole.workflows[0].steps[0].parameters[0]
    assert (parameter.name.value, parameter.location, parameter.value.value) == (
        "limit",
        "query",
        3,
    )
    assert parameter.value.line != parameter.span.line
    assert got.lines[parameter.span.line - 1].strip().startswith("page:")


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("$components.parameters.pages", "AZ116"),
        ("$components.successActions.stop", "AZ116"),
        ("$component.parameters.page", "AZ116"),
        ("'#/components/parameters/page'", "AZ116"),
        ("5", "AZ103"),
        ("$components.parameters.nowhere", "AZ102"),
    ],
)
def test_one_mistake_in_a_reference_is_one_finding(reference: str, found: str) -> None:
    got = read_step(
        f"parameters: [{{reference: {reference}}}]",
        components=COMPONENTS.replace("in: body", "in: query"),
    )
    assert got.only.code == found
    assert got.document is not None
    assert got.document.broken == ("w",)


def test_a_dangling_reference_has_the_nearest_name() -> None:
    got = read_step(
        "parameters: [{reference: $components.parameters.pages}]",
        components="parameters: {page: {name: limit, in: query, value: 10}}",
    )
    assert got.found == ["AZ116 error: pages}]"]
    assert got.only.help == "did you mean `page`?"


def test_a_wrong_component_is_reported_once_however_often_it_is_used() -> None:
    got = read_workflows(
        """
        - workflowId: v
          steps:
            - stepId: s
              operationId: op
              parameters: [{reference: $components.parameters.bad}]
        - workflowId: w
          steps:
            - stepId: s
              operationId: op
              parameters: [{reference: $components.parameters.bad}]
        - workflowId: fine
          steps: [{stepId: s, operationId: op}]
        """,
        components=COMPONENTS,
    )
    assert got.found == ["AZ106 error: body, value: 10}"]
    assert got.document is not None
    assert got.document.broken == ("v", "w")
    assert [workflow.id.value for workflow in got.document.workflows] == ["fine"]


def test_duplicates_through_references_are_shown_where_they_are_made() -> None:
    got = read_step(
        """
        parameters:
          - {name: limit, in: query, value: 1}
          - reference: $components.parameters.page
        """,
        components="parameters: {page: {name: limit, in: query, value: 10}}",
    )
    assert got.found == ["AZ105 error: reference: $components.parameters.page"]


@pytest.mark.parametrize(
    ("components", "found"),
    [
        ("parameters: []", "AZ103"),
        ("parameters: {a: 1}", "AZ103"),
        ("parameters: {'a b': {name: a, value: 1}}", "AZ111"),
        ("inputs: {a: 1}", "AZ103"),
        ("failureActions: {a: {name: a}}", "AZ102"),
        ("schemas: {}", "AZ104"),
    ],
)
def test_unused_components_are_checked(components: str, found: str) -> None:
    got = read_step("", components=components)
    assert got.only.code == found
    assert got.document is not None
    assert len(got.document.workflows) == 1
