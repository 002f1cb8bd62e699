"""Steps: their targets, the fields of AsyncAPI, dependencies, bodies and outputs."""

from __future__ import annotations

import pytest

from arazzo_gen.arazzo.model import ChannelPath, OperationPath, Selector, Text
from arazzo_gen.text.node import Node
from unit.arazzo.reading import Read, read, read_step, read_workflows


def read_event_step(step: str, source_type: str = "type: asyncapi") -> Read:
    """A document with one AsyncAPI source and one step."""
    return read(
        "arazzo: 1.1.0\n"
        "info: {title: T, version: '1'}\n"
        f"sourceDescriptions: [{{name: api, url: api.yaml, {source_type}}}]\n"
        f"workflows: [{{workflowId: w, steps: [{{stepId: s, {step}}}]}}]\n"
    )


def test_a_full_step() -> None:
    got = read_step(
        """
        description: Does it.
        x-note: 1
        timeout: 1500
        dependsOn: [a, $workflows.v.steps.b, $sourceDescriptions.d.v.steps.c]
        parameters: [{name: q, in: query, value: 1}]
        requestBody:
          contentType: application/json
          payload: {a: $inputs.a}
          replacements:
            - {target: /a, value: 1}
            - {target: $.a, targetSelectorType: jsonpath, value: 2}
        successCriteria: [{condition: $statusCode == 200}]
        outputs: {id: $response.body#/id}
        """
    )
    assert got.whole
    step = got.step
    assert step.description == "Does it."
    assert step.timeout == 1500
    assert [one.value for one in step.depends_on] == [
        "a",
        "$workflows.v.steps.b",
        "$sourceDescriptions.d.v.steps.c",
    ]
    body = step.request_body
    assert body is not None
    assert body.content_type is not None
    assert body.content_type.value == "application/json"
    assert body.payload is not None
    assert body.payload.plain() == {"a": "$inputs.a"}
    assert [(r.target.value, r.type, r.version) for r in body.replacements] == [
        ("/a", None, None),
        ("$.a", "jsonpath", "rfc9535"),
    ]
    assert step.success_criteria[0].condition.value == "$statusCode == 200"
    assert [output.name.value for output in step.outputs] == ["id"]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("{stepId: s}", "AZ108"),
        ("{operationId: op}", "AZ102"),
        ("{stepId: s, operationId: ''}", "AZ107"),
        ("{stepId: s, operationId: 3}", "AZ103"),
        ("{stepId: s, operationId: op, operationPath: p}", "AZ108"),
        ("{stepId: s, operationId: op, workflowId: v}", "AZ108"),
        ("{stepId: s, operationId: op, forEach: $inputs.all}", "AZ110"),
        ("{stepId: s, x-operation: {url: u, method: get}}", "AZ110"),
        ("{stepId: s, workflowId: v, action: send}", "AZ113"),
        ("{stepId: s, channelPath: c, action: send}", "AZ113"),
        ("{stepId: s, channelPath: c}", "AZ113"),
        ("{stepId: s, operationId: op, action: publish}", "AZ106"),
        ("{stepId: s, operationId: op, action: send, correlationId: c}", "AZ113"),
        ("{stepId: s, operationId: op, correlationId: c}", "AZ113"),
        ("{stepId: s, operationId: op, timeout: 0}", "AZ117"),
        ("{stepId: s, operationId: op, timeout: 1.5}", "AZ103"),
        ("{stepId: s, operationId: op, timeout: true}", "AZ103"),
        ("{stepId: s, operationId: op, successCriteria: []}", "AZ107"),
        ("{stepId: s, operationId: op, dependsOn: []}", "AZ107"),
        ("{stepId: s, operationId: op, dependsOn: [a, a]}", "AZ105"),
        ("{stepId: s, operationId: op, dependsOn: [$steps.a]}", "AZ119"),
        ("{stepId: s, operationId: op, dependsOn: [$workflows.v]}", "AZ119"),
        ("{stepId: s, operationId: op, dependsOn: ['']}", "AZ119"),
        ("{stepId: s, operationId: op, dependsOn: [{a: 1}]}", "AZ103"),
        ("{stepId: s, operationId: op, parameters: {}}", "AZ103"),
        ("{stepId: s, operationId: op, requestBody: text}", "AZ103"),
        ("{stepId: s, operationId: op, requestBody: {replacements: [{value: 1}]}}", "AZ102"),
        ("{stepId: s, operationId: op, requestBody: {replacements: [{target: /a}]}}", "AZ102"),
        ("{stepId: s, operationId: op, outputs: [$statusCode]}", "AZ103"),
        ("{stepId: s, operationId: op, outputs: {a: [1]}}", "AZ103"),
        ("{stepId: s, operationId: op, outputs: {a: {b: 1}}}", "AZ103"),
        ("{stepId: s, operationId: op, outputs: {'a[b]': $statusCode}}", "AZ111"),
        ("[]", "AZ103"),
    ],
)
def test_one_mistake_in_a_step_is_one_finding(step: str, found: str) -> None:
    got = read_workflows(f"- workflowId: w\n  steps:\n    - {step}")
    assert got.found[0].split(":")[0] == f"{found} error"
    assert len(got.found) == 1, got.found
    assert got.document is not None
    assert got.document.workflows == ()


def test_two_targets_are_shown_together() -> None:
    got = read_workflows(
        """
        - workflowId: w
          steps:
            - stepId: s
              operationId: op
              operationPath: p
        """
    )
    assert got.found == ["AZ108 error: operationPath: p"]
    assert got.only.notes[0].span is not None
    assert got.lines[got.only.notes[0].span.line - 1].strip() == "operationId: op"


