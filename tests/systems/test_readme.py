"""What the README and the pages of docs/ show is so: every code block on them is tried."""

from __future__ import annotations

import contextlib
import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from playback import Clock
from refresh import CASES, ROOT
from systems import telemetry
from systems.behind_aiohttp import served
from systems.pages import FENCE, WRITTEN, Block, blocks

EXAMPLE = ROOT / "docs" / "example"
DOCUMENT = "orders.arazzo.yaml"

# tests/engines/test_durable_page.py tries what needs an engine.
EXCERPT, *SAMPLES = [one for one in blocks("python") if one.page != "docs/durable.md"]
CONSOLE = blocks("console")
TRANSCRIPTS = [one for one in CONSOLE if any(output for _, output in one.commands())]


def test_every_block_is_of_a_kind_that_is_tried() -> None:
    kinds = {"python", "console", "toml", "yaml", "text", ""}
    kinds |= {"mermaid"}  # tests/unit/draw/test_draw_page.py compares these
    kinds |= {"py"}  # tests of clients: tests/systems/test_client_tests_page.py runs them
    kinds |= {"plain"}  # what a server says; tests/unit/cli/test_cli_mock.py holds the like of it
    kinds |= {"pycon"}  # tests/unit/test_contributing.py tries these
    assert [str(one) for one in blocks() if one.language not in kinds] == []
    fences = [
        line for path in WRITTEN for line in path.read_text().splitlines() if FENCE.match(line)
    ]
    assert len(fences) == 2 * len(blocks())


@pytest.fixture(name="client", scope="module")
def _client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The module that is built from the document in the README."""
    folder = tmp_path_factory.mktemp("clients")
    result = CliRunner().invoke(main, ["build", str(EXAMPLE / DOCUMENT), "-o", str(folder)])
    assert result.exit_code == 0, result.output
    (path,) = folder.glob("*.py")
    return path


# --- Documents and modules ------------------------------------------------------------


def test_the_document_that_is_shown_is_the_one_that_is_built() -> None:
    shown = [one.text for one in blocks("yaml") if one.page == "README.md"]
    assert shown == [(EXAMPLE / DOCUMENT).read_text()]


def test_the_excerpt_is_what_the_build_gives(client: Path) -> None:
    module = client.read_text()
    at = 0
    for part in re.split(r"^ *# \.\.\.$\n", EXCERPT.text, flags=re.MULTILINE):
        found = module.find(part, at)
        assert found >= 0, f"not in the module, or in another order:\n{part}"
        at = found + len(part)


# --- Samples of Python ----------------------------------------------------------------


class Shop:
    """The shop of the example: an export is queued, then running, then done.

    Attributes:
        asked: How many requests have read an export.
        fault: What is wrong with it.
        told: What the client has told OpenTelemetry.
    """

    told: telemetry.Telemetry

    def __init__(self) -> None:
        self.asked = 0
        self.fault: str | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host in ("api.shop.example", "staging.shop.example")
        assert request.headers["Authorization"] == "Bearer sk_test_..."
        if self.fault == "no connection":
            raise httpx.ConnectError("refused", request=request)
        if self.fault == "HTTP 500":
            return httpx.Response(500)
        if self.fault == "no id":
            return httpx.Response(202, json={"state": "queued"})
        if request.method == "POST":
            assert request.url.path == "/exports"
            assert re.fullmatch(r"\d{4}-\d\d", json.loads(request.content)["month"])
            return httpx.Response(202, json={"id": "exp_1", "state": "queued"})
        assert request.url.path.startswith("/exports/exp_")
        last = 1 if self.fault == "never done" else 2
        state = ("queued", "running", "done")[min(self.asked, last)]
        self.asked += 1
        answer = {"id": "exp_1", "state": state}
        if state == "done":
            answer["url"] = "https://files.shop.example/exp_1.csv"
        return httpx.Response(200, json=answer)


@pytest.fixture(name="served")
def _served(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shop behind aiohttp, too."""
    with served(shop, monkeypatch):
        yield


