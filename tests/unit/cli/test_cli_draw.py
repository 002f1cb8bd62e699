"""`arazzo-gen draw`: where a drawing goes, what is refused, and what is said."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import click.testing
import pytest
import yaml

from arazzo_gen.cli import main
from arazzo_gen.draw import mermaid
from arazzo_gen.draw.html.writer import FIRST_LINES
from command_line import CliRunner
from refresh import DRAWN, ROOT
from unit.draw.reading import parsed

GOLDEN = (DRAWN / "goldens" / "exports.mmd").read_text(encoding="utf-8")


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the document of the exports and its API."""
    for name in ("exports.arazzo.yaml", "jobs.openapi.yaml"):
        shutil.copy(DRAWN / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def draw(*words: str, stdin: str | None = None) -> click.testing.Result:
    return CliRunner().invoke(main, ["draw", *words], input=stdin)


def test_without_a_file_it_goes_to_stdout(folder: Path) -> None:
    for words in ([], ["-o", "-"], ["--format", "mermaid"]):
        result = draw("exports.arazzo.yaml", *words)
        assert (result.exit_code, result.stdout, result.stderr) == (0, GOLDEN, "")
    assert not (folder / "-").exists()


def test_a_file_is_written_and_then_left_alone(folder: Path) -> None:
    file = folder / "exports.mmd"
    result = draw("exports.arazzo.yaml", "-o", "exports.mmd")
    assert (result.exit_code, result.output) == (0, "written    exports.mmd\n")
    assert file.read_text(encoding="utf-8") == GOLDEN
    before = file.stat()
    assert draw("exports.arazzo.yaml", "-o", "exports.mmd").output == "unchanged  exports.mmd\n"
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert stat.S_IMODE(before.st_mode) & 0o400
    assert sorted(path.name for path in folder.iterdir()) == [
        "exports.arazzo.yaml",
        "exports.mmd",
        "jobs.openapi.yaml",
    ]


def test_an_older_drawing_and_an_empty_file_are_replaced(folder: Path) -> None:
    for old in ("", f"{mermaid.FIRST_LINE}: once\n"):
        (folder / "a.mmd").write_text(old)
        assert draw("exports.arazzo.yaml", "-o", "a.mmd").output == "written    a.mmd\n"
        assert (folder / "a.mmd").read_text(encoding="utf-8") == GOLDEN


def test_what_it_has_not_written_is_in_the_way(folder: Path) -> None:
    (folder / "README.md").write_text("# Mine\n")
    result = draw("exports.arazzo.yaml", "-o", "README.md")
    assert result.exit_code == 1
    assert "error[AZ902]: README.md was not written by arazzo-gen" in result.stderr
    assert "help: move it, or name another file with -o" in result.stderr
    assert (folder / "README.md").read_text() == "# Mine\n"
    (folder / "link.mmd").symlink_to("README.md")
    assert "is a symbolic link" in draw("exports.arazzo.yaml", "-o", "link.mmd").stderr
    assert (folder / "README.md").read_text() == "# Mine\n"


def test_a_folder_that_is_not_there_and_one_in_the_way(folder: Path) -> None:
    result = draw("exports.arazzo.yaml", "-o", "no/a.mmd")
    assert (result.exit_code, result.stderr) == (1, "Error: there is no folder no\n")
    (folder / "a.mmd").mkdir()
    assert draw("exports.arazzo.yaml", "-o", "a.mmd").exit_code == 1


def test_of_a_document_with_errors_nothing_is_drawn(folder: Path) -> None:
    document = folder / "exports.arazzo.yaml"
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("operationId: addNote", "operationId: addNotes"))
    (folder / "a.mmd").write_text(GOLDEN)
    for words in ([], ["-o", "a.mmd"], ["-o", "b.mmd"]):
        result = draw("exports.arazzo.yaml", *words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "error[AZ202]" in result.stderr
    assert (folder / "a.mmd").read_text(encoding="utf-8") == GOLDEN
    assert not (folder / "b.mmd").exists()


def test_warnings_go_to_stderr_unless_they_are_ignored(folder: Path) -> None:
    shutil.copy(DRAWN / "hostile.arazzo.yaml", folder)
    result = draw("hostile.arazzo.yaml")
    assert result.exit_code == 0
    assert result.stdout == (DRAWN / "goldens" / "hostile.mmd").read_text(encoding="utf-8")
    assert "warning[AZ112]" in result.stderr
    table = '[tool.arazzo-gen]\nignore = ["AZ"]\nformat = "json"\n'
    (folder / "pyproject.toml").write_text(table)
    result = draw("hostile.arazzo.yaml")
    assert (result.exit_code, result.stdout[:2]) == (0, "%%")
    assert "AZ112" not in result.stderr
    (folder / "pyproject.toml").write_text("[tool.arazzo-gen]\nstrict = true\n")
    result = draw("hostile.arazzo.yaml")
    assert (result.exit_code, result.stdout) == (1, "")


def test_one_workflow_with_those_that_it_calls(folder: Path) -> None:
    result = draw("exports.arazzo.yaml", "--workflow", "prepare")
    assert result.exit_code == 0
    assert '  start(["prepare<br/>no inputs"])' not in result.stdout  # it calls another
    assert result.stdout.count("subgraph ") == 1
    assert 'subgraph w2 ["sign-in"]' in result.stdout
    assert "apologise" not in result.stdout
    result = draw("exports.arazzo.yaml", "--workflow", "prepared")
    assert result.exit_code == 1
    assert "error[AZ204]: no document has a workflow 'prepared'" in result.stderr
    assert "did you mean 'prepare'?" in result.stderr


def test_documents_come_as_for_a_build(folder: Path) -> None:
    text = (folder / "exports.arazzo.yaml").read_text(encoding="utf-8")
    assert draw("-", stdin=text).stdout == GOLDEN
    assert draw(".").stdout == GOLDEN
    (folder / "pyproject.toml").write_text(
        '[tool.arazzo-gen]\ndocuments = ["exports.arazzo.yaml"]\noutput = "clients"\n'
    )
    assert draw().stdout == GOLDEN
    (folder / "pyproject.toml").unlink()
    (folder / "apis").mkdir()
    (folder / "jobs.openapi.yaml").rename(folder / "apis" / "moved.yaml")
    assert draw("exports.arazzo.yaml").exit_code == 1
    assert draw("exports.arazzo.yaml", "--source", "jobs=apis/moved.yaml").stdout == GOLDEN
    assert not (folder / "clients").exists()


def test_what_draw_finds_is_not_what_check_says_next(folder: Path) -> None:
    assert draw("exports.arazzo.yaml").exit_code == 0
    checked = CliRunner().invoke(main, ["check", "exports.arazzo.yaml"])
    assert checked.output == "checked 1 document: no problems\n"


def test_a_drawing_that_mermaid_would_not_show_is_refused(folder: Path) -> None:
    head = (ROOT / "tests" / "unit" / "draw" / "exports.arazzo.yaml").read_text(encoding="utf-8")
    step = {"operationId": "getToken"}
    steps = [{"stepId": f"s{number}", **step} for number in range(260)]
    many = yaml.safe_dump({"workflows": [{"workflowId": "many", "steps": steps}]})
    document = folder / "many.arazzo.yaml"
    document.write_text(head[: head.index("workflows:")] + many)
    result = draw("many.arazzo.yaml", "-o", "many.mmd")
    assert result.exit_code == 1
    assert "has 521 edges, and mermaid draws no more than 500" in result.stderr
    assert not (folder / "many.mmd").exists()


def test_a_page_goes_to_stdout_or_a_file(folder: Path) -> None:
    shutil.copy(DRAWN / "pages" / "shop.arazzo.yaml", folder)
    shutil.copy(DRAWN / "pages" / "shop.openapi.yaml", folder)
    shown = draw("shop.arazzo.yaml", "--format", "html")
    assert shown.exit_code == 0
    assert shown.stdout.startswith(FIRST_LINES)
    assert "warning[AZ305]" in shown.stderr
    assert "AZ305" in shown.stdout
    result = draw("shop.arazzo.yaml", "--format", "html", "-o", "shop.html")
    assert (result.exit_code, result.stdout) == (0, "written    shop.html\n")
    assert (folder / "shop.html").read_text(encoding="utf-8") == shown.stdout
    result = draw("shop.arazzo.yaml", "--format", "html", "-o", "shop.html")
    assert (result.exit_code, result.stdout) == (0, "unchanged  shop.html\n")
    (folder / "shop.html").write_text(f"{FIRST_LINES}<p>older")
    result = draw("shop.arazzo.yaml", "--format", "html", "-o", "shop.html")
    assert (result.exit_code, result.stdout) == (0, "written    shop.html\n")
    (folder / "mine.html").write_text("<!DOCTYPE html>\n<p>mine")
    result = draw("shop.arazzo.yaml", "--format", "html", "-o", "mine.html")
    assert result.exit_code == 1
    assert "AZ902" in result.stderr


def test_a_page_about_one_workflow_has_those_that_it_calls(folder: Path) -> None:
    page = parsed(draw("exports.arazzo.yaml", "--workflow", "prepare", "--format", "html").stdout)
    assert [each.text for each in page.all("h2")] == ["prepare", "sign-in"]
    imported = [each.text.split("\n")[0] for each in page.all("pre") if "import" in each.text]
    assert imported == ["from prepare import run", "from prepare import run_sign_in"]


def test_a_page_shows_the_findings_that_are_asked_for(folder: Path) -> None:
    shutil.copy(DRAWN / "hostile.arazzo.yaml", folder)
    assert "AZ112" in draw("hostile.arazzo.yaml", "--format", "html").stdout
    (folder / "pyproject.toml").write_text('[tool.arazzo-gen]\nignore = ["AZ"]\n')
    assert "AZ112" not in draw("hostile.arazzo.yaml", "--format", "html").stdout


def test_a_page_calls_as_the_modules_of_the_project_do(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.arazzo-gen]\nclient = "async"\n')
    page = parsed(draw("exports.arazzo.yaml", "--format", "html").stdout)
    calls = [each.text for each in page.all("pre") if "import" in each.text]
    assert calls
    assert all("outputs = await run" in each for each in calls)
    assert "In Python: create_async()" in [each.text for each in page.all("p")]


@pytest.mark.parametrize(("output", "package"), [("src/clients", "clients."), ("my-api", ".")])
def test_a_page_imports_from_the_package_of_the_project(
    folder: Path, output: str, package: str
) -> None:
    (folder / "pyproject.toml").write_text(
        f'[tool.arazzo-gen]\ndocuments = ["exports.arazzo.yaml"]\noutput = "{output}"\n'
        'layout = "package"\n'
    )
    page = parsed(draw("--format", "html").stdout)
    imports = [each.text.split("\n")[0] for each in page.all("pre") if "import" in each.text]
    assert f"from {package}export import run" in imports
    assert all(line.startswith(f"from {package}") for line in imports)


def test_a_page_is_the_same_under_any_hash_seed(folder: Path) -> None:
    pages = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "arazzo_gen", "draw", "exports.arazzo.yaml"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "generator")}
        done = subprocess.run(
            [*command, "--format", "html"], env=environment, capture_output=True, check=True
        )
        pages.add(done.stdout)
    assert len(pages) == 1


def test_wrong_usage(folder: Path) -> None:
    for words in (["exports.arazzo.yaml", "--format", "png"], ["--strict", "exports.arazzo.yaml"]):
        assert draw(*words).exit_code == 2
    assert draw().exit_code == 2  # no document, and no pyproject.toml
