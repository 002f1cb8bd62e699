"""The pytest file of a module: what it says, that its tests pass on the client, and that tools have
nothing to say of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import black
import pytest

from arazzo_gen import ir
from arazzo_gen.play.model import Play, Unsolved
from arazzo_gen.pytests.file import file_text
from arazzo_gen.pytests.support import playback_text
from arazzo_gen.python.layout import lay_out
from arazzo_gen.record import replace
from lowering import lowered_document
from refresh import GENERATED, document
from unit.pytests.hand_plays import REMARK, plays
from unit.pytests.running import pytest_said

CLIENT = "trigger_workflow_track_recipient_run"


@pytest.fixture(scope="module", name="knock")
def _knock() -> ir.Module:
    (module,) = lowered_document(document("knock"))
    return module


def write(folder: Path, text: str) -> Path:
    """Put a file of tests, `playback.py` and the client into a folder."""
    (folder / "clients").mkdir()
    shutil.copy(GENERATED / "knock" / f"{CLIENT}.py", folder / "clients")
    (folder / "tests").mkdir()
    (folder / "tests" / "playback.py").write_text(playback_text("httpx", ".."))
    path = folder / "tests" / f"test_{CLIENT}.py"
    path.write_text(text)
    return path


def names(text: str) -> list[str]:
    return re.findall(r"^def test_(\w+)", text, re.MULTILINE)


def test_each_branch_has_a_test_that_is_named_for_it(knock: ir.Module) -> None:
    assert names(file_text(knock, plays(), "clients")) == [
        "poll_recipient_run_takes_run_finished_when_it_is_completed",
        "trigger_workflow_fails",
        "trigger_workflow_gets_no_response",
        "list_recipient_runs_lacks_recipient_run_id",
        "poll_recipient_run_takes_run_finished_when_it_is_cancelled",
        "poll_recipient_run_goes_on_while_it_is_queued",
        "poll_recipient_run_goes_on_while_it_is_processing",
        "poll_recipient_run_goes_on_while_it_is_paused",
        "poll_recipient_run_succeeds_without_an_action",
        "poll_recipient_run_is_not_done_in_time",
        "trigger_workflow_lacks_workflow_run_id",
        "poll_recipient_run_lacks_run_id",
        "poll_recipient_run_lacks_run_status",
        "poll_recipient_run_waits_as_the_server_asks",
        "poll_recipient_run_goes_on_after_a_failure_that_is_tolerated",
        "trigger_workflow_cannot_send_authorization",
        "run_calls_another_base_url",
        "trigger_workflow_alone",
        "list_recipient_runs_alone",
        "poll_recipient_run_alone",
    ]


def test_a_test_says_what_differs(knock: ir.Module) -> None:
    text = file_text(knock, plays(), "clients")
    assert text.count('"status": "completed"') == 1
    assert '            POLL_RECIPIENT_RUN.reply({**RECIPIENT_RUN, "status": "queued"}),\n' in text
    assert 'LIST_RECIPIENT_RUNS.reply({**RECIPIENT_RUNS, "items": []})' in text
    assert 'assert played.outputs == {**OUTPUTS, "final_status": "sleeping"}' in text
    assert '*[POLL_RECIPIENT_RUN.reply({**RECIPIENT_RUN, "status": "queued"})] * 25' in text
    assert f'    """{REMARK}"""\n' in text
    assert "# doc: Not tested: step pollRecipientRun fails: two parts of a response" in text


def test_the_tests_pass_on_the_client_and_without_waits(knock: ir.Module, tmp_path: Path) -> None:
    write(tmp_path, file_text(knock, plays(), "clients"))
    said = re.fullmatch(r"\d+ passed in ([\d.]+)s.*", pytest_said(tmp_path, "tests"))
    assert said is not None
    assert float(said[1]) < 60  # the waits of the plays take more than twenty minutes


@pytest.mark.parametrize("client", ["both", "sync", "async"])
def test_it_is_laid_out_and_typed(knock: ir.Module, tmp_path: Path, client: str) -> None:
    module = replace(knock, client=client)
    text = file_text(module, plays(), "clients")
    path = write(tmp_path, text)
    assert lay_out(text) == text == black.format_str(text, mode=black.Mode())
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E4,E7,E9,F,I"]
    ruff = subprocess.run([*command, "tests"], cwd=tmp_path, capture_output=True, text=True)
    assert ruff.returncode == 0, ruff.stdout
    assert path.exists()


def test_equal_names_get_numbers(knock: ir.Module) -> None:
    first, second = plays()[1:3]
    assert isinstance(first, Play)
    assert isinstance(second, Play)
    found: Sequence[Play | Unsolved] = [first, replace(second, branch=first.branch)]
    assert names(file_text(knock, found, "clients")) == [
        "trigger_workflow_fails",
        "trigger_workflow_fails_2",
    ]


def test_a_module_without_plays_has_a_file_that_says_why(knock: ir.Module) -> None:
    text = file_text(knock, plays()[-1:], "clients")
    assert names(text) == []
    assert "import pytest" not in text
    assert "# doc: Not tested:" in text
