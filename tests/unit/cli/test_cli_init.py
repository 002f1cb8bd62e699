"""`arazzo-gen init`: what it reads and writes, and what it says of what it cannot do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner, Result
from refresh import ROOT

SHOP = ROOT / "docs" / "example" / "shop.openapi.yaml"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(SHOP, tmp_path / "shop.openapi.yaml")
    monkeypatch.chdir(tmp_path)


def init(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments])


def test_three_commands_give_a_client(tmp_path: Path) -> None:
    said = init("shop.openapi.yaml", "-o", "jobs.arazzo.yaml")
    assert said.exit_code == 0
    assert said.stdout == (
        "written    jobs.arazzo.yaml\n"
        "\nfound 1 job:\n"
        "  createExport, then getExport\n"
        "\nnext, look at each TODO in jobs.arazzo.yaml, and run\n"
        "  arazzo-gen check jobs.arazzo.yaml\n"
        "  arazzo-gen build jobs.arazzo.yaml -o clients\n"
    )
    built = CliRunner().invoke(main, ["build", "--strict", "jobs.arazzo.yaml", "-o", "clients"])
    assert built.output == "written    clients/create_export_and_wait.py\n"


def test_without_a_file_the_document_alone_goes_to_stdout() -> None:
    said = init("shop.openapi.yaml")
    assert said.stdout.startswith("# yaml-language-server: $schema=")
    assert said.stdout.endswith("      url: $steps.pollExport.outputs.url\n")
    assert said.stderr == "\nfound 1 job:\n  createExport, then getExport\n"


def test_a_file_that_is_there_is_not_overwritten_without_force() -> None:
    path = Path("jobs.arazzo.yaml")
    path.write_text("mine\n")
    said = init("shop.openapi.yaml", "-o", path.name)
    assert said.exit_code == 1
    assert said.stderr == "Error: jobs.arazzo.yaml is there already; --force writes over it\n"
    assert path.read_text() == "mine\n"
    assert init("shop.openapi.yaml", "-o", path.name, "--force").exit_code == 0
    assert path.read_text().startswith("# yaml-language-server")
    again = init("shop.openapi.yaml", "-o", path.name)
    assert (again.exit_code, again.stdout.splitlines()[0]) == (0, "unchanged  jobs.arazzo.yaml")


def test_a_link_is_not_followed_and_a_missing_folder_is_said() -> None:
    Path("target").write_text("mine\n")
    Path("link.yaml").symlink_to("target")
    said = init("shop.openapi.yaml", "-o", "link.yaml", "--force")
    assert (said.exit_code, "AZ902" in said.stderr) == (1, True)
    assert Path("target").read_text() == "mine\n"
    said = init("shop.openapi.yaml", "-o", "nowhere/jobs.yaml")
    assert (said.exit_code, said.stderr) == (1, "Error: there is no folder nowhere\n")


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("createExport", "write START,GET"),
        ("createExport,getExprt", "there is no operation 'getExprt'; did you mean getExport?"),
        ("POST /nothing,getExport", "there is no operation 'POST /nothing'"),
    ],
)
def test_a_pair_that_is_none_is_wrong_usage(pair: str, message: str) -> None:
    said = init("shop.openapi.yaml", "--poll", pair)
    assert said.exit_code == 2
    assert message in " ".join(said.stderr.split())


@pytest.mark.parametrize("pair", ["createExport,getExport", "post /exports, GET /exports/{id}"])
def test_a_pair_is_named_by_ids_or_by_places(pair: str) -> None:
    assert init("shop.openapi.yaml", "--poll", pair).stdout == init("shop.openapi.yaml").stdout


def test_documents_that_cannot_be_read_are_findings() -> None:
    Path("broken.yaml").write_text("openapi: 3.1.0\npaths: {a\n")
    Path("other.yaml").write_text("arazzo: 1.0.1\n")
    said = init("broken.yaml", "other.yaml", "missing.yaml")
    assert said.exit_code == 1
    for code in ("AZ002", "AZ805", "AZ001"):
        assert f"error[{code}]" in said.stderr
    assert init().exit_code == 2


def test_no_job_is_exit_status_1_with_a_way_on() -> None:
    Path("empty.yaml").write_text("openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\n")
    said = init("empty.yaml", "-o", "jobs.arazzo.yaml")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == (
        "found no job: no operation starts something that a GET tells the end of\n"
        "`--all` lists what comes near, `--poll START,GET` names a pair by hand\n"
    )
    assert not Path("jobs.arazzo.yaml").exists()


def test_a_document_elsewhere_is_named_relative_to_the_file_and_allowed(tmp_path: Path) -> None:
    (tmp_path / "apis" / "v 1").mkdir(parents=True)
    shutil.move("shop.openapi.yaml", "apis/v 1/shop.openapi.yaml")
    (tmp_path / "one" / "two" / "three").mkdir(parents=True)
    said = init("apis/v 1/shop.openapi.yaml", "-o", "one/two/three/jobs.arazzo.yaml")
    assert said.exit_code == 0
    text = Path("one/two/three/jobs.arazzo.yaml").read_text()
    assert "url: '../../../apis/v%201/shop.openapi.yaml'" in text or (
        "url: ../../../apis/v%201/shop.openapi.yaml" in text
    )
    built = ["check", "--strict", "one/two/three/jobs.arazzo.yaml"]
    assert CliRunner().invoke(main, built).output == "checked 1 document: no problems\n"


def test_other_commands_import_nothing_of_it() -> None:
    code = (
        "import sys; import arazzo_gen.build, arazzo_gen.cli, arazzo_gen.python.render; "
        "print([name for name in sys.modules if 'init' in name.split('.') or 'cli_init' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
