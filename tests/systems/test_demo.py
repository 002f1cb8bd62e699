"""`arazzo-gen demo`: what it shows, on a terminal and in a log, and what it leaves behind."""

from __future__ import annotations

import os
import pty
import re
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path

import httpx
import pytest

from arazzo_gen.demo import DOCUMENT
from arazzo_gen.demo.screen import Screen
from arazzo_gen.demo.server import serving
from refresh import CASES, ROOT
from written import compared

# One worker runs them all, so that the demo that most of them look at runs once.
pytestmark = pytest.mark.xdist_group("demo")

STATUSES = ("queued", "queued", "processing", "processing", "paused", "completed")

COMMAND = [sys.executable, "-m", "arazzo_gen", "demo"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """An environment in which temporary files are made in a folder."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    (folder / "tmp").mkdir()
    python_path = str(ROOT / "generator")
    return {**kept, "PYTHONPATH": python_path, "TMPDIR": str(folder / "tmp"), **more}


def plain(folder: Path, *flags: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *flags],
        cwd=folder,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )


def on_terminal(folder: Path, columns: int, **more: str) -> tuple[int, str]:
    """The exit status and everything that is written to a terminal of some width."""
    leader, follower = pty.openpty()
    ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    settings = environment(folder, **{"TERM": "xterm", **more})
    settings.pop("COLUMNS", None)
    with subprocess.Popen(
        COMMAND, cwd=folder, env=settings, stdin=follower, stdout=follower, stderr=follower
    ) as process:
        os.close(follower)
        parts: list[bytes] = []
        while True:
            try:
                part = os.read(leader, 4096)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
        os.close(leader)
        return process.wait(timeout=60), b"".join(parts).decode()


def test_it_shows_the_documents_that_the_tests_build() -> None:
    for bundled in DOCUMENT.parent.iterdir():
        assert bundled.read_text() == (CASES / "knock" / bundled.name).read_text()
    assert len(list(DOCUMENT.parent.iterdir())) == 2


@pytest.fixture(scope="module", name="log")
def _log(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What one run wrote to a log, in the folder that it was run in."""
    folder = tmp_path_factory.mktemp("log")
    # A proxy that is not there: the demo must not send its requests to one.
    proxy = "http://127.0.0.1:9"
    shown = plain(folder, HTTP_PROXY=proxy, http_proxy=proxy, ALL_PROXY=proxy)
    assert shown.returncode == 0, shown.stderr
    assert shown.stderr == ""
    return folder, shown.stdout


def test_a_log_gets_one_line_for_every_request(log: tuple[Path, str]) -> None:
    text = log[1]
    assert "\r" not in text
    assert "\x1b" not in text
    assert text.isascii()
    assert "demo-key" not in text
    polls = re.findall(r"pollRecipientRun +200 .* (\w+), attempt (\d)", text)
    assert polls == [(status, str(n)) for n, status in enumerate(STATUSES, 1)]
    assert "final_status" in text
    assert "'completed'" in text
    assert "trigger_workflow_track_recipient_run.py" in text


def test_nothing_is_left_behind(log: tuple[Path, str]) -> None:
    assert [path.name for path in log[0].rglob("*")] == ["tmp"]


def test_the_output_is_the_same_every_time_but_for_the_port(
    log: tuple[Path, str], tmp_path: Path
) -> None:
    shown = plain(tmp_path, "--plain")
    port = re.compile(r"127\.0\.0\.1:\d+")
    assert port.sub("HOST", shown.stdout) == port.sub("HOST", log[1])


def test_what_is_kept_can_be_built_again(tmp_path: Path) -> None:
    shown = plain(tmp_path, "--keep", "kept/here")
    assert shown.returncode == 0, shown.stderr
    kept = tmp_path / "kept" / "here"
    names = {path.name for path in kept.glob("*.*")}
    client = "trigger_workflow_track_recipient_run.py"
    assert names == {client, "knock.arazzo.yaml", "knock.openapi.yaml"}
    golden = ROOT / "generated" / "knock" / client
    assert compared((kept / client).read_bytes()) == compared(golden.read_bytes())


def test_a_file_of_ones_own_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "knock.arazzo.yaml").write_text("mine")
    shown = plain(tmp_path, "--keep", ".")
    assert shown.returncode == 1
    assert "knock.arazzo.yaml" in shown.stdout
    assert "Traceback" not in shown.stderr
    assert (tmp_path / "knock.arazzo.yaml").read_text() == "mine"


@pytest.mark.parametrize("columns", [100, 34])
def test_a_terminal_gets_one_line_that_grows(tmp_path: Path, columns: int) -> None:
    status, shown = on_terminal(tmp_path, columns)
    assert status == 0, shown
    live = next(line for line in shown.split("\r\n") if "attempt 1" in line)
    states = live.split("\r")[1:]
    assert len(states) == len(STATUSES)
    assert all(len(state) < columns for state in states)
    assert "queued" in states[0]
    assert "completed, attempt 6" in states[-1]
    assert "\x1b[1m" in shown


def test_no_color_leaves_the_colour_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    Screen(live=True).heading("Heading")
    assert capsys.readouterr().out == "Heading\n"


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    status, shown = on_terminal(tmp_path, 100, TERM="dumb")
    assert status == 0
    assert "\x1b" not in shown
    assert shown.count("pollRecipientRun") == len(STATUSES)


def test_the_server_is_the_mock_of_the_document() -> None:
    with serving(DOCUMENT) as server:
        assert (
            "<h1>Mock of trigger-workflow" in httpx.get(f"{server.url}/_mock", trust_env=False).text
        )
        refused = httpx.get(f"{server.url}/v1/workflow_recipient_runs", trust_env=False)
        assert refused.status_code == 400
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url, trust_env=False)