def test_step_ids_are_unique() -> None:
    got = read_workflows(
        """
        - workflowId: w
          steps: [{stepId: a, operationId: op}, {stepId: a, operationId: op}]
        """
    )
    assert got.found == ["AZ105 error: a, operationId: op}]"]
    assert [step.id.value for step in got.workflow.steps] == ["a", "a"]


def test_dependency_help_names_the_step() -> None:
    assert read_step("dependsOn: [$steps.first]").only.help == "write `first`"


def test_later_fields_of_a_step_are_honoured_in_early_documents() -> None:
    got = read_step("timeout: 100\ndependsOn: [a]", version="1.0.1")
    assert got.found == ["AZ109 warning: timeout: 100", "AZ109 warning: dependsOn: [a]"]
    assert got.step.timeout == 100
    assert got.step.depends_on[0].value == "a"


def test_a_misspelt_field_is_an_error_and_is_read_as_the_field() -> None:
    got = read_step("parameterz: [{name: a, in: query, value: 1}]\noutput: {a: $statusCode}")
    assert got.found == [
        "AZ104 error: parameterz: [{name: a, in: query, value: 1}]",
        "AZ104 error: output: {a: $statusCode}",
    ]
    assert [found.help for found in got.diagnostics] == [
        "did you mean `parameters`?",
        "did you mean `outputs`?",
    ]
    assert [parameter.name.value for parameter in got.step.parameters] == ["a"]
    assert [output.name.value for output in got.step.outputs] == ["a"]


def test_a_misspelt_field_of_another_type_is_one_finding() -> None:
    assert read_step("onFailed: {}").found == ["AZ104 error: onFailed: {}"]


def test_a_misspelt_text_for_people_is_a_warning() -> None:
    got = read_step("descripton: It goes.")
    assert got.found == ["AZ104 warning: descripton: It goes."]
    assert got.step.description == "It goes."


@pytest.mark.parametrize("field", ["retries: 3", "outputs: {}\noutput: {}"])
def test_other_unknown_fields_are_ignored_with_a_warning(field: str) -> None:
    line = field.splitlines()[-1]
    got = read_step(field)
    assert got.found == [f"AZ104 warning: {line}"]
    assert "leave it out" in (got.only.help or "")


def test_a_channel_with_its_action() -> None:
    step = read_event_step("channelPath: c, action: receive, correlationId: x")
    assert isinstance(step.step.target, ChannelPath)
    assert (step.step.action, step.whole.version) == ("receive", (1, 1))
    assert step.step.correlation_id is not None
    assert step.step.correlation_id.value == "x"


def test_a_channel_without_action() -> None:
    got = read_event_step("channelPath: c")
    assert got.only.code == "AZ102"
    assert "`action`" in got.only.message


def test_a_source_without_a_type_may_be_asyncapi() -> None:
    assert read_event_step("channelPath: c, action: send", "x-a: 1").whole


def test_action_beside_operation_id_is_left_to_the_resolver() -> None:
    assert read_step("action: receive\ncorrelationId: c").whole


def test_operation_path_is_kept_as_written() -> None:
    got = read_workflows("- {workflowId: w, steps: [{stepId: s, operationPath: anything}]}")
    target = got.whole.workflows[0].steps[0].target
    assert isinstance(target, OperationPath)
    assert target.text.value == "anything"


def test_outputs_are_expressions_selectors_or_constants() -> None:
    got = read_step(
        """
        outputs:
          a: $response.body#/a
          b: "Bearer {$response.body#/b}"
          c: {context: $response.body, selector: $.c, type: jsonpath}
          d: Done
          e: 3
        """
    )
    assert got.found == ["AZ123 warning: 3"]
    values = {output.name.value: output.value for output in got.step.outputs}
    assert isinstance(values["a"], Text)
    assert isinstance(values["b"], Text)
    assert isinstance(values["c"], Selector)
    # Whether text is a constant is known when its names are: `steps.a.outputs.b` is none.
    assert isinstance(values["d"], Text)
    constants = [value.value for value in values.values() if isinstance(value, Node)]
    assert constants == [3]


def test_odd_output_names_are_only_warned_of_in_early_documents() -> None:
    got = read_step("outputs: {'track[title]': $response.body}", version="1.0.1")
    assert got.only.code == "AZ111"
    assert got.errors == []
    assert got.step.outputs[0].name.value == "track[title]"


def test_errors_that_take_nothing_away_leave_the_workflow_to_be_checked() -> None:
    got = read_step("timeout: -1\noutputs: {a: $response.body}")
    assert got.document is not None
    assert [workflow.id.value for workflow in got.document.partial] == ["w"]


def test_errors_that_take_something_away_do_not() -> None:
    got = read_step("outputs: {a: [1]}")
    assert got.document is not None
    assert got.document.partial == ()
    assert got.document.broken == ("w",)


@pytest.mark.parametrize(
    "field",
    [
        "parameters: [{refrence: $components.parameters.p}]",
        "parameters: [{Reference: $components.parameters.p, value: 3}]",
        "onSuccess: [{references: $components.successActions.a}]",
    ],
)
def test_a_misspelt_reference_is_one_finding_that_names_it(field: str) -> None:
    got = read_step(field)
    assert got.only.code == "AZ102"
    assert got.only.help == "did you mean `reference`?"
    assert got.only.span is not None
    assert got.only.span.line == got.only.span.end_line


def test_what_a_parameter_lacks_is_listed() -> None:
    message = read_step("parameters: [{}]").only.message
    assert message == "a parameter needs `name`, `in` and `value`"


def test_an_output_without_a_name_is_an_error() -> None:
    got = read_step("outputs: {'': $statusCode}")
    assert got.only.code == "AZ107"
    assert got.only.message == "the name of the output is empty"
