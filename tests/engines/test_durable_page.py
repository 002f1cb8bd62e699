"""What the README and docs/durable.md say of durable runs is so: commands and samples are tried."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from on_dbos import PYTHON, ROOT, needs_engines, until
from temporal_server import SERVER, served

from arazzo_gen.cli import main
from command_line import CliRunner
from systems.pages import Block, blocks

pytestmark = [
    needs_engines,
    pytest.mark.skipif(not os.environ.get("ENGINES"), reason="`make engines` runs it"),
]
SAMPLES = {
    name: block
    for block in blocks("python")
    for name in ("_dbos import", "_temporal import", "RestateJournal")
    if block.page == "docs/durable.md" and name in block.text
}


class _Shop(BaseHTTPRequestHandler):
    """An export is done when it is read the second time."""

    reads = 0
    posts = 0
    keys: set[str | None] = set()  # noqa: RUF012 - of all requests

    def do_POST(self) -> None:
        """Begin an export."""
        _Shop.posts += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(202, {"id": "exp_1", "state": "queued"})

    def do_GET(self) -> None:
        """Read it."""
        _Shop.reads += 1
        state = "done" if _Shop.reads > 1 else "running"
        self._answer(200, {"id": "exp_1", "state": state, "url": "https://files.example/1.csv"})

    def _answer(self, status: int, value: object) -> None:
        _Shop.keys.update(set(self.headers.values()))
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the client of the README, and the shop's API on the loopback."""
    document = ROOT / "docs" / "example" / "orders.arazzo.yaml"
    command = ["build", str(document), "-o", str(tmp_path / "clients"), "--engine", "dbos"]
    done = CliRunner().invoke(main, [*command, "--engine", "temporal"])
    assert done.exit_code == 0, done.output
    _Shop.reads = _Shop.posts = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), _Shop) as shop:
        threading.Thread(target=shop.serve_forever, args=(0.05,), daemon=True).start()
        monkeypatch.setenv("SHOP_URL", f"http://127.0.0.1:{shop.server_port}")
        monkeypatch.setenv("API_KEY", "sk_test_of_the_shop")
        monkeypatch.delenv("PYTHONPATH", raising=False)
        yield tmp_path
        shop.shutdown()


def _said(project: Path, command: str) -> str:
    words = command.replace("python ", f"{PYTHON} ", 1)
    return subprocess.run(
        words, shell=True, cwd=project, check=True, capture_output=True, text=True, timeout=60
    ).stdout


@pytest.mark.parametrize("page", ["README.md", "docs/durable.md"])
def test_the_commands_of_a_page_make_a_run_survive(
    page: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are enough: nothing but what is shown is set, and no other API is there.

    Only the port is another, since two workers may try a page each.
    """
    (block,) = [
        one for one in blocks("console") if one.page == page and "durable start" in one.text
    ]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    commands = [command.replace("8701", port) for command, _ in block.commands()]
    install, build, mock, export, start, work = commands
    assert f"--port {port}" in mock
    assert (install, build.split()[-2:]) == ("pip install dbos", ["--engine", "dbos"])
    for name, value in (word.split("=", 1) for word in export.split()[1:]):
        monkeypatch.setenv(name, value)
    log = project / "mock.log"
    serve = [f"{sys.prefix}/bin/arazzo-gen", *mock.removesuffix(" &").split()[1:]]
    with open(log, "w") as said, subprocess.Popen(serve, cwd=ROOT, stdout=said) as shop:
        try:
            until(lambda: "listens on " in log.read_text())
            _survives(project, start, work, log)
        finally:
            shop.terminate()


def _survives(project: Path, start: str, work: str, log: Path) -> None:
    assert _said(project, f'{start} \'polling:={{"interval": 0.2, "backoff": 1}}\'') == "may\n"
    words = [str(PYTHON), *work.split()[1:]]
    with subprocess.Popen(words, cwd=project, stdout=subprocess.PIPE) as first:
        until(lambda: log.read_text().count("GET /exports/") >= 2)
        first.kill()
    assert " PENDING " in _said(project, "python -m clients.durable list")
    with subprocess.Popen(words, cwd=project, stdout=subprocess.PIPE) as again:
        until(lambda: "SUCCESS" in _said(project, "python -m clients.durable show may"))
        again.terminate()
    assert '"state": "done"' in _said(project, "python -m clients.durable show may")
    assert log.read_text().count("POST /exports ") == 1


def _run(project: Path, sample: Block, **replaced: str) -> str:
    text = sample.text.replace(
        "export_orders.Steps(\n", 'export_orders.Steps(\n    shop_url=os.environ["SHOP_URL"],\n'
    )
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    # Temporal's SDK now and then aborts while an interpreter ends.
    text += "import os, sys\nsys.stdout.flush()\nos._exit(0)\n"
    (project / "sample.py").write_text(text)
    return _said(project, "python sample.py")


def test_the_sample_on_dbos_runs(project: Path) -> None:
    assert _run(project, SAMPLES["_dbos import"]) == "done https://files.example/1.csv\n"
    assert (project / "durable.sqlite").exists()


@pytest.mark.skipif(not SERVER.exists(), reason="there is no Temporal server for this system")
def test_the_sample_on_temporal_runs(project: Path) -> None:
    with served(project) as address:
        said = _run(project, SAMPLES["_temporal import"], **{"localhost:7233": address})
    assert "state='done'" in said


def test_the_journal_for_restate_has_all_five_functions() -> None:
    text = SAMPLES["RestateJournal"].text
    compile(text, "sample", "exec")
    for name in ("run_id", "step", "poll", "now", "sleep"):
        assert f"def {name}(" in text
