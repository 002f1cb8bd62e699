"""The solver on small workflows: each kind of condition and of branch. Clients take all plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen import ir
from arazzo_gen.play.branches import branches
from arazzo_gen.play.model import Play, Raised, Returned, Unsolved
from unit.play.solved import Solved

POLL = """
- workflowId: poll
  inputs: {type: object, required: [name], properties: {name: {type: string}, limit: {type: integer, default: 5}}}
  steps:
    - stepId: create
      operationId: createJob
      requestBody: {payload: {name: $inputs.name}}
      successCriteria: [{condition: $statusCode == 201}]
      outputs: {id: $response.body#/id}
      onFailure:
        - {name: busy, type: retry, retryAfter: 1, retryLimit: 2, criteria: [{condition: $statusCode == 409}]}
        - {name: taken, type: end, criteria: [{condition: $statusCode == 409}]}
    - stepId: poll
      operationId: getJob
      parameters: [{name: id, in: path, value: $steps.create.outputs.id}]
      outputs: {state: $response.body#/state}
      onSuccess:
        - {name: finished, type: end, criteria: [{condition: "$response.body#/state == 'done'"}]}
        - name: goesOn
          type: goto
          stepId: poll
          criteria: [{condition: "$response.body#/state == 'queued' || $response.body#/state == 'running'"}]
  outputs: {state: $steps.poll.outputs.state}
"""  # noqa: E501


def test_the_usual_run_says_what_it_gives_and_ends_well(tmp_path: Path) -> None:
    made = Solved(tmp_path, POLL)
    assert isinstance(made.usual, Play)
    assert made.usual.inputs == (("name", "the-name"),)
    assert [each.sent.path for each in made.usual.exchanges] == ["/jobs", "/jobs/the-create-id"]
    assert made.usual.ending == Returned((("state", "done"),))
    assert made.usual.branch.action == "finished"


def test_every_branch_of_a_loop_and_of_retries(tmp_path: Path) -> None:
    made = Solved(tmp_path, POLL)
    names = [each.branch.action or each.branch.kind for each in made.plays]
    assert names == [
        "busy", "busy", "taken", "fails", "silent",
        "finished", "goesOn", "none", "fails", "silent", "timeout",
    ]  # fmt: skip
    assert [each.branch.kind for each in made.plays[:2]] == ["action", "spent"]
    assert made.unsolved == []
    states = [body["state"] for _, body in made.answers("poll", "goesOn")]
    assert states == ["queued", "done"]
    assert [status for status, _ in made.answers("create", "taken")] == [409, 409, 409]
    timeout = made["poll", "timeout"]
    assert isinstance(timeout, Play)
    assert isinstance(timeout.ending, Raised)
    assert timeout.ending.kind == "PollTimeout"


def test_a_value_that_the_schema_allows_comes_before_one_that_it_does_not(tmp_path: Path) -> None:
    made = Solved(tmp_path, POLL)
    assert made.answers("poll", "none")[0][1]["state"] == "failed"
    remarks = [
        remark
        for play in made.plays
        if isinstance(play, Play)
        for each in play.exchanges
        if each.answer is not None
        for remark in each.answer.remarks
    ]
    assert set(remarks) == {"the document declares no response with status 500"}


def actions(*criteria: str) -> str:
    """A workflow with an action for each of some criteria, written as YAML."""
    listed = "\n".join(
        f"        - {{name: a{number}, type: end, criteria: [{each}]}}"
        for number, each in enumerate(criteria)
    )
    return f"""
- workflowId: one
  inputs: {{type: object, properties: {{want: {{type: string}}, most: {{type: integer}}}}}}
  steps:
    - stepId: first
      operationId: getJob
      parameters: [{{name: id, in: path, value: x}}]
      outputs: {{id: $response.body#/id, note: $response.body#/note}}
    - stepId: look
      operationId: listJobs
      onSuccess:
{listed}
"""


SIMPLE = '{condition: "%s"}'
JSONPATH = '{context: $response.body, type: jsonpath, condition: "%s"}'
REGEX = '{context: $response.body#/items/0/id, type: regex, condition: "%s"}'


@pytest.mark.parametrize(
    "criterion",
    [
        SIMPLE % "$response.body#/total > 5",
        SIMPLE % "$response.body#/total <= 5 && $response.body#/total != 3",
        SIMPLE % "!($response.body#/items/0/state == 'failed')",
        SIMPLE % "$response.body#/items/0/progress == 100",
        SIMPLE % "$response.body#/items/0/note",
        SIMPLE % "$response.body#/items/1/id == $response.body#/items/0/id",
        SIMPLE % "$response.header.X-Left < 10",
        SIMPLE % "$response.header.X-Other == 'yes'",
        SIMPLE % "$statusCode == 204",
        SIMPLE % "$response.body#/items/0/id == $steps.first.outputs.id",
        SIMPLE % "$steps.first.outputs.note == 'ready'",
        SIMPLE % "$inputs.want == 'all'",
        SIMPLE % "$response.body#/total >= $inputs.most",
        REGEX % "^job-[0-9]{4}$",
        REGEX % "(?i)^DONE",
        JSONPATH % "$.items[?@.state == 'failed']",
        JSONPATH % "$.items[?@.state == 'failed' && @.progress > 50]",
        JSONPATH % "$.items[?match(@.id, 'a.c')]",
        JSONPATH % "$.items[?length(@.tags) > 2]",
        JSONPATH % "$.items[?count(@.tags[*]) == 2]",
        JSONPATH % "$.items[2].tags[1]",
        JSONPATH % "$..note",
        JSONPATH % "$.items[?!(@.state == 'done')]",
        JSONPATH % "$.items.length > 3",
        JSONPATH % "$.total == 7",
    ],
)  # fmt: skip
def test_an_action_with_each_kind_of_condition(criterion: str, tmp_path: Path) -> None:
    made = Solved(tmp_path, actions(criterion))
    assert made.unsolved == []
    assert isinstance(made.usual, Play)


def test_an_action_is_passed_over_that_comes_before(tmp_path: Path) -> None:
    made = Solved(
        tmp_path,
        actions(
            SIMPLE % "$response.body#/total > 5",
            SIMPLE % "$response.body#/total > 2",
            SIMPLE % "$response.body#/items/0/id == 'a'",
        ),
    )
    assert made.unsolved == []
    ((_, body),) = made.answers("look", "a1")
    assert body["total"] in (3, 4, 5)


def test_an_action_behind_one_that_takes_all_its_cases_is_never_taken(tmp_path: Path) -> None:
    made = Solved(
        tmp_path,
        actions(SIMPLE % "$response.body#/total > 2", SIMPLE % "$response.body#/total > 5"),
    )
    never = made["look", "a1"]
    assert isinstance(never, Unsolved)
    assert never.never
    assert "contradict" in never.reason
    assert made.unsolved == [("look", "action", "a1")]


CALLS = """
- workflowId: outer
  steps:
    - stepId: call
      workflowId: inner
      parameters: [{name: name, value: $inputs.name}]
      outputs: {state: $outputs.state}
      onSuccess:
        - {name: bad, type: end, criteria: [{condition: "$outputs.state == 'failed'"}]}
      onFailure:
        - {name: again, type: retry, retryLimit: 1}
    - stepId: after
      operationId: getJob
      parameters: [{name: id, in: path, value: $steps.call.outputs.state}]
      onFailure: [{name: over, type: goto, workflowId: inner}]
  inputs: {type: object, required: [name], properties: {name: {type: string}}}
- workflowId: inner
  inputs: {type: object, required: [name], properties: {name: {type: string}}}
  steps:
    - stepId: make
      operationId: createJob
      requestBody: {payload: {name: $inputs.name}}
      outputs: {state: $response.body#/state}
      onSuccess: [{name: odd, type: end, criteria: [{condition: "$inputs.name == 'odd'"}]}]
  outputs: {state: $steps.make.outputs.state}
"""


def test_branches_in_called_workflows_and_around_their_calls(tmp_path: Path) -> None:
    made = Solved(tmp_path, CALLS)
    assert {each.branch.workflow for each in made.plays} == {"outer", "inner"}
    assert made.unsolved == []
    odd = made["make", "odd"]
    assert isinstance(odd, Play)
    assert odd.inputs == (("name", "odd"),)


OUTPUTS = """
- workflowId: outer
  steps:
    - stepId: call
      workflowId: inner
      successCriteria: [{condition: "$outputs.state == 'done' && $outputs.progress > 50"}]
      onFailure:
        - {name: other, type: goto, stepId: after, criteria: [{condition: "$outputs.state == 'failed'"}]}
      onSuccess: [{name: fine, type: end}]
    - stepId: after
      operationId: getJob
      parameters: [{name: id, in: path, value: x}]
      onFailure:
        - name: tell
          type: goto
          workflowId: told
          parameters: [{name: why, value: $response.body#/reason}]
          criteria: [{condition: $statusCode == 404}]
- workflowId: inner
  steps:
    - stepId: look
      operationId: getJob
      parameters: [{name: id, in: path, value: y}]
      outputs: {state: $response.body#/state, progress: $response.body#/progress}
  outputs: {state: $steps.look.outputs.state, progress: $steps.look.outputs.progress}
- workflowId: told
  inputs: {type: object, required: [why], properties: {why: {type: string}}}
  steps:
    - stepId: note
      operationId: createJob
      requestBody: {payload: {why: $inputs.why}}
"""  # noqa: E501


def test_outputs_of_a_called_workflow_decide_and_what_is_handed_over_is_there(
    tmp_path: Path,
) -> None:
    made = Solved(tmp_path, OUTPUTS)
    assert made.unsolved == []
    assert isinstance(made.usual, Play)
    assert isinstance(made.usual.ending, Returned)
    tell = made["after", "tell"]
    assert isinstance(tell, Play)
    assert tell.exchanges[-1].sent.body is not None
    assert tell.exchanges[-1].sent.body.value == {"why": "other"}


def test_an_action_without_criteria_is_a_branch_and_leaves_no_failure(tmp_path: Path) -> None:
    made = Solved(
        tmp_path,
        """
        - workflowId: one
          steps:
            - {stepId: look, operationId: listJobs, onFailure: [{name: stop, type: end}]}
        """,
    )
    assert [(each.branch.kind, each.branch.action) for each in made.plays] == [("action", "stop")]
    assert made.unsolved == []


def test_a_branch_for_each_way_of_a_step(tmp_path: Path) -> None:
    made = Solved(tmp_path, POLL)
    assert isinstance(made.program, ir.Module)
    assert [each.branch for each in made.plays] == list(branches(made.program))