@pytest.fixture(name="shop")
def _shop(client: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The client as `clients.<workflow>`, with the shop behind httpx."""
    shop = Shop()
    shop.told = telemetry.install(monkeypatch)
    play = httpx.MockTransport(shop)
    monkeypatch.setattr(
        httpx.HTTPTransport, "handle_request", lambda _, request: play.handle_request(request)
    )
    monkeypatch.setattr(
        httpx.AsyncHTTPTransport,
        "handle_async_request",
        lambda _, request: play.handle_async_request(request),
    )
    package = ModuleType("clients")
    package.__path__ = [str(client.parent)]
    monkeypatch.setitem(sys.modules, "clients", package)
    with Clock().installed():
        yield shop
    sys.modules.pop(f"clients.{client.stem}", None)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_python_sample_runs(
    sample: Block, shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sample.py"
    path.write_text(sample.text)
    runpy.run_path(str(path))
    said = capsys.readouterr().out
    assert not re.search("failed|no connection|still going|not done|gave no", said)
    assert ("import" in sample.text and "clients." not in sample.text) or shop.asked


RECIPES = {
    re.search(r"def (\w+)\(", sample.text).group(1): sample  # type: ignore[union-attr]
    for sample in SAMPLES
    if sample.page == "docs/events.md"
}


@pytest.mark.parametrize("fault", ["", "no connection"])
def test_the_recipes_tell_of_requests_and_waits(
    fault: str,
    shop: Shop,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG", "export_orders")
    assert set(RECIPES) == {"show", "note", "record", "count", "export"}
    for name, sample in RECIPES.items():
        path = tmp_path / f"{name}.py"
        path.write_text(sample.text)
        shop.fault, shop.asked = fault, 0
        with pytest.raises(Exception, match="startExport") if fault else contextlib.nullcontext():
            runpy.run_path(str(path))
    lines = [line.rstrip() for line in capsys.readouterr().err.split("\r")[1:]]
    logged = [record.getMessage() for record in caplog.records if record.name == "export_orders"]
    spans, values = shop.told.spans, shop.told.values
    if fault:
        assert lines == ["startExport, attempt 1: no answer"]
        assert logged == ["startExport: ConnectError"]
        assert spans[1].status == (telemetry.StatusCode.ERROR, "ConnectError")
        ((_, attributes),) = values["arazzo.request.duration"]
        assert attributes == {"arazzo.step": "startExport", "error.type": "ConnectError"}
        return
    kinds = ["startExport response", *["pollExport response", "pollExport wait"] * 2]
    assert [span.name for span in spans] == ["export_orders", *kinds, "pollExport response"]
    assert spans[2].attributes["http.response.status_code"] == 200
    waited = [amount for amount, _ in values["arazzo.wait.duration"]]
    lasted = [(s.end_time or 0) - (s.start_time or 0) for s in spans if s.name.endswith("wait")]
    assert lasted == pytest.approx([2e9, 3e9], rel=0.11)
    assert waited == pytest.approx([2, 3], rel=0.11)
    assert lines[:2] == ["startExport, attempt 1: HTTP 202", "pollExport, attempt 1: HTTP 200"]
    assert re.fullmatch(r"pollExport, attempt 1: again in 2 s", lines[2])
    assert logged[0] == "startExport: HTTP 202 in 0.000 s"


FAULTS = {
    "no connection": "StepFailed",
    "HTTP 500": "StepFailed",
    "never done": "PollTimeout",
    "no id": "MissingValue",
}
CAUGHT = [
    pytest.param(sample, fault, id=f"{sample}-{fault}")
    for sample in SAMPLES
    for fault, error in FAULTS.items()
    if f"except {error}" in sample.text
]


@pytest.mark.parametrize(("sample", "fault"), CAUGHT)
def test_a_sample_catches_what_it_says(
    sample: Block, fault: str, shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sample.py"
    path.write_text(sample.text)
    shop.fault = fault
    runpy.run_path(str(path))
    assert re.search(
        "failed|no connection|500|still going|not done|gave no", capsys.readouterr().out
    )


# --- Commands -------------------------------------------------------------------------


def test_every_command_has_the_options_that_it_is_shown_with() -> None:
    texts = [command.removesuffix(" &") for one in CONSOLE for command, _ in one.commands()]
    shown = [words[1:] for words in map(shlex.split, texts) if words[0] == "arazzo-gen"]
    assert {words[0] for words in shown} >= {"build", "check", "lock", "mock"}
    for words in shown:
        if words[0].startswith("-"):
            assert CliRunner().invoke(main, words).exit_code == 0
        else:
            main.commands[words[0]].make_context(words[0], words[1:])


def test_every_make_target_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    text = "\n".join(path.read_text() for path in WRITTEN)
    targets = set(re.findall(r"(?:`|^\$ )make ([a-z-]+)", text, re.MULTILINE))
    assert targets >= {"test", "test-all", "generated", "docs", "bench"}
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("block", TRANSCRIPTS, ids=str)
def test_a_command_says_what_is_shown(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(block, tmp_path)
    monkeypatch.chdir(folder)
    for command, expected in block.commands():
        said = said_by(command).replace(f"{tmp_path}/bin", "/home/me/bin")
        # Wrong usage is a line under two of click's, and is shown in lines that fit the page.
        said = said[max(said.find("Error: "), 0) :].replace(f"{folder}/", ".../")
        if "Error: " in said:
            said, expected = " ".join(said.split()), " ".join(expected.split())
        assert said.strip("\n") == expected, command


def prepared(block: Block, folder: Path) -> Path:
    """The folder that the commands of a block are run in."""
    if "leads out of the folder" in block.text:
        project = folder / "project"
        project.mkdir()
        (project / "pyproject.toml").write_text(
            '[tool.arazzo-gen]\ndocuments = ["orders.arazzo.yaml"]\noutput = "../bin"\n'
        )
        shutil.copy(EXAMPLE / DOCUMENT, project)
        return project
    if "has no property 'uri'" in block.text:
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        text = (EXAMPLE / DOCUMENT).read_text()
        changed = text.replace("url: $response.body#/url", "url: $response.body#/uri")
        assert changed != text
        (folder / DOCUMENT).write_text(changed)
        return folder
    shutil.copytree(EXAMPLE, folder / "docs" / "example")
    shutil.copytree(CASES, folder / "tests" / "cases")
    return folder


def said_by(command: str) -> str:
    words = shlex.split(command)
    if words[0] != "arazzo-gen":
        return subprocess.run(
            command, shell=True, check=True, capture_output=True, text=True
        ).stdout
    return CliRunner().invoke(main, words[1:]).output


# --- Configuration --------------------------------------------------------------------


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_a_configuration_that_is_shown_is_read(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = "" if "documents" in block.text else '[tool.arazzo-gen]\ndocuments = "workflows/o*"\n'
    (tmp_path / "pyproject.toml").write_text(named + block.text)
    shutil.copytree(EXAMPLE, tmp_path / "workflows")
    (tmp_path / "openapi").mkdir()
    shutil.copy(EXAMPLE / "shop.openapi.yaml", tmp_path / "openapi" / "shop.yaml")
    monkeypatch.chdir(tmp_path)
    if "baseline" in block.text:
        assert CliRunner().invoke(main, ["check"]).exit_code == 2
        assert CliRunner().invoke(main, ["check", "--write-baseline"]).exit_code == 0
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0, result.output


def test_the_configuration_of_the_readme_builds_the_client(
    client: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (table,) = (one for one in blocks("toml") if one.page == "README.md")
    (tmp_path / "pyproject.toml").write_text(table.text)
    shutil.copytree(EXAMPLE, tmp_path / "workflows")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "src/shop/clients" / client.name).read_bytes() == client.read_bytes()
    assert CliRunner().invoke(main, ["build", "--check"]).exit_code == 0


# --- Other blocks ---------------------------------------------------------------------


def test_the_comments_that_are_shown_hide_warnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (block,) = blocks("text")
    comment = block.text.splitlines()[0]
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    text = (EXAMPLE / DOCUMENT).read_text()
    right = "          url: $response.body#/url\n"
    wrong = right.replace("/url", "/entries/0/id")
    above = text.replace(right, f"          {comment}\n{wrong}")
    (beside,) = re.findall(r"        # arazzo-gen: .*", block.text)
    behind = text.replace(right, wrong.rstrip() + beside.replace(", AZ705", "") + "\n")
    for shown in (above, behind):
        Path(DOCUMENT).write_text(shown)
        result = CliRunner().invoke(main, ["check", DOCUMENT])
        assert result.output == "checked 1 document: no problems (1 ignored)\n"


def test_the_stations_of_the_drawing_are_there() -> None:
    (drawing,) = blocks("")
    package = ROOT / "generator" / "arazzo_gen"
    names = re.findall(r"\b(?:[a-z_]+/|[a-z_]+\.py\b)", drawing.text)
    assert len(names) > 12
    known = [package / name for name in names if not name.endswith("_run.py")]
    missing = [one.name for one in known if not one.exists() and one.name != "templates"]
    assert missing == []
