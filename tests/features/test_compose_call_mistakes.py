"""Mistakes in steps that call workflows."""

from __future__ import annotations

from features.flow_documents import Feature
from features.test_compose_calls import LOGIN


def broken(step: str, **more: object) -> str:
    feature = Feature(
        f"""
    workflows:{LOGIN}
      - workflowId: caller
        steps:
          - {step}
""",
        status=1,
    )
    return feature.report


def test_an_input_that_a_called_workflow_needs_is_missing() -> None:
    report = broken("{stepId: one, workflowId: login}")
    assert "error[AZ608]: workflow 'login' needs the input 'user'" in report


def test_an_input_that_a_called_workflow_has_not() -> None:
    step = "{stepId: one, workflowId: login, parameters: [{name: usr, value: a}]}"
    report = broken(step)
    assert "error[AZ608]: workflow 'login' has no input 'usr', and needs 'user'" in report
    assert "did you mean 'user'?" in report


def test_a_workflow_that_does_not_exist() -> None:
    report = broken("{stepId: one, workflowId: logn}")
    assert "error[AZ204]: this document has no workflow 'logn'" in report
    assert "did you mean 'login'?" in report


def test_an_output_that_a_called_workflow_has_not() -> None:
    report = broken(
        "{stepId: one, workflowId: login, parameters: [{name: user, value: a}],"
        " outputs: {t: $outputs.tokn}}"
    )
    assert "error[AZ302]" in report
    assert "did you mean" in report


CIRCLE = Feature(
    """
    workflows:
      - workflowId: alone
        steps: [{stepId: one, operationId: a}]
      - workflowId: first
        steps: [{stepId: one, workflowId: second}]
      - workflowId: second
        steps: [{stepId: one, workflowId: third}]
      - workflowId: third
        steps: [{stepId: one, workflowId: first}]
""",
    status=1,
)
CIRCLE_KEPT = Feature(CIRCLE.text, flags=["--keep-going"], status=1)


def test_workflows_that_call_each_other_are_an_error_that_shows_the_circle() -> None:
    assert "error[AZ212]" in CIRCLE.report
    assert "first → second → third → first" in CIRCLE.report
    assert CIRCLE.report.count("error[AZ212]") == 1
    assert CIRCLE.built.files == {}


def test_keep_going_builds_what_is_in_no_circle() -> None:
    assert list(CIRCLE_KEPT.built.files) == ["alone"]


SELF = Feature("workflows: [{workflowId: me, steps: [{stepId: one, workflowId: me}]}]", status=1)


def test_a_workflow_that_calls_itself() -> None:
    assert SELF.report.count("error") == 2
    assert "workflows call each other in a circle: me → me" in SELF.report
