"""bash, zsh and fish complete the command line, as docs/command-line.md says how."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from arazzo_gen.cli import main

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
SETUPS = {
    shell: line.replace("\\|", "|")
    for shell, line in re.findall(
        r"^\| (bash|zsh|fish)\b.*\| `(.*complete.*)` \|$", PAGE, re.M | re.I
    )
}
# The key Ctrl-X shows what stands on the line.
KEYS = {
    "bash": r"""bind -x '"\C-x": echo "LINE<$READLINE_LINE>"'""",
    "zsh": "shown() { print -r -- \"LINE<$BUFFER>\" }; zle -N shown; bindkey '^X' shown",
}
STARTS = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}
COMPLETED = [
    ("arazzo-gen expl", "arazzo-gen explain"),
    ("arazzo-gen build --keep-g", "arazzo-gen build --keep-going"),
    ("arazzo-gen check --format sa", "arazzo-gen check --format sarif"),
    ("arazzo-gen explain AZ50", "arazzo-gen explain AZ50"),  # there are several
    ("arazzo-gen check shop", "arazzo-gen check shop.arazzo.yaml"),
]

pytestmark = pytest.mark.skipif(
    not (BIN / "arazzo-gen").is_file(), reason="arazzo-gen is not installed"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A working directory with one document."""
    (tmp_path / "shop.arazzo.yaml").write_text("arazzo: 1.0.1\n", encoding="utf-8")
    return tmp_path


def needs(shell: str) -> None:
    """Skip the test where a shell is not on this machine."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")


def environment(place: Path) -> dict[str, str]:
    """The environment of a shell whose home is a folder of the test."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(place / "home"), "TERM": "dumb", "LC_ALL": "C.UTF-8"}


def test_the_page_has_a_line_for_each_shell() -> None:
    assert list(SETUPS) == ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", SETUPS)
def test_the_script_of_a_shell_is_written(shell: str, place: Path) -> None:
    given = {**environment(place), "_ARAZZO_GEN_COMPLETE": f"{shell}_source"}
    done = subprocess.run(
        [BIN / "arazzo-gen"], env=given, cwd=place, capture_output=True, text=True, check=True
    )
    assert f"_ARAZZO_GEN_COMPLETE={shell}_complete" in done.stdout
    assert done.stderr == ""


def test_the_last_of_several_codes_is_completed() -> None:
    command = main.commands["check"]
    (option,) = (each for each in command.params if each.name == "select")
    found = option.shell_complete(click.Context(command), "AZ701,az60")
    assert found
    assert all(re.fullmatch(r"AZ701,AZ60\d", each.value) and each.help for each in found)


@pytest.mark.parametrize(("written", "completed"), COMPLETED)
@pytest.mark.parametrize("shell", STARTS)
def test_a_tab_completes_the_line(shell: str, written: str, completed: str, place: Path) -> None:
    needs(shell)
    setup = "autoload -U compinit; compinit -D -u; " if shell == "zsh" else ""
    keys = f"{setup}{SETUPS[shell]}; {KEYS[shell]}; echo RE''ADY\n"
    found = Terminal(STARTS[shell], place).line(keys, f"{written}\t\x18")
    assert found.rstrip() == completed


@pytest.mark.parametrize(("written", "completed"), COMPLETED)
def test_fish_offers_what_completes_the_line(written: str, completed: str, place: Path) -> None:
    needs("fish")
    asked = f'{SETUPS["fish"]}; complete --do-complete "{written}"'
    done = subprocess.run(
        ["fish", "--no-config", "-c", asked],
        env=environment(place),
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    )
    offered = [line.partition("\t")[0] for line in done.stdout.splitlines()]
    last = completed.split()[-1]
    if last == written.split()[-1]:
        assert len(offered) > 1
        assert all(each.startswith(last) for each in offered)
    else:
        assert offered == [last]


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, command: list[str], place: Path) -> None:
        (place / "home").mkdir()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.chdir(place)
            os.execvpe(command[0], command, environment(place))
        self._seen = ""

    def line(self, setup: str, keys: str) -> str:
        """What stands on the line after some keys; Ctrl-X is the last of them."""
        try:
            self._send(setup)
            self._until(r"^READY\r?$")
            self._send(keys)
            return self._until(r"LINE<([^>\n]*)>")[1]
        finally:
            os.close(self._file)  # hangs up, and the shell ends
            os.waitpid(self._pid, 0)

    def _send(self, text: str) -> None:
        os.write(self._file, text.encode())

    def _until(self, wanted: str) -> re.Match[str]:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := re.search(wanted, self._seen, re.MULTILINE):
                self._seen = self._seen[found.end() :]
                return found
            if select.select([self._file], [], [], 1)[0]:
                self._seen += os.read(self._file, 4096).decode(errors="replace")
        raise AssertionError(f"{wanted} is not in {self._seen!r}")
