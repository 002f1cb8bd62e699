"""What a reader sees who tries the documents of an explanation."""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import network

from arazzo_gen.cli import main
from arazzo_gen.diagnostics import explain
from command_line import CliRunner

HERE = Path(__file__).parent

# As people read it, and as `--format github` says it.
_FINDING = re.compile(
    r"^(?:(?:\S+: )?(?:error|warning|note)\[|::\w+ .*title=arazzo-gen )(AZ\d{3})(?=\]: |::)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Session:
    """One command and what it answered.

    Attributes:
        text: All that a terminal shows, and the exit status.
        status: The exit status.
        found: The codes of the findings.
    """

    text: str
    status: int
    found: list[str]


def wrong(code: str, folder: Path) -> Session:
    """Try what an explanation calls wrong.

    Args:
        code: The code.
        folder: An empty folder.
    """
    section = explain.read(code).wrong
    return _run(explain.files(section), explain.command(section), folder)


def right(code: str, folder: Path) -> Session:
    """Try what it calls right. Files that this section does not show again are as they were."""
    explanation = explain.read(code)
    before, after = explain.files(explanation.wrong), explain.files(explanation.right)
    return _run(
        after | {n: t for n, t in before.items() if n not in after},
        explain.command(explanation.right),
        folder,
    )


def expected(code: str) -> Path:
    """The file that holds what the wrong document must give."""
    return HERE / f"{code}.txt"


def _run(files: dict[str, str], arguments: list[str] | None, folder: Path) -> Session:
    # Two folders deep, so that a document can name what lies outside its folder's parent.
    work = folder / "home" / "shop"
    work.mkdir(parents=True)
    for shared in explain.FOLDER.glob("*.yaml"):
        shutil.copy(shared, work)
    for name, text in files.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if arguments is None:
        arguments = ["check", next(name for name in files if ".arazzo." in name)]
    with contextlib.chdir(work), network.played(work, folder / "cache"):
        result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    # Old versions of click do not say in which order two streams were written to.
    said = result.stdout + result.stderr if "--format" in arguments else result.output
    text = f"$ arazzo-gen {shlex.join(arguments)}\n{said}exit status {result.exit_code}\n"
    return Session(text, result.exit_code, _FINDING.findall(result.output))
