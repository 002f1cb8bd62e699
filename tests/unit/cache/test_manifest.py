"""Builds are skipped only if they would change nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import arazzo_gen
from arazzo_gen.cli import main
from arazzo_gen.python.layout import KNOWN_STYLES, formatting
from command_line import CliRunner, Result

API = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example"}]
paths:
  /orders/{id}:
    get:
      operationId: readOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: An order
          content:
            application/json:
              schema: {type: object, properties: {state: {type: string}}}
"""
FLOW = """\
arazzo: 1.0.1
info: {title: Shop, version: "1"}
sourceDescriptions: [{name: shop, url: api.yaml, type: openapi}]
workflows:
  - workflowId: readOrder
    inputs: {type: object, required: [id], properties: {id: {type: string}}}
    steps:
      - stepId: read
        operationId: readOrder
        parameters: [{name: id, in: path, value: $inputs.id}]
        outputs: {state: $response.body#/stat}
"""
Build = Callable[..., Result]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build the documents, which have a warning; `work` says whether the compiler may run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "api.yaml").write_text(API)
    (tmp_path / "flow.arazzo.yaml").write_text(FLOW)

    def run(*flags: str, work: bool = True) -> Result:
        with monkeypatch.context() as inner:
            if not work:
                inner.setitem(sys.modules, "arazzo_gen.build", None)
            return CliRunner().invoke(main, ["build", "flow.arazzo.yaml", "-o", "out", *flags])

    return run


def test_an_unchanged_build_says_the_same_without_the_compiler(build: Build) -> None:
    first = build()
    assert (first.exit_code, first.stdout) == (0, "written    out/read_order.py\n")
    assert "AZ701" in first.stderr
    second = build(work=False)
    assert (second.exit_code, second.stdout) == (0, "unchanged  out/read_order.py\n")
    assert second.stderr == first.stderr


@pytest.mark.parametrize("flags", [["--check"], ["--diff"]])
def test_looking_needs_no_compiler_either(build: Build, flags: list[str]) -> None:
    first = build()
    looked = build(*flags, work=False)
    assert (looked.exit_code, looked.stdout, looked.stderr) == (0, "", first.stderr)


@pytest.mark.parametrize("name", ["flow.arazzo.yaml", "api.yaml", "out/read_order.py"])
def test_a_changed_file_is_built_again(build: Build, name: str) -> None:
    build()
    path = Path(name)
    path.write_text(path.read_text() + "\n# changed\n")
    assert isinstance(build(work=False).exception, ImportError)
    assert build().exit_code == 0


def test_a_missing_output_is_written_again(build: Build) -> None:
    build()
    Path("out/read_order.py").unlink()
    assert build().stdout == "written    out/read_order.py\n"


def test_other_options_are_another_build(build: Build) -> None:
    build()
    assert isinstance(build("--client", "sync", work=False).exception, ImportError)
    strict = build("--strict")
    assert (strict.exit_code, strict.stdout) == (1, "")


def test_without_the_cache_everything_is_done(build: Build) -> None:
    build()
    assert isinstance(build("--no-cache", work=False).exception, ImportError)


def test_a_file_that_appears_where_one_was_looked_for_counts(build: Build) -> None:
    build()
    Path("api.yaml").rename("elsewhere.yaml")
    assert build("--source", "shop=elsewhere.yaml").exit_code == 0
    Path("root").mkdir()
    Path("root/api.yaml").write_text(API)
    assert build("--source-root", "root").exit_code == 0
    assert build("--source-root", "root", work=False).exit_code == 0
    Path("api.yaml").write_text(API.replace("state", "stat"))
    assert "AZ701" not in build("--source-root", "root").stderr


def imported_by_a_build(folder: Path) -> tuple[list[str], set[str]]:
    """What a build in a process of its own says, and what it imports besides click."""
    code = (
        "import sys, click\n"
        "before = set(sys.modules)\n"
        "from arazzo_gen.cli import main\n"
        "try: main(['build', 'flow.arazzo.yaml', '-o', 'out'])\n"
        "except SystemExit as end: assert not end.code\n"
        "print(*(set(sys.modules) - before))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(arazzo_gen.__file__).parents[1])},
    )
    *said, modules = done.stdout.splitlines()
    return said, set(modules.split())


def test_an_unchanged_build_imports_next_to_nothing(build: Build, tmp_path: Path) -> None:
    build()
    said, modules = imported_by_a_build(tmp_path)
    assert said == ["unchanged  out/read_order.py"]
    assert {name for name in modules if name.startswith("arazzo_gen")} == {
        "arazzo_gen",
        *(
            f"arazzo_gen.{name}"
            for name in ("cache", "cli", "cli_help", "cli_options", "cli_run", "config")
        ),
        *(f"arazzo_gen.{name}" for name in ("cli_mock_options", "looks", "manifest", "record")),
    }
    others = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names
    assert others == {"arazzo_gen", "platformdirs"}
    assert modules.isdisjoint({"asyncio", "dataclasses", "email", "http", "pickle", "socket"})
    assert modules.isdisjoint({"ssl", "subprocess", "tomllib", "urllib.request", "xml"})


def test_a_build_of_what_was_read_before_parses_and_validates_nothing(
    build: Build, tmp_path: Path
) -> None:
    for _ in range(2):
        build()
        for kind in ("manifest", "state", "module"):
            shutil.rmtree(tmp_path / "cache" / "arazzo-gen" / kind, ignore_errors=True)
        shutil.rmtree(tmp_path / "out")
    said, modules = imported_by_a_build(tmp_path)
    assert said == ["written    out/read_order.py"]
    others = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names
    # A black whose style is not known has to be asked, and brings what it imports.
    assert ("black" in others) is (formatting._installed_style() not in KNOWN_STYLES)
    if "black" not in others:
        assert others == {"arazzo_gen", "jinja2", "markupsafe", "platformdirs"}
        assert modules.isdisjoint({"asyncio", "email", "http", "socket", "ssl", "subprocess"})
    assert modules.isdisjoint({"arazzo_gen.expressions.xpath", "arazzo_gen.text.yaml_reader"})


def test_a_build_with_errors_is_kept_and_ends_as_it_did(build: Build) -> None:
    path = Path("flow.arazzo.yaml")
    path.write_text(path.read_text().replace("$inputs.id", "$inputs.ids"))
    first = build()
    assert first.exit_code == 1
    second = build(work=False)
    assert (second.exit_code, second.stdout, second.stderr) == (1, first.stdout, first.stderr)


def test_help_that_is_in_other_files_is_looked_for_again(build: Build) -> None:
    path = Path("flow.arazzo.yaml")
    path.write_text(path.read_text().replace("api.yaml", "my-own-api.yaml"))
    Path("api.yaml").rename("my-own-apis.yaml")
    assert "did you mean 'my-own-apis.yaml'" in build().stderr
    assert "did you mean 'my-own-apis.yaml'" in build(work=False).stderr
    Path("my-own-apis.yaml").rename("other.yaml")
    assert "did you mean" not in build(work=False).stderr
