"""`build --watch` and `check --watch` as a process, with a real watcher on real files."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import arazzo_gen
from arazzo_gen.cli import main
from command_line import CliRunner
from refresh import ROOT

EXAMPLE = ROOT / "docs" / "example"
DONE = re.compile(r"done in [\d.]+ s(: [\w, ]+)?; waiting for changes, Ctrl-C ends")
TABLE = '[tool.arazzo-gen]\ndocuments = ["{}"]\noutput = "clients"\n'

needs_signals = pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is another thing there")


class Watcher:
    """A process that watches; its lines are read as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def round(self) -> str:
        """What it says until it waits for changes."""
        said = ""
        while not DONE.search(said):
            line = self.lines.get(timeout=60)
            assert line is not None, f"it has ended: {said}"
            said += line
        return said

    def until(self, text: str) -> str:
        """What it says in the first run that says this: one save may be seen as two changes."""
        for _ in range(5):
            said = self.round()
            if text in said:
                return said
        raise AssertionError(said)

    def end(self) -> str:
        """End it as Ctrl-C does. Returns what it says then."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(60) == 0
        said = ""
        while (line := self.lines.get(timeout=60)) is not None:
            said += line
        assert "Traceback" not in said
        return said


@contextmanager
def watching(folder: Path, *arguments: str, first: str = "") -> Iterator[Watcher]:
    """Watch in a folder, with code that the process runs first."""
    # Whoever runs the tests in the background lets them ignore Ctrl-C, and a child takes that over.
    heard = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{heard}\n{first}\nfrom arazzo_gen.__main__ import main\nmain()\n"
    environment = {**os.environ, "PYTHONPATH": str(Path(arazzo_gen.__file__).parents[1])}
    environment |= {"XDG_CACHE_HOME": str(folder / ".cache"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments, "--watch"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Watcher(process)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in EXAMPLE.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    """Save a file as editors do: a new one is written, and takes its place."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    other = path.with_name(f".{path.name}.swp")
    other.write_text(text.replace(old, new), encoding="utf-8")
    os.replace(other, path)


@needs_signals
def test_it_builds_again_when_something_changes_and_ends_cleanly(folder: Path) -> None:
    document = folder / "orders.arazzo.yaml"
    module = folder / "clients" / "export_orders.py"
    with watching(folder, "build", document.name, "-o", "clients") as watcher:
        first = watcher.round()
        assert "written    clients/export_orders.py\n" in first
        assert "changed" not in first

        replace(document, "$inputs.", "$inputz.")
        said = watcher.until("error[")
        assert "orders.arazzo.yaml changed\n" in said
        assert re.search(r"done in .*: \d+ new", said)

        replace(document, "$inputz.", "$inputs.")
        said = watcher.until(" gone;")
        assert "gone       orders.arazzo.yaml: error[" in said
        assert "unchanged" not in said

        # What it writes itself is no change: the next run is for this.
        replace(folder / "shop.openapi.yaml", "openapi:", "# a comment\nopenapi:")
        assert "shop.openapi.yaml changed\n" in watcher.round()

        module.unlink()
        said = watcher.round()
        assert "clients/export_orders.py changed\nwritten    clients/export_orders.py\n" in said
        assert watcher.end().strip() == ""


@needs_signals
def test_what_is_saved_as_it_was_is_no_change(folder: Path) -> None:
    document = folder / "orders.arazzo.yaml"
    with watching(folder, "check", document.name) as watcher:
        assert "checked 1 document: no problems\n" in watcher.round()
        document.write_bytes(document.read_bytes())
        os.replace(shutil.copy(document, folder / "copy"), document)
        (folder / "notes.txt").write_text("nobody reads it")
        replace(folder / "shop.openapi.yaml", "openapi:", "# a comment\nopenapi:")
        said = watcher.round()
        assert re.findall(r" (.*) changed\n", said) == ["shop.openapi.yaml"]
        watcher.end()


