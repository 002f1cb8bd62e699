"""What the README shows is so: its excerpt, its samples, its commands, its links."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import httpx
import pytest
from click.testing import CliRunner

from arazzo_gen.cli import main
from arazzo_gen.demo.server import DemoServer
from playback import Clock
from refresh import CASES, GENERATED, ROOT

README = (ROOT / "README.md").read_text()
CLIENT = GENERATED / "knock" / "trigger_workflow_track_recipient_run.py"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    lines = [line for block in blocks("console") for line in block.splitlines()]
    return [line[2:].partition("  #")[0].strip() for line in lines if line.startswith("$ ")]


EXCERPT, *SAMPLES = blocks("python")


def test_the_excerpt_is_in_the_checked_in_client() -> None:
    module = CLIENT.read_text()
    at = 0
    for part in re.split(r"^ *# \.\.\.$\n", EXCERPT, flags=re.MULTILINE):
        found = module.find(part, at)
        assert found >= 0, f"not in {CLIENT.name}, or in another order:\n{part}"
        at = found + len(part)


def test_the_document_that_is_shown_is_the_clients_own() -> None:
    (shown,) = blocks("yaml")
    document = (CASES / "knock" / "knock.arazzo.yaml").read_text()
    assert textwrap.indent(shown, 8 * " ") in document


class Api:
    """The demo's Knock, in the place of the network."""

    def __init__(self) -> None:
        self._server = DemoServer()
        self._server.server_close()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == "api.knock.app"
        body = json.loads(request.content) if request.content else None
        status, answer = self._server.answer(request.method, str(request.url), body)
        return httpx.Response(status, json=answer)


@pytest.fixture(name="_knock")
def _knock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The checked-in client as `clients.<workflow>`, with the demo's API behind httpx."""
    play = httpx.MockTransport(Api())
    monkeypatch.setattr(
        httpx.HTTPTransport, "handle_request", lambda _, request: play.handle_request(request)
    )
    monkeypatch.setattr(
        httpx.AsyncHTTPTransport,
        "handle_async_request",
        lambda _, request: play.handle_async_request(request),
    )
    package = ModuleType("clients")
    package.__path__ = [str(CLIENT.parent)]
    monkeypatch.setitem(sys.modules, "clients", package)
    with Clock().installed():
        yield
    sys.modules.pop(f"clients.{CLIENT.stem}", None)


@pytest.mark.usefixtures("_knock")
@pytest.mark.parametrize("number", range(len(SAMPLES)))
def test_a_python_sample_runs(
    number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if "poll_recipient_run(" in SAMPLES[number]:
        # This step alone: there has to be a run that it can read.
        runpy.run_path(str(written(SAMPLES[0], tmp_path)))
    runpy.run_path(str(written(SAMPLES[number], tmp_path)))
    assert "no connection" not in capsys.readouterr().out


def written(sample: str, folder: Path) -> Path:
    path = folder / "sample.py"
    path.write_text(sample)
    return path


def test_every_command_has_the_options_that_it_is_shown_with() -> None:
    shown = [shlex.split(command) for command in commands() if command.startswith("arazzo-gen")]
    assert {words[1] for words in shown} >= {"build", "check", "demo"}
    for words in shown:
        if words[1].startswith("-"):
            assert CliRunner().invoke(main, words[1:]).exit_code == 0
        else:
            main.commands[words[1]].make_context(words[1], words[2:])


def test_every_option_is_in_the_table() -> None:
    names = "(?:build|check|lock|demo)"
    rows = re.findall(rf"^\| (`-.*?) \| ({names}(?:, {names})*) \|", README, re.MULTILINE)
    shown = {
        (command, flag)
        for cell, owners in rows
        for command in owners.split(", ")
        for flag in re.findall(r"-{1,2}[a-z][a-z-]*", cell)
    }
    real = {
        (name, flag)
        for name, command in main.commands.items()
        if name in ("build", "check", "lock", "demo")
        for option in command.params
        if isinstance(option, click.Option)
        for flag in option.opts + option.secondary_opts
        if not flag.startswith("--no-")
    }
    assert shown == real


def test_the_two_commands_say_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(CASES, tmp_path / "tests" / "cases")
    monkeypatch.chdir(tmp_path)
    block = next(one for one in blocks("console") if "arazzo-gen check " in one)
    for part in block.removeprefix("$ ").split("\n$ "):
        command, _, expected = part.partition("\n")
        result = CliRunner().invoke(main, shlex.split(command)[1:])
        assert result.output.strip() == expected.strip()


def test_two_mistakes_are_shown_as_they_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(CASES / "knock", tmp_path / "knock")
    monkeypatch.chdir(tmp_path / "knock")
    document = Path("knock.arazzo.yaml")
    text = document.read_text().replace("/items/0/id", "/entries/0/id")
    document.write_text(
        text.replace("Id: getWorkflowRecipientRun\n", "Id: getWorkflowRecipientRuns\n")
    )
    block = next(one for one in blocks("console") if "AZ202" in one)
    command, _, expected = block.removeprefix("$ ").partition("\n")
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == 1
    assert result.output.strip() == expected.strip()


def test_the_configuration_that_is_shown_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (table,) = blocks("toml")
    (tmp_path / "pyproject.toml").write_text(table)
    shutil.copytree(CASES / "knock", tmp_path / "workflows")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "src/shop/clients" / CLIENT.name).read_bytes() == CLIENT.read_bytes()
    assert CliRunner().invoke(main, ["build", "--check"]).exit_code == 0


def test_every_make_target_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = [command.split()[1] for command in commands() if command.startswith("make ")]
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
