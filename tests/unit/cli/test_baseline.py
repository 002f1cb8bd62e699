"""The file of the baseline: what it knows of a warning, and what may be written over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner, Result

SAMPLE = Path(__file__).parents[2] / "reports" / "where"
DOCUMENT = Path("workflows/orders.arazzo.yaml")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document that has a warning, and a baseline that knows it."""
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    run("check", str(DOCUMENT), "--baseline", "known.json", "--write-baseline")
    return tmp_path


def check(folder: Path) -> Result:
    return run("check", str(DOCUMENT), "--baseline", "known.json")


def test_a_warning_is_known_wherever_it_stands(folder: Path) -> None:
    DOCUMENT.write_text("# moved\n\n" + DOCUMENT.read_text())
    assert check(folder).exit_code == 0


def test_a_warning_of_a_line_that_says_something_else_is_new(folder: Path) -> None:
    text = DOCUMENT.read_text()
    DOCUMENT.write_text(text.replace("body#/stat}", "body#/stat, id: $statusCode}"))
    result = check(folder)
    assert result.exit_code == 1
    assert "error[AZ701]" in result.stderr
    assert "gone: workflows/orders.arazzo.yaml: AZ701" in result.stderr


def test_of_two_that_are_the_same_a_third_is_new(folder: Path) -> None:
    text = DOCUMENT.read_text()
    step = text[text.index("      - stepId") : text.index("    outputs: {state: $steps")]
    for count, status in ((2, 1), (3, 1)):
        more = "".join(step.replace("stepId: list", f"stepId: list{n}") for n in range(count - 1))
        DOCUMENT.write_text(text.replace(step, step + more))
        assert check(folder).exit_code == status
        run("check", str(DOCUMENT), "--baseline", "known.json", "--write-baseline")
        assert check(folder).exit_code == 0
    prints = [one["fingerprint"] for one in json.loads(Path("known.json").read_text())["warnings"]]
    assert sorted(one.partition(":")[2] for one in prints) == ["1", "2", "3"]
    assert len({one.partition(":")[0] for one in prints}) == 1


def test_it_is_the_same_from_another_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path("known.json").read_bytes()
    monkeypatch.chdir(folder / "workflows")
    result = run("check", ".", "--baseline", "../known.json", "--ignore", "AZ002")
    assert "1 in the baseline" in result.stderr
    run("check", "orders.arazzo.yaml", "--baseline", "../known.json", "--write-baseline")
    assert (folder / "known.json").read_bytes() == before


@pytest.mark.parametrize("kind", ["text", "json", "version", "folder", "link", "pyproject"])
def test_what_is_no_baseline_is_not_written_over(folder: Path, kind: str) -> None:
    path = Path("other.json")
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        Path("real.json").write_text('{"version": 1, "warnings": []}')
        path.symlink_to("real.json")
    else:
        texts = {
            "text": "notes\n",
            "json": '{"warnings": [1]}',
            "version": '{"version": 2, "warnings": []}',
            "pyproject": "[project]\nname = 'x'\n",
        }
        path.write_text(texts[kind])
    before = path.read_bytes() if path.is_file() else b""
    result = run("check", str(DOCUMENT), "--baseline", "other.json", "--write-baseline")
    assert result.exit_code == (1 if kind == "link" else 2), result.output
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_what_was_kept_of_another_baseline_is_not_said_again(folder: Path) -> None:
    assert check(folder).exit_code == check(folder).exit_code == 0
    Path("known.json").write_text('{"version": 1, "warnings": []}')
    assert check(folder).exit_code == 1


def test_a_build_after_a_check_of_the_same_table_writes(folder: Path) -> None:
    Path("pyproject.toml").write_text(
        f'[tool.arazzo-gen]\ndocuments = "{DOCUMENT.as_posix()}"\noutput = "out"\n'
    )
    assert run("check").exit_code == 0
    assert not Path("out").exists()
    assert "written    out/orders.py" in run("build").stdout
    assert run("check").stdout == run("check").stdout
