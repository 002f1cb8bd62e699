"""Importing a module defines things, and does nothing else: what it asks Python for meanwhile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

GENERATED = Path(__file__).resolve().parents[2] / "generated"

WATCHED = """
import sys, runpy
import httpx, dataclasses, typing, asyncio, random
asked = []
def watch(event, arguments):
    kinds = ("open", "socket.", "subprocess.", "os.", "shutil.", "urllib.", "ctypes.", "exec")
    if event.startswith(kinds):
        asked.append((event, str(arguments[0])[:200]))
with open(sys.argv[1], encoding="utf-8") as stream:
    code = compile(stream.read(), sys.argv[1], "exec")
module = type(sys)("module")
sys.modules["module"] = module
if len(sys.argv) > 2:
    code = compile(sys.argv[2], "planted", "exec")
sys.addaudithook(watch)
exec(code, module.__dict__)
asked = [one for one in asked if "code object" not in one[1]]
print(*asked, sep="\\n", end="")
"""


def asked(*arguments: str) -> str:
    """What a module asks of the system while it is imported."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("path", sorted(GENERATED.glob("*/*.py")), ids=lambda path: path.stem)
def test_importing_reads_and_sends_nothing(path: Path) -> None:
    assert asked(str(path)) == ""


@pytest.mark.parametrize(
    "line",
    ["open('/etc/hostname')", "import socket; socket.socket()", "import os; os.listdir('.')"],
)
def test_what_is_asked_for_would_be_seen(line: str) -> None:
    assert asked(str(next(GENERATED.glob("*/*.py"))), line) != ""
