"""Durable runs on DBOS with SQLite: processes are killed, stopped and started again."""

from __future__ import annotations

import re
import time

import pytest
from on_dbos import KEY, Lab, Stored, needs_engines, outputs, until

pytestmark = [
    needs_engines,
    pytest.mark.parametrize("stored", ["sqlite", "postgres"], indirect=True),
]


def test_all_runs_end_right_though_their_process_is_killed_twice(lab: Lab, stored: Stored) -> None:
    lab.start(lab.runs)
    kept: list[tuple[int, set[tuple[str, str]]]] = []
    for step, requests in (("triggerWorkflow", lab.runs // 3), ("pollRecipientRun", lab.runs)):
        with lab.worker() as child:
            until(lambda step=step, requests=requests: lab.api.count(step) >= requests)
            child.kill()
        kept.append((len(lab.api.log), stored.steps()))
    lab.finish(stored)
    assert stored.results() == {f"run-{n}": ("SUCCESS", outputs(n)) for n in range(lab.runs)}
    assert [bool(known) for _, known in kept] == [True, True]
    for asked, known in kept:
        assert known.isdisjoint(lab.api.log[asked:]), "what was stored is not sent again"
    assert lab.api.keys == {f"Bearer {KEY}"}
    assert KEY not in stored.text()
    kinds = stored.rows("SELECT DISTINCT serialization FROM workflow_status")
    assert kinds == [("portable_json",)], "a pickle would have to be decoded before the search"


def test_a_thousand_polls_leave_as_many_rows_as_one(lab: Lab, stored: Stored) -> None:
    lab.polling["interval"] = 0
    lab.api.reads = 1
    lab.start(1)
    lab.finish(stored)
    rows = stored.text().count("\n")
    lab.api.reads = 1000
    lab.start(2)
    lab.finish(stored)
    assert lab.api.count("pollRecipientRun") >= 1001
    assert stored.results()["run-1"] == ("SUCCESS", outputs(1))
    steps = "SELECT count(*) AS n FROM operation_outputs WHERE workflow_uuid = '{}'"
    assert stored.rows(steps.format("run-0")) == stored.rows(steps.format("run-1")) == [(4,)]
    assert stored.text().count("\n") - rows < 10


def test_processes_leave_each_others_runs_alone(lab: Lab, stored: Stored) -> None:
    lab.api.reads = 8
    lab.start(40)
    with lab.worker() as first:
        until(lambda: lab.api.count("triggerWorkflow") >= 20)
        with lab.worker() as second, lab.worker("--executor", "third") as third:
            until(lambda: lab.said().count("works; Ctrl-C") == 3)
            until(lambda: all(s == "SUCCESS" for s, _ in stored.results().values()))
            for child in (first, second, third):
                child.process.terminate()
            assert [c.process.wait(20) for c in (first, second, third)] == [0, 0, 0]
    names = re.findall(r"executor (\S+) works", lab.said())
    assert len(set(names)) == 3
    assert sorted(n for s, n in lab.api.log if s == "triggerWorkflow") == sorted(
        str(n) for n in range(40)
    )


def test_a_timeout_counts_from_before_a_restart(lab: Lab, stored: Stored) -> None:
    lab.polling["timeout"] = 2.0
    lab.api.reads = 10**9
    lab.start(1)
    with lab.worker():
        until(lambda: lab.api.count("pollRecipientRun") >= 2)
    time.sleep(2.0)
    asked = len(lab.api.log)
    lab.finish(stored)
    assert len(lab.api.log) - asked <= 1, "the time is over, and another wait would go past it"
    assert [status for status, _ in stored.results().values()] == ["ERROR"]
    assert "PollTimeout: step 'pollRecipientRun'" in lab.say("show", "run-0")


def test_a_cancelled_run_sends_nothing_more_and_may_be_resumed(lab: Lab, stored: Stored) -> None:
    lab.api.reads = 10**9
    lab.polling["interval"] = 0.05
    lab.start(1)
    with lab.worker():
        until(lambda: lab.api.count("pollRecipientRun") >= 2)
        lab.say("cancel", "run-0")
        time.sleep(1.2)
        asked = len(lab.api.log)
        time.sleep(0.5)
        assert len(lab.api.log) == asked
        assert stored.results()["run-0"] == ("CANCELLED", None)
        lab.api.reads = asked + 2
        lab.say("resume", "run-0")
        until(lambda: stored.results()["run-0"] == ("SUCCESS", outputs(0)))
    assert lab.api.count("triggerWorkflow") == 1
    assert "has ended" in lab.say("cancel", "run-0", status=1)
