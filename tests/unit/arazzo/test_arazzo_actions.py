"""Success and failure actions."""

from __future__ import annotations

import pytest

from unit.arazzo.reading import read_step, read_workflows


def test_a_full_action() -> None:
    got = read_step(
        """
        onFailure:
          - name: again
            type: retry
            retryAfter: 1.5
            retryLimit: 4
            stepId: refresh
            criteria: [{condition: $statusCode == 503}]
          - name: other
            type: goto
            workflowId: v
            parameters: [{name: a, value: $inputs.a}]
          - {name: stop, type: end}
        """
    )
    again, other, stop = got.whole.workflows[0].steps[0].on_failure
    assert (again.type, again.on, again.retry_after, again.retry_limit) == (
        "retry",
        "failure",
        1.5,
        4,
    )
    assert again.step_id is not None
    assert again.step_id.value == "refresh"
    assert again.criteria[0].condition.value == "$statusCode == 503"
    assert other.workflow_id is not None
    assert other.parameters[0].name.value == "a"
    assert (stop.type, stop.retry_after, stop.retry_limit) == ("end", None, None)


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ("{name: a}", "AZ102"),
        ("{name: a, type: stop}", "AZ106"),
        ("{name: a, type: 1}", "AZ103"),
        ("{name: a, type: goto}", "AZ114"),
        ("{name: a, type: goto, stepId: b, workflowId: c}", "AZ114"),
        ("{name: a, type: retry, stepId: b, workflowId: c}", "AZ114"),
        ("{name: a, type: end, stepId: b}", "AZ114"),
        ("{name: a, type: goto, stepId: 1}", "AZ103"),
        ("{name: '', type: end}", "AZ107"),
        ("{name: a, type: retry, retryAfter: -1}", "AZ117"),
        ("{name: a, type: retry, retryAfter: '1'}", "AZ103"),
        ("{name: a, type: retry, retryAfter: true}", "AZ103"),
        ("{name: a, type: retry, retryLimit: -1}", "AZ117"),
        ("{name: a, type: retry, retryLimit: 1.5}", "AZ103"),
        ("{name: a, type: retry, retryLimit: 1" + "0" * 400 + "}", "AZ117"),
        ("{name: a, type: end, criteria: {condition: b}}", "AZ103"),
        ("{name: a, type: end, criteria: [b]}", "AZ103"),
        ("{name: a, type: end, condition: $statusCode == 404}", "AZ110"),
        ("{condition: $statusCode == 404, goto: b}", "AZ110"),
        ("{name: a, type: goto, workflowId: w, parameters: [{name: b}]}", "AZ102"),
        (
            "{name: a, type: goto, workflowId: w, parameters: [{name: b, in: query, value: 1}]}",
            "AZ113",
        ),
        ("end", "AZ103"),
    ],
)
def test_a_mistake_in_an_action_is_an_error(action: str, found: str) -> None:
    got = read_step(f"onFailure:\n  - {action}")
    assert {d.code for d in got.diagnostics} == {found}
    assert len(got.errors) == len(got.diagnostics)
    assert got.document is not None
    assert got.document.broken == ("w",)


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ("{type: end}", "AZ102"),
        ("{name: a, type: retry, retryAfter: 5000}", "AZ118"),
        ("{name: a, type: end, retryAfter: 1}", "AZ113"),
        ("{name: a, type: goto, stepId: s, parameters: [{name: b, value: 1}]}", "AZ113"),
        ("{name: a, type: end, outputs: {}}", "AZ104"),
    ],
)
def test_what_an_action_is_only_warned_of(action: str, found: str) -> None:
    got = read_step(f"onFailure: [{action}]")
    assert got.only.code == found
    assert got.errors == []
    assert len(got.step.on_failure) == 1


def test_made_up_names_do_not_replace_one_another() -> None:
    got = read_workflows(
        """
        - workflowId: w
          failureActions: [{type: end}]
          steps: [{stepId: s, operationId: op, onFailure: [{type: end}, {type: end}]}]
        """
    )
    actions = (*got.workflow.failure_actions, *got.step.on_failure)
    assert len({action.name.value for action in actions}) == 3


def test_a_success_action_may_retry_with_a_warning() -> None:
    got = read_step("onSuccess: [{name: a, type: retry, retryAfter: 2, retryLimit: 3}]")
    assert got.only.code == "AZ115"
    assert got.errors == []
    action = got.step.on_success[0]
    assert (action.type, action.on, action.retry_after, action.retry_limit) == (
        "retry",
        "success",
        2,
        3,
    )


def test_action_names_are_unique_within_a_list() -> None:
    got = read_step("onFailure: [{name: a, type: end}, {name: a, type: end}]")
    assert got.found == ["AZ105 error: a, type: end}]"]
    both = "onFailure: [{name: a, type: end}]\nonSuccess: [{name: a, type: end}]"
    assert read_step(both).whole


def test_a_reference_brings_an_action() -> None:
    got = read_step(
        "onFailure: [{reference: $components.failureActions.again}]",
        components="failureActions: {again: {name: again, type: retry, retryLimit: 2}}",
    )
    assert got.whole.workflows[0].steps[0].on_failure[0].retry_limit == 2


@pytest.mark.parametrize(
    "reference",
    [
        "{reference: $components.failureActions.again, value: 1}",
        "{reference: $components.successActions.done}",
    ],
)
def test_a_reference_must_fit_the_list(reference: str) -> None:
    got = read_step(
        f"onFailure: [{reference}]",
        components="failureActions: {again: {name: again, type: retry}}\n"
        "successActions: {done: {name: done, type: end}}",
    )
    assert got.only.code == "AZ116"
    assert got.errors


def test_a_component_with_a_mistake_breaks_its_users_only() -> None:
    got = read_step(
        "onFailure: [{reference: $components.failureActions.again}]",
        components="failureActions: {again: {name: again, type: retry, retryAfter: -1}}",
    )
    assert got.only.code == "AZ117"
    assert got.document is not None
    assert got.document.broken == ("w",)


def test_action_parameters_are_later_than_1_0() -> None:
    got = read_step(
        "onSuccess: [{name: a, type: goto, workflowId: v, parameters: [{name: b, value: 1}]}]",
        version="1.0.0",
    )
    assert got.only.code == "AZ109"
    assert got.step.on_success[0].parameters[0].name.value == "b"
