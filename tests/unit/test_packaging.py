"""sdist, wheel, empty environment, empty folder: what a user installs builds the same bytes."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Sequence
from email.message import Message
from importlib.metadata import distributions, version
from pathlib import Path

import pytest

import arazzo_gen
from hatch_build import on_an_index, urls
from written import compared

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
GENERATED = ROOT / "generated"
SYSTEMS = ("cloudflare", "knock", "knowledge_stack", "wave")

# One worker runs all of it, so that the wheel is made and installed once.
pytestmark = pytest.mark.xdist_group("packaging")

_OURS = f"arazzo-gen=={version('arazzo-gen')}"
_NO_INDEX = ("NewConnectionError", "Temporary failure", "ConnectTimeout", "No route to host")


def call(command: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command outside the checkout's own environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(list(command), cwd=cwd, env=kept, capture_output=True, text=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was made from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    done = call(command, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    (wheel,) = built.glob("*.whl")
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check"]
    # The versions are those of this environment: the same commit gives the same result on any day.
    versions = folder / "versions.txt"
    installed = sorted({f"{d.name}=={d.version}" for d in distributions()} - {_OURS})
    versions.write_text("\n".join(installed) + "\n", encoding="utf-8")
    done = call([*pip, "--constraint", versions, wheel], folder)
    if done.returncode != 0 and any(sign in done.stderr for sign in _NO_INDEX):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "bin"


def test_the_sdist_holds_what_the_tests_and_the_wheel_need(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    wanted = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile"}
    wanted |= {"hatch_build.py", "docs/clients.md", "docs/example/orders.arazzo.yaml"}
    wanted |= {"CONTRIBUTING.md", "docs/architecture.md"}
    wanted |= {"templates/module.py.jinja", "generator/arazzo_gen/cli.py", "tests/refresh.py"}
    assert wanted <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith(".venv")]


def test_the_wheel_holds_the_package_and_its_templates_alone(built: Path) -> None:
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    assert {"arazzo_gen/py.typed", "arazzo_gen/_templates/module.py.jinja"} <= names
    assert "arazzo_gen/diagnostics/explanations/AZ105.md" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"arazzo_gen"}
    carried = {
        name.removeprefix("arazzo_gen/_templates/") for name in names if "_templates" in name
    }
    templates = ROOT / "templates"
    assert carried == {
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def _metadata(built: Path) -> Message:
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def test_the_readme_of_the_wheel_has_no_link_into_the_checkout(built: Path) -> None:
    metadata = _metadata(built)
    assert metadata["Description-Content-Type"] == "text/markdown"
    shown = str(metadata.get_payload())
    assert "`docs/clients.md`" in shown
    targets = re.findall(r"\]\(([^)]+)\)", shown)
    assert targets
    assert [target for target in targets if not target.startswith("https://")] == []
    assert re.findall(r"^\[[^\]\n]+\]: ", shown, re.MULTILINE) == []  # these are not rewritten


def test_the_metadata_say_who_made_it_and_which_version_it_is(built: Path) -> None:
    metadata = _metadata(built)
    assert metadata["Version"] == arazzo_gen.__version__ == version("arazzo-gen")
    assert metadata["Author"] == "The arazzo-gen authors"
    assert {"arazzo", "openapi", "workflow"} <= set(metadata["Keywords"].split(","))
    assert f"## [{metadata['Version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_version_is_written_in_one_place_alone() -> None:
    done = call(["git", "grep", "-lF", f'"{arazzo_gen.__version__}"'], ROOT)
    if done.returncode > 1:
        pytest.skip("this is no checkout of git")
    found = [name for name in done.stdout.split() if name.startswith(("generator/", "pyproject"))]
    assert found == ["generator/arazzo_gen/__init__.py"]


BASE = "https://i.example/j/blob/main"
RAW = "https://i.example/j/raw/main"


@pytest.mark.parametrize(
    ("text", "there", "nowhere"),
    [
        ("[a](b/c.md)", f"[a]({BASE}/b/c.md)", "a (`b/c.md`)"),
        ("[`d.md`](d.md)", f"[`d.md`]({BASE}/d.md)", "`d.md`"),
        ("[d](./d.md#e)", f"[d]({BASE}/d.md#e)", "d (`./d.md#e`)"),
        ("![p](q.svg)", f"![p]({RAW}/q.svg)", "p"),
        ('![p](q.svg "R")', f'![p]({RAW}/q.svg "R")', "p"),
        ("[![p](q.svg)](d.md)", f"[![p]({RAW}/q.svg)]({BASE}/d.md)", "p (`d.md`)"),
        ('<img src="q.png">', f'<img src="{RAW}/q.png">', "<img >"),
        ('<a href="d.md">d</a>', f'<a href="{BASE}/d.md">d</a>', "<a >d</a>"),
    ],
)
def test_links_and_pictures_of_the_readme_lead_to_the_projects_files(
    text: str, there: str, nowhere: str
) -> None:
    assert on_an_index(text, BASE + "/") == there
    assert on_an_index(f"x {text} y\n{text}", "") == f"x {nowhere} y\n{nowhere}"


@pytest.mark.parametrize(
    "text",
    [
        "[e](https://f.example) [g](#h) [m](mailto:a@b.example)",
        "![p](https://f.example/p.svg)",
        "`[a](b.md)` and ``x``",
        "```text\n[a](b.md)\n```\n",
        "~~~\n![a](b.png)\n~~~\n",
    ],
)
def test_what_is_no_link_into_the_checkout_is_left_as_it_is(text: str) -> None:
    assert on_an_index(text, BASE) == on_an_index(text, "") == text


def test_the_project_has_urls_where_its_files_are_on_the_web() -> None:
    assert urls("") == {}
    found = urls(BASE + "/")
    assert found["Source"] == BASE
    paths = [url.removeprefix(BASE + "/").partition("#")[0] for url in found.values()][1:]
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_the_command_is_there(installed: Path, tmp_path: Path) -> None:
    script = call([installed / "arazzo-gen", "--version"], tmp_path)
    module = call([installed / "python", "-m", "arazzo_gen", "--version"], tmp_path)
    assert script.stdout == module.stdout
    assert script.stdout.startswith("arazzo-gen, version ")


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_installed_command_builds_the_checked_in_bytes(
    installed: Path, tmp_path: Path, system: str
) -> None:
    documents = sorted((CASES / system).glob("*.arazzo.yaml"))
    done = call([installed / "arazzo-gen", "build", *documents, "-o", "out"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = {p.name: compared(p.read_bytes()) for p in (GENERATED / system).glob("*.py")}
    assert expected
    built = {p.name: compared(p.read_bytes()) for p in (tmp_path / "out").iterdir()}
    assert built == expected


def test_the_installed_demo_runs(installed: Path, tmp_path: Path) -> None:
    done = call([installed / "arazzo-gen", "demo", "--plain"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "completed" in done.stdout
    assert list(tmp_path.iterdir()) == []
