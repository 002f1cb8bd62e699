"""The command line of durable clients says plainly what is wrong, and with which exit status."""

from __future__ import annotations

import dataclasses
import json
import os
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from on_dbos import MODULE, PYTHON, Lab, Stored, needs_engines, until

from building import build

pytestmark = needs_engines
slow = pytest.mark.skipif(not os.environ.get("ENGINES"), reason="`make engines` runs it")
START = ("start", MODULE, "workflow_key=welcome")
RIGHT = (*START, "recipient_id=1")
TAKES = "inputs: workflow_key, recipient_id, data, account, polling\n"
URL = "neither sqlite:///PATH nor postgresql://...\n"


def said_of(lab: Lab, *commands: tuple[str, ...], **environment: str) -> list[tuple[int, str, str]]:
    """The exit status and both streams of each command."""
    child = Path(__file__).with_name("command_child.py")
    found = subprocess.run(
        [PYTHON, child, json.dumps(commands)],
        cwd=lab.folder,
        env=lab.environment(**environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Traceback" not in found.stderr
    return [(status, out, err) for status, out, err in json.loads(found.stdout)]


REFUSED = [
    ((*START,), f"missing: recipient_id; {TAKES}"),
    ((*RIGHT, "colour=red"), f"there is no input 'colour'; {TAKES}"),
    ((*RIGHT, "api_key=k"), f"not stored: give `work` {MODULE.upper()}_API_KEY or API_KEY\n"),
    ((*RIGHT, "journal=1"), f"there is no input 'journal'; {TAKES}"),
    ((*RIGHT, "recipient_id=2"), "recipient_id is given twice\n"),
    ((*RIGHT, "data"), "'data' is neither NAME=TEXT nor NAME:=JSON\n"),
    ((*RIGHT, "data:={"), "data:={: Expecting property name"),
    ((*RIGHT, "data=text"), 'not "text"; give it as data:=JSON\n'),
    ((*RIGHT, "data:=[1]"), "not [1]\n"),
    ((*START, "recipient_id:=7"), "recipient_id is str, not 7\n"),
    ((*START, "recipient_id:=null"), "recipient_id is str, not null\n"),
    ((*RIGHT, "polling:=5"), "polling is an object, not 5\n"),
    ((*RIGHT, "polling=2"), 'polling is an object, not "2"\n'),
    ((*RIGHT, 'polling:={"every": 2}'), "unexpected keyword argument 'every'\n"),
    ((*RIGHT, 'polling:={"interval": -1}'), "Polling.interval is -1, not 0 or more\n"),
    (("show", "nope"), "there is no run 'nope'\n"),
    (("cancel", "nope"), "there is no run 'nope'\n"),
    (("resume", "nope"), "there is no run 'nope'\n"),
    (("resume", "waits"), "run 'waits' is ENQUEUED\n"),
    (("start", MODULE, "workflow_key=w", "recipient_id=1", "--id", "other"), "of another@1\n"),
    (("list", "--database", "nonsense"), f"database nonsense: {URL}"),
    (("list", "--database", "mysql://a:b@c/d"), f"database mysql://a:***@c/d: {URL}"),
    (("list", "--database", "sqlite://"), f"database sqlite://: {URL}"),
    (("list", "--database", "sqlite:///none.sqlite"), "there is no database sqlite:///none.sqlite"),
    (("take-over", "x", "--database", "sqlite:///none.sqlite"), "there is no database"),
    ((*RIGHT, "--database", "sqlite:////no/folder/x.sqlite"), "unable to open database file\n"),
    (("list", "--database", "sqlite:///no.sqlite"), "no.sqlite: file is not a database\n"),
    (("list", "--database", "postgresql://a:b@127.0.0.1:1/d"), "postgresql://a:***@127.0.0.1:1/d:"),
]
USAGE = [
    (("work", "--concurrency", "0"), "--concurrency: '0' is not a number from 1 on\n"),
    (("work", "--concurrency", "many"), "--concurrency: 'many' is not a number from 1 on\n"),
    (("work", "--executor", "a b"), "executor id 'a b': only letters, digits and . _ -\n"),
    (("start",), "the following arguments are required: workflow\n"),
    (("start", "nope"), "invalid choice: 'nope' (choose from "),
    ((*RIGHT, "--id", ""), "--id: it is empty\n"),
    (("list", "extra"), "unrecognized arguments: extra\n"),
    ((), "the following arguments are required: COMMAND\n"),
]


def test_what_cannot_be_done_is_refused_in_one_line(lab: Lab, stored: Stored) -> None:
    (lab.folder / "no.sqlite").write_text("It is a text.")
    start = (*RIGHT, "--id")
    done = said_of(lab, (*start, "waits"), (*start, "waits"), (*start, "other"), ("list",))
    assert [status for status, _, _ in done] == [0, 0, 0, 0]
    assert [len(line.split()) for line in done[-1][1].splitlines()] == [6, 6]
    with sqlite3.connect(lab.folder / "durable.sqlite") as connection:
        connection.execute(
            "UPDATE workflow_status SET name = 'another@1' WHERE workflow_uuid = 'other'"
        )
    connection.close()
    said = said_of(lab, *[command for command, _ in REFUSED])
    for (command, expected), (status, out, err) in zip(REFUSED, said, strict=True):
        assert (status, out) == (1, ""), command
        assert err.startswith("error: "), command
        assert expected in err, command
        assert err.count("\n") == 1, command
    assert not (lab.folder / "none.sqlite").exists(), "a wrong name would make a database"
    assert len(stored.results()) == 2


def test_wrong_usage_is_said_as_usage(lab: Lab) -> None:
    said = said_of(lab, *[command for command, _ in USAGE])
    for (command, expected), (status, _, err) in zip(USAGE, said, strict=True):
        assert status == 2, command
        assert expected in err, command


def test_an_executor_that_has_left_nothing_is_told(lab: Lab) -> None:
    _, taken = said_of(lab, RIGHT, ("take-over", "web9-1"))
    assert taken == (0, "", "executor 'web9-1' has left no run\n")


@slow
def test_the_log_has_a_line_for_a_missing_key_and_a_failed_run_and_none_for_the_end(
    lab: Lab,
) -> None:
    lab.start(1)
    with lab.worker(API_KEY=""):
        until(lambda: "stops until a restart" in lab.said())
    with lab.worker(KNOCK_API_URL="http://127.0.0.1:1"):
        until(lambda: "failed: " in lab.said())
        time.sleep(0.5)  # DBOS tells of it later
    lab.api.reads = 10**9
    lab.start(2)
    with lab.worker() as child:
        until(lambda: lab.api.count("pollRecipientRun") >= 1)
        child.process.terminate()
        assert child.process.wait(30) == 0
    assert "Traceback" not in lab.said()
    assert "Asyncio" not in lab.said()
    names = f"{MODULE.upper()}_API_KEY nor API_KEY"
    assert f"run 'run-0' stops until a restart: KeyMissing: neither {names} is set" in lab.said()
    assert "run 'run-0' failed: DurableStepFailed: step 'triggerWorkflow'" in lab.said()


HOOKS = {
    "desk.openapi.yaml": """
openapi: 3.1.0
info: {title: Desk, version: '1'}
servers: [{url: /v1}]
paths:
  /hooks:
    post:
      operationId: hook
      requestBody: {content: {application/json: {schema: {type: object, properties: {
        to: {type: string, format: password}}}}}}
      responses: {'200': {description: It.}}
""",
    "desk.arazzo.yaml": """
arazzo: 1.0.1
info: {title: Desk, version: '1'}
sourceDescriptions: [{name: desk, url: desk.openapi.yaml, type: openapi}]
workflows:
- workflowId: hooks
  inputs: {type: object, required: [hook_url],
    properties: {hook_url: {type: string, format: password}}}
  steps: [{stepId: send, operationId: hook, requestBody: {payload: {to: $inputs.hook_url}}}]
""",
}


def test_keys_and_base_urls_are_told_apart_by_what_they_are(lab: Lab, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    assert build(folder, HOOKS, "--engine", "dbos").status == 0
    (folder / "out").rename(folder / "clients")
    desk = dataclasses.replace(lab, folder=folder, database=f"sqlite:///{folder}/durable.sqlite")
    missing, given, started = said_of(
        desk, ("work",), ("start", "hooks", "hook_url=h"), ("start", "hooks", "--id", "one")
    )
    assert missing == (1, "", "error: DESK_URL is not set, and there is no other URL\n")
    assert given == (
        1,
        "",
        "error: hook_url is not stored: give `work` HOOKS_HOOK_URL or HOOK_URL\n",
    )
    assert started == (0, "one\n", "")
    keys = {"DESK_URL": "http://127.0.0.1:1", "HOOK_URL": "https://hook.example"}
    worked, shown = said_of(desk, ("work", "--until-idle"), ("show", "one"), **keys)
    assert worked[0] == 0
    assert "step 'send' failed: POST /hooks: ConnectError" in shown[1]


@slow
def test_a_wait_for_a_run_ends_as_the_run_does(lab: Lab) -> None:
    with lab.worker():
        said = lab.say(*RIGHT, "--wait", "--id", "w", 'polling:={"interval": 0.1}')
    assert json.loads(said.removeprefix("w\n"))["final_status"] == "completed"
    lab.say(*RIGHT, "--id", "gone")
    lab.say("cancel", "gone")
    said = lab.say(*RIGHT, "--id", "gone", "--wait", status=1)
    assert said == "gone\nerror: run 'gone' was cancelled\n"