@needs_signals
def test_documents_that_go_and_come(folder: Path) -> None:
    document, source = folder / "orders.arazzo.yaml", folder / "shop.openapi.yaml"
    kept = folder / "kept"
    with watching(folder, "check", document.name) as watcher:
        watcher.round()
        os.replace(document, kept)
        assert "error[AZ001]: cannot read orders.arazzo.yaml" in watcher.until("1 new")
        document.mkdir()
        watcher.until("there is no Arazzo document in the folder")
        document.rmdir()
        document.write_bytes(b"\xff\xfe\xfd")
        watcher.until("error[AZ002]")
        os.replace(kept, document)
        assert "no problems" in watcher.until("no problems")
        source.unlink()
        watcher.until("error[AZ201]")
        shutil.copy(EXAMPLE / source.name, folder)
        assert "shop.openapi.yaml changed" in watcher.until("no problems")
        watcher.end()


@needs_signals
def test_new_documents_and_another_table_are_seen(folder: Path) -> None:
    table = folder / "pyproject.toml"
    (folder / "apis").mkdir()
    text = (folder / "orders.arazzo.yaml").read_text(encoding="utf-8")
    (folder / "apis" / "orders.arazzo.yaml").write_text(text.replace("url: shop", "url: ../shop"))
    table.write_text(TABLE.format("apis"))
    with watching(folder, "build") as watcher:
        watcher.round()
        below = folder / "apis" / "more"
        below.mkdir()
        text = text.replace("exportOrders", "exportMore").replace("url: shop", "url: ../../shop")
        (below / "more.arazzo.yaml").write_text(text, encoding="utf-8")
        assert "clients/export_more.py" in watcher.until("export_more")

        table.write_text(TABLE.format("apis") + "layuot = 1\n")
        said = watcher.until("layuot")
        assert "pyproject.toml changed\n" in said
        assert "Traceback" not in said
        table.write_text(TABLE.format("apis") + '[tool.other]\nkey = "value"\n')
        watcher.until("pyproject.toml changed")
        table.write_text(TABLE.format("apis") + 'format = "json"\n')
        watcher.until("the format json is for programs")
        shutil.rmtree(folder / "apis")
        table.write_text(TABLE.format("apis"))
        watcher.until("error[AZ001]")
        watcher.end()


@needs_signals
def test_a_mistake_of_the_compiler_does_not_end_it(folder: Path) -> None:
    first = (
        "import arazzo_gen.compiling as build\n"
        "real = build.lower_module\n"
        "def lower(library, document, workflow, *rest):\n"
        "    assert 'FAIL' not in document.file.text\n"
        "    return real(library, document, workflow, *rest)\n"
        "build.lower_module = lower\n"
    )
    with watching(folder, "check", "orders.arazzo.yaml", first=first) as watcher:
        watcher.round()
        replace(folder / "orders.arazzo.yaml", "arazzo:", "# FAIL\narazzo:")
        assert "internal error: AssertionError" in watcher.until("internal error")
        replace(folder / "orders.arazzo.yaml", "# FAIL\n", "")
        watcher.until("no problems")
        watcher.end()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "-o", "clients", "--check"], "--watch does not go with --check"),
        (["build", "-o", "clients", "--diff"], "--watch does not go with --diff"),
        (["build", "--exit-non-zero-on-write"], "does not go with --exit-non-zero-on-write"),
        (["check", "--fix"], "--watch does not go with --fix"),
        (["check", "--write-baseline"], "--watch does not go with --write-baseline"),
        (["check", "-"], "standard input does not change"),
        (["check", "--format", "json"], "the format json is for programs"),
        (["build"], "say where the modules go"),
    ],
)
def test_what_does_not_go_with_it_is_wrong_usage(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(main, [*arguments, "orders.arazzo.yaml", "--watch"])
    assert done.exit_code == 2
    assert said in done.stderr


def test_without_the_watcher_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = CliRunner().invoke(main, ["check", "orders.arazzo.yaml", "--watch"])
    assert done.exit_code == 2
    assert "pip install 'arazzo-gen[watch]'" in done.stderr


def test_without_watch_nothing_of_it_is_imported(folder: Path) -> None:
    code = (
        "import sys\nfrom arazzo_gen.cli import main\n"
        "try: main(['check', 'orders.arazzo.yaml', '--no-cache'])\n"
        "except SystemExit as end: assert not end.code\n"
        "names = ('watchfiles', 'arazzo_gen.cli_watch', 'arazzo_gen.watched')\n"
        "assert not set(names) & set(sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(arazzo_gen.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, check=True)
