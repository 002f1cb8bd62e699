"""`dependsOn`: workflows that run before a workflow, steps that run before a step."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, path, returned
from playback import Exchange, Mode, both_modes, execute, on

# --- Workflows --------------------------------------------------------------------------

LOGIN = """
      - workflowId: login
        inputs:
          type: object
          required: [user]
          properties: {user: {type: string}, trace: {type: string}}
        steps:
          - stepId: getToken
            operationId: getToken
            requestBody: {payload: {user: $inputs.user, trace: $inputs.trace}}
            outputs: {token: $response.body#/token}
        outputs: {token: $steps.getToken.outputs.token}
"""

DEPENDS = Feature(f"""
    workflows:{LOGIN}
      - workflowId: read
        dependsOn: [login]
        inputs: {{type: object, required: [user], properties: {{user: {{type: string}}}}}}
        steps:
          - stepId: look
            operationId: getJob
            parameters:
              - {{name: id, in: path, value: '1'}}
              - name: Authorization
                in: header
                value: 'Bearer {{$workflows.login.outputs.token}}'
            outputs: {{state: $response.body#/state}}
        outputs: {{state: $steps.look.outputs.state, token: $workflows.login.outputs.token}}
""")


@both_modes
def test_a_workflow_runs_what_it_depends_on_first(mode: Mode) -> None:
    token = on("POST", "/v1/token", json={"user": "u"}).reply({"token": "T"})
    look = on("GET", "/v1/jobs/1", headers={"Authorization": "Bearer T"})
    outcome = DEPENDS.run(mode, [token, look.reply({"id": "1", "state": "done"})], user="u")
    assert returned(outcome) == {"state": "done", "token": "T"}
    assert [event[0] for event in outcome.events] == ["getToken", "look"]


INPUTS = Feature("""
    workflows:
      - workflowId: login
        inputs:
          type: object
          required: [user]
          properties: {user: {type: string}, realm: {type: string, default: eu}}
        steps: [{stepId: s, operationId: a}]
      - workflowId: read
        dependsOn: [login]
        inputs: {type: object, required: [user], properties: {user: {type: string}}}
        steps:
          - stepId: s
            operationId: addNote
            requestBody:
              payload:
                who: '{$workflows.login.inputs.user}@{$workflows.login.inputs.realm}'
""")


@both_modes
def test_the_inputs_of_a_workflow_that_ran_are_what_it_got(mode: Mode) -> None:
    sent = on("POST", "/v1/notes", json={"who": "u@eu"}).reply({"id": "n", "state": "done"})
    outcome = INPUTS.run(mode, [get("a"), sent], user="u")
    assert returned(outcome) == {}


UNKNOWN_INPUT = Feature(INPUTS.text.replace("inputs.realm}", "inputs.relm}"), status=1)


def test_an_input_that_the_workflow_before_does_not_have() -> None:
    assert "error[AZ302]: workflow 'login' has no input 'relm'" in UNKNOWN_INPUT.report
    assert "did you mean 'realm'?" in UNKNOWN_INPUT.report


@both_modes
def test_what_a_workflow_depends_on_may_fail(mode: Mode) -> None:
    denied = on("POST", "/v1/token").reply({}, status=403)
    outcome = DEPENDS.run(mode, [denied], user="u")
    assert isinstance(outcome.error, DEPENDS.module.StepFailed)
    assert outcome.error.step_id == "getToken"


LACKING = Feature(
    DEPENDS.text.replace("required: [user], properties: {user:", "properties: {usr:"), status=1
)


def test_a_dependency_needs_an_input_that_is_not_declared() -> None:
    assert "error[AZ608]: workflow 'login' needs the input 'user'" in LACKING.report


NOT_NAMED = Feature(DEPENDS.text.replace("dependsOn: [login]", "summary: Read"), status=1)


def test_outputs_of_a_workflow_that_is_no_dependency() -> None:
    assert "error[AZ302]: workflow 'login' has not run before this one" in NOT_NAMED.report
    assert "dependsOn: [login]" in NOT_NAMED.report


TWO_LEVELS = Feature("""
    workflows:
      - workflowId: one
        steps: [{stepId: s, operationId: a, outputs: {id: $response.body#/id}}]
        outputs: {id: $steps.s.outputs.id}
      - workflowId: two
        dependsOn: [one]
        steps: [{stepId: s, operationId: b, outputs: {id: $response.body#/id}}]
        outputs: {id: $steps.s.outputs.id, before: $workflows.one.outputs.id}
      - workflowId: three
        dependsOn: [two]
        steps: [{stepId: s, operationId: c, outputs: {id: $response.body#/id}}]
        outputs: {c: $steps.s.outputs.id, b: $workflows.two.outputs.id,
                  a: $workflows.two.outputs.before}
""")


@both_modes
def test_dependencies_of_dependencies_run_before_them(mode: Mode) -> None:
    outcome = TWO_LEVELS.run(mode, [get("a"), get("b"), get("c")])
    assert returned(outcome) == {"a": "a", "b": "b", "c": "c"}


DIAMOND = Feature("""
    workflows:
      - workflowId: base
        inputs: {type: object, required: [user], properties: {user: {type: string}}}
        steps: [{stepId: s, operationId: a, outputs: {id: $response.body#/id}}]
        outputs: {id: $steps.s.outputs.id}
      - workflowId: left
        dependsOn: [base]
        inputs: {type: object, required: [user], properties: {user: {type: string}}}
        steps:
          - stepId: s
            operationId: b
            parameters: [{name: base, in: query, value: $workflows.base.outputs.id}]
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.s.outputs.id}
      - workflowId: right
        dependsOn: [base]
        inputs: {type: object, required: [user], properties: {user: {type: string}}}
        steps:
          - stepId: s
            operationId: c
            parameters: [{name: base, in: query, value: $workflows.base.outputs.id}]
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.s.outputs.id}
      - workflowId: top
        dependsOn: [left, right]
        inputs: {type: object, required: [user], properties: {user: {type: string}}}
        steps: [{stepId: s, operationId: d}]
        outputs: {left: $workflows.left.outputs.id, right: $workflows.right.outputs.id}
""")


@both_modes
def test_what_two_dependencies_share_runs_once(mode: Mode) -> None:
    outcome = DIAMOND.run(mode, [get("a"), get("b"), get("c"), get("d")], user="u")
    assert path(outcome) == "abcd"
    assert returned(outcome) == {"left": "b", "right": "c"}
    assert [request.url.query for request in outcome.requests[1:3]] == [b"base=a", b"base=a"]


CALLED = Feature("""
    workflows:
      - workflowId: base
        steps: [{stepId: s, operationId: a, outputs: {id: $response.body#/id}}]
        outputs: {id: $steps.s.outputs.id}
      - workflowId: part
        dependsOn: [base]
        steps: [{stepId: s, operationId: b}]
        outputs: {base: $workflows.base.outputs.id}
      - workflowId: whole
        dependsOn: [base]
        steps:
          - {stepId: one, operationId: c}
          - {stepId: two, workflowId: part, outputs: {base: $outputs.base}}
        outputs: {base: $steps.two.outputs.base}
""")


@both_modes
def test_a_called_workflow_does_not_run_again_what_has_run(mode: Mode) -> None:
    outcome = CALLED.run(mode, [get("a"), get("c"), get("b")])
    assert returned(outcome) == {"base": "a"}
    alone = execute(CALLED.built.load("part"), mode, [get("a"), get("b")])
    assert returned(alone) == {"base": "a"}


OTHER_HEAD = """\
arazzo: 1.0.1
info: {title: Feature, version: 1.0.0}
sourceDescriptions:
  - {name: jobs, url: jobs.openapi.yaml, type: openapi}
  - {name: common, url: common.yaml, type: arazzo}
"""

OTHER = Feature(
    """
    workflows:
      - workflowId: main
        dependsOn: [$sourceDescriptions.common.base]
        steps: [{stepId: s, operationId: b}]
        outputs: {id: $workflows.base.outputs.id}
""",
    head=OTHER_HEAD,
    more={
        "common.yaml": """\
        arazzo: 1.0.1
        info: {title: Common, version: 1.0.0}
        sourceDescriptions: [{name: jobs, url: jobs.openapi.yaml, type: openapi}]
        workflows:
          - workflowId: base
            steps: [{stepId: s, operationId: a, outputs: {id: $response.body#/id}}]
            outputs: {id: $steps.s.outputs.id}
        """
    },
)


@both_modes
def test_a_workflow_of_another_document_runs_first(mode: Mode) -> None:
    assert returned(OTHER.run(mode, [get("a"), get("b")])) == {"id": "a"}


CIRCLE = Feature(
    """
    workflows:
      - {workflowId: one, dependsOn: [two], steps: [{stepId: s, operationId: a}]}
      - {workflowId: two, dependsOn: [one], steps: [{stepId: s, operationId: b}]}
""",
    status=1,
)


def test_workflows_that_depend_on_each_other() -> None:
    assert "error[AZ212]" in CIRCLE.report
    assert "one → two → one" in CIRCLE.report


# --- Steps ------------------------------------------------------------------------------


def steps(text: str, *, status: int = 0) -> Feature:
    return Feature(f"""
    workflows:
      - workflowId: ordered
        steps:
{text}
""", version="1.1.0", status=status)  # fmt: skip


IN_ORDER = steps("""
          - {stepId: one, operationId: a}
          - {stepId: two, operationId: b, dependsOn: [one]}
""")

LATER = steps("""
          - {stepId: one, operationId: a, dependsOn: [three]}
          - {stepId: two, operationId: b}
          - {stepId: three, operationId: c}
          - {stepId: four, operationId: d, dependsOn: [one, two]}
""")

IMPLICIT = steps("""
          - stepId: one
            operationId: a
            parameters: [{name: of, in: query, value: $steps.three.outputs.id}]
          - {stepId: two, operationId: b, dependsOn: [one]}
          - {stepId: three, operationId: c, outputs: {id: $response.body#/id}}
""")


@both_modes
@pytest.mark.parametrize(
    ("feature", "letters"), [(IN_ORDER, "ab"), (LATER, "bcad"), (IMPLICIT, "cab")]
)
def test_steps_run_after_those_they_depend_on(mode: Mode, feature: Feature, letters: str) -> None:
    exchanges: list[Exchange] = [get(letter) for letter in letters]
    assert path(feature.run(mode, exchanges)) == letters


FORWARD_WITHOUT = steps("""
          - stepId: one
            operationId: a
            parameters: [{name: of, in: query, value: $steps.two.outputs.id}]
          - {stepId: two, operationId: b, outputs: {id: $response.body#/id}}
""", status=1)  # fmt: skip


def test_without_depends_on_a_reference_to_a_later_step_is_an_error() -> None:
    assert "error[AZ304]" in FORWARD_WITHOUT.report
    assert "which runs later" in FORWARD_WITHOUT.report


STEP_CIRCLE = steps("""
          - {stepId: one, operationId: a, dependsOn: [two]}
          - {stepId: two, operationId: b, dependsOn: [one]}
""", status=1)  # fmt: skip
IMPLICIT_CIRCLE = steps("""
          - stepId: one
            operationId: a
            dependsOn: [two]
            outputs: {id: $response.body#/id}
          - stepId: two
            operationId: b
            parameters: [{name: of, in: query, value: $steps.one.outputs.id}]
""", status=1)  # fmt: skip


@pytest.mark.parametrize("feature", [STEP_CIRCLE, IMPLICIT_CIRCLE])
def test_steps_that_depend_on_each_other(feature: Feature) -> None:
    assert "error[AZ504]" in feature.report
    assert "one → two → one" in feature.report


UNKNOWN = steps("          - {stepId: one, operationId: a, dependsOn: [wto]}", status=1)


def test_a_step_depends_on_one_that_does_not_exist() -> None:
    assert "error[AZ203]: this workflow has no step 'wto'" in UNKNOWN.report


SKIPPED = steps("""
          - stepId: one
            operationId: a
            onSuccess:
              - name: skip
                type: goto
                stepId: three
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: two, operationId: b}
          - {stepId: three, operationId: c, dependsOn: [two]}
""")
NEVER = steps("""
          - {stepId: one, operationId: a, onSuccess: [{name: on, type: goto, stepId: three}]}
          - {stepId: two, operationId: b}
          - {stepId: three, operationId: c, dependsOn: [two]}
""", status=1)  # fmt: skip


def test_a_dependency_that_may_be_skipped_is_a_warning() -> None:
    assert "warning[AZ506]: step 'two' has not run on every way to 'three'" in SKIPPED.report


def test_a_dependency_that_never_runs_is_an_error() -> None:
    assert "error[AZ505]: step 'two' never runs before 'three'" in NEVER.report


ELSEWHERE = Feature(
    """
    workflows:
      - workflowId: first
        steps: [{stepId: s, operationId: a}]
      - workflowId: second
        dependsOn: [first]
        steps: [{stepId: t, operationId: b, dependsOn: [$workflows.first.steps.s]}]
""",
    version="1.1.0",
)
ELSEWHERE_NOT_RUN = Feature(
    ELSEWHERE.text.replace("dependsOn: [first]", "summary: Second"), version="1.1.0", status=1
)
ELSEWHERE_UNKNOWN = Feature(
    ELSEWHERE.text.replace("first.steps.s]", "first.steps.x]"), version="1.1.0", status=1
)


@both_modes
def test_a_step_depends_on_one_of_another_workflow(mode: Mode) -> None:
    assert path(ELSEWHERE.run(mode, [get("a"), get("b")])) == "ab"
    assert "error[AZ505]: workflow 'first' has not run" in ELSEWHERE_NOT_RUN.report
    assert "error[AZ203]: workflow 'first' has no step 'x'" in ELSEWHERE_UNKNOWN.report
