"""What the compiler says of a run without running the module is what the module does."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from arazzo_gen import ir
from arazzo_gen.play.model import Answer, Branch, Raised, Returned
from arazzo_gen.play.simulate import Asked, NotPlayed, Polling, simulate
from features.flow_documents import JOBS, Feature
from playback import on
from simulated import compare, watching

POLLED = """
    workflows:
      - workflowId: poll
        inputs: {type: object, required: [id], properties: {id: {type: string}}}
        steps:
          - stepId: get-job
            operationId: getJob
            parameters: [{name: id, in: path, value: $inputs.id}]
            outputs: {count: $response.body#/count}
            onSuccess:
              - name: done
                type: end
                criteria: [{condition: "$response.body#/state == 'done'"}]
              - name: again
                type: goto
                stepId: get-job
            onFailure:
              - name: gone
                type: end
                criteria: [{condition: "$statusCode == 404"}]
        outputs: {count: $steps.get-job.outputs.count}
"""


@functools.cache
def polled() -> tuple[Feature, ir.Module]:
    """The document, and the IR of its module."""
    with watching() as watched:
        feature = Feature(POLLED)
        assert feature.built.status == 0
    return feature, next(iter(watched.modules.values()))


def test_a_run_is_simulated_as_the_module_runs() -> None:
    feature, program = polled()
    module = feature.module
    queued = on("GET", "/v1/jobs/1").reply({"id": "1", "state": "queued"})
    done = on("GET", "/v1/jobs/1").reply({"id": "1", "state": "done", "count": 3})
    polling = module.Polling(jitter=0.0)
    arguments = {"id": "1", "polling": polling}
    outcome = feature.run("sync", [queued, queued, done], **arguments)
    assert outcome.waits == [2.0, 3.0]
    compare(program, [queued, queued, done], arguments, outcome)
    with pytest.raises(AssertionError):
        compare(program, [queued, done], arguments, outcome)
    lost = on("GET", "/v1/jobs/1").reply(status=500)
    with pytest.raises(AssertionError):
        compare(program, [queued, queued, lost], arguments, outcome)


def test_a_run_says_which_branches_it_takes_and_how_it_ends() -> None:
    _, program = polled()
    asked: list[Asked] = []

    def answer(request: Asked) -> Answer:
        asked.append(request)
        state = "queued" if request.attempt < 3 else "done"
        return Answer(200, (), "application/json", {"id": "a", "state": state, "count": 2})

    run = simulate(program, {"id": "a b"}, {}, answer)
    assert run.ending == Returned((("count", 2),))
    assert [each.seconds for each in run.waits] == [2.0, 3.0]
    assert [each.wait for each in run.exchanges] == [2.0, 3.0, None]
    assert {each.sent.path for each in asked} == {"/jobs/a%20b"}
    went_on = Branch("poll", "get-job", "action", "success", "again", "again")
    ended = Branch("poll", "get-job", "action", "success", "done", "done")
    assert list(run.taken) == [went_on, went_on, ended]

    gone = simulate(program, {"id": "a"}, {}, lambda _: Answer(404))
    assert gone.ending == Raised("StepFailed", "get-job", action="gone", status=404)
    silent = simulate(program, {"id": "a"}, {}, lambda _: None)
    assert silent.taken == (Branch("poll", "get-job", "silent", "failure"),)


def test_a_loop_without_an_end_is_left_or_runs_out_of_time() -> None:
    _, program = polled()

    def answer(request: Asked) -> Answer:
        return Answer(200, (), "application/json", {"id": "a", "state": "queued"})

    short = Polling(timeout=10.0)
    run = simulate(program, {"id": "a"}, {}, answer, polling=short)
    assert isinstance(run.ending, Raised)
    assert (run.ending.kind, run.ending.step) == ("PollTimeout", "get-job")
    assert run.taken[-1] == Branch("poll", "get-job", "timeout", "success")
    endless = Polling(timeout=None)
    assert simulate(program, {"id": "a"}, {}, answer, polling=endless, most=7).ending is None


def program_of(step: str, kind: str = "application/json") -> ir.Module:
    """The IR of a workflow of one step that gets a job, in some media type."""
    text = f"""
    workflows:
      - workflowId: one
        steps:
          - stepId: get-job
            operationId: getJob
            parameters: [{{name: id, in: path, value: a}}]
            {step}
        outputs: {{found: $steps.get-job.outputs.found}}
    """
    with watching() as watched:
        api = JOBS.replace("application/json", kind)
        feature = Feature(text, version="1.1.0", more={"jobs.openapi.yaml": api})
        assert feature.built.status == 0, feature.report
    return next(iter(watched.modules.values()))


def answered(program: ir.Module, body: Any, kind: str = "application/json") -> Any:
    """How a run ends whose requests are answered with a body."""
    return simulate(program, {}, {}, lambda _: Answer(200, (), kind, body)).ending


def test_a_body_that_nests_deep_ends_no_simulation() -> None:
    deep: Any = "leaf"
    for _ in range(100_000):
        deep = [deep]
    query = "{context: $response.body, selector: '$..[?@.name == \"a\"].name', type: jsonpath}"
    found = program_of(f"outputs: {{found: {query}}}")
    assert answered(found, {"deep": deep, "b": {"c": {"name": "a"}}}) == Returned(
        (("found", ["a"]),)
    )
    same = program_of(
        "successCriteria: [{context: $response.body, type: jsonpath, condition: $..leaf}]\n"
        "            outputs: {found: $response.body#/id}"
    )
    assert answered(same, {"id": "1", "deep": deep, "leaf": None}) == Returned((("found", "1"),))


def test_a_pattern_that_may_take_very_long_is_not_run() -> None:
    slow = program_of(
        "successCriteria: [{context: $response.body#/id, type: regex, condition: ^(a|aa)+$}]\n"
        "            outputs: {found: $response.body#/id}"
    )
    with pytest.raises(NotPlayed, match="may take very long"):
        answered(slow, {"id": "a" * 60 + "!"})


def test_an_xpath_is_played_where_a_module_needs_no_library_for_it() -> None:
    step = "outputs: {{found: {{context: $response.body, selector: '{}', type: xpath}}}}"
    text = "<jobs><job id='1'><name>a</name></job><job id='2'><name>b</name></job></jobs>"
    first = program_of(step.format("//job[@id = 2]/name"), "application/xml")
    assert answered(first, text, "application/xml") == Returned((("found", "b"),))
    library = program_of(step.format("string-join(//name)"), "application/xml")
    with pytest.raises(NotPlayed, match="an XPath that is not worked out without a run"):
        answered(library, text, "application/xml")
