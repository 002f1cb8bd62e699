"""Durable runs on DBOS whose process is lost, has another version, or lacks a key.

They take longer than what `make test` has time for: `make engines` runs them.
"""

from __future__ import annotations

import os
import re

import pytest
from on_dbos import MODULE, Lab, Stored, needs_engines, outputs, until

pytestmark = [
    needs_engines,
    pytest.mark.skipif(not os.environ.get("ENGINES"), reason="`make engines` runs it"),
]


def test_a_run_of_another_version_is_refused_and_waits_for_its_own(
    lab: Lab, stored: Stored
) -> None:
    lab.start(1)
    here = lab.folder / "clients"
    built = here.resolve()
    here.unlink()
    here.mkdir()
    for path in built.glob("*.py"):
        text = re.sub(r"(?m)^(DURABLE_VERSION\b.*=) .*$", r'\1 "changed"', path.read_text())
        (here / path.name).write_text(text)
    with lab.worker("--until-idle") as child:
        assert child.process.wait(60) == 0, lab.said()
    assert f"runs refused: 1, such as 'run-0'; they are of {MODULE}@" in lab.said()
    assert "(another version)" in lab.say("list")
    lab.say("cancel", "run-0")
    refused = lab.say("resume", "run-0", status=1)
    assert f"was started by {MODULE}@" in refused
    assert lab.api.log == []
    for path in built.glob("*.py"):
        (here / path.name).write_bytes(path.read_bytes())
    lab.say("resume", "run-0")
    lab.finish(stored)
    assert stored.results()["run-0"] == ("SUCCESS", outputs(0))


def test_what_a_lost_process_has_left_is_taken_over(lab: Lab, stored: Stored) -> None:
    lab.api.reads = 10**9
    lab.start(3)
    with lab.worker("--executor", "lost"):
        until(lambda: lab.api.count("pollRecipientRun") >= 6)
        assert "runs as executor 'lost'" in lab.say("take-over", "lost", status=1)
    lab.api.reads = 1
    assert lab.say("take-over", "elsewhere") == "executor 'elsewhere' has left no run\n"
    assert not list(lab.folder.glob("*elsewhere*")), "it would say that it has run here"
    assert lab.say("take-over", "lost").split() == ["run-0", "run-1", "run-2"]
    lab.finish(stored)
    assert stored.results() == {f"run-{n}": ("SUCCESS", outputs(n)) for n in range(3)}
    assert lab.api.count("triggerWorkflow") == 3


def test_a_key_that_is_missing_stops_a_run_and_does_not_end_it(lab: Lab, stored: Stored) -> None:
    lab.start(1)
    with lab.worker(API_KEY="") as child:
        pass
    with lab.worker(API_KEY="") as child:
        until(lambda: "stops until a restart" in lab.said())
        child.kill()
    assert stored.results() == {"run-0": ("PENDING", None)}
    lab.finish(stored)
    assert stored.results() == {"run-0": ("SUCCESS", outputs(0))}


def test_a_process_that_is_told_to_end_waits_for_the_answers(lab: Lab, stored: Stored) -> None:
    lab.api.delay = 1.5
    lab.start(3)
    with lab.worker() as child:
        until(lambda: lab.api.count("triggerWorkflow") == 3)
        child.process.terminate()
        assert child.process.wait(30) == 0, lab.said()
    assert {step for step, _ in stored.steps()} == {"triggerWorkflow"}
    lab.api.delay = 0.0
    lab.finish(stored)
    assert stored.results() == {f"run-{n}": ("SUCCESS", outputs(n)) for n in range(3)}
    assert lab.api.count("triggerWorkflow") == 3
