"""Which files a document reaches, and that nothing is said of the others."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from remote_project import API, NO_PARTS, ORDERS, Project, flow

Try: TypeAlias = Callable[[Project, str], tuple[int, str]]

SECRET = "password: hunter2: [\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that documents do not reach: the project's folder is its neighbour."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.yaml").write_text(SECRET)
    (folder / "shop.yaml").write_text(NO_PARTS)
    return folder


def source(project: Project, url: str, *flags: str) -> tuple[int, str]:
    """How a check ends whose document names this source."""
    project.write("flow.arazzo.yaml", flow(url))
    done = project.run("check", "flow.arazzo.yaml", "--no-cache", *flags)
    return done.exit_code, done.stderr


def reference(project: Project, url: str) -> tuple[int, str]:
    """How a check ends whose OpenAPI document refers to this."""
    project.write("shop.yaml", API.replace("schemas/orders.yaml", url))
    return source(project, "shop.yaml")


def test_the_parent_of_the_folder_is_read(project: Project) -> None:
    project.write("../openapi/shop.yaml", NO_PARTS)
    assert source(project, "../openapi/shop.yaml") == (0, "")


@pytest.mark.parametrize("try_", [source, reference])
@pytest.mark.parametrize("start", ["../../outside/", "{folder}/", "file://{folder}/"])
def test_what_is_outside_gives_one_answer_whether_or_not_it_is_there(
    project: Project, outside: Path, try_: Try, start: str
) -> None:
    answers = set()
    for name in ("secret.yaml", "shop.yaml", "other.yaml", "no/such.yaml"):
        status, said = try_(project, start.format(folder=outside.as_posix()) + name)
        assert (status, said.count("error["), said.count("error[AZ004]")) == (1, 1, 1), said
        message = said.split("error[AZ004]: ")[1].split("\n")[0]
        answers.add(message.replace(name, "NAME"))
    assert len(answers) == 1


@pytest.mark.parametrize("try_", [source, reference])
def test_a_link_leads_no_further(project: Project, outside: Path, try_: Try) -> None:
    os.symlink(outside / "secret.yaml", project.folder / "file.yaml")
    os.symlink(outside / "nothing.yaml", project.folder / "broken.yaml")
    os.symlink(outside, project.folder / "folder")
    os.symlink("folder", project.folder / "twice")
    for url in (
        "file.yaml",
        "broken.yaml",
        "folder/secret.yaml",
        "folder/nothing.yaml",
        "twice/secret.yaml",
        "folder/../outside/secret.yaml",
    ):
        status, said = try_(project, url)
        assert status == 1
        assert "error[AZ004]" in said, url
        assert "hunter2" not in said
        assert outside.as_posix() not in said


def test_a_link_inside_is_followed(project: Project) -> None:
    project.write("parts/orders.yaml", ORDERS)
    os.symlink("parts", project.folder / "schemas")
    assert reference(project, "schemas/orders.yaml") == (0, "")


def test_an_allowed_folder_is_read(project: Project, outside: Path) -> None:
    assert source(project, "../../outside/shop.yaml", "--allow-path", str(outside)) == (0, "")
    assert source(project, "shop.yaml", "--source-root", str(outside)) == (0, "")
    given = f"shop={outside}/shop.yaml"
    assert source(project, "anything.yaml", "--source", given) == (0, "")


def test_a_source_root_is_not_climbed_out_of(project: Project, outside: Path) -> None:
    root = outside / "root"
    root.mkdir()
    for url in ("../secret.yaml", "https://docs.test/../secret.yaml"):
        status, said = source(project, url, "--source-root", str(root))
        assert status == 1
        assert "hunter2" not in said


@pytest.mark.parametrize("try_", [source, reference])
@pytest.mark.parametrize("url", ["/dev/zero", "/dev/stdin", "/proc/self/environ", "/etc", "/"])
def test_devices_and_folders_of_the_machine(project: Project, try_: Try, url: str) -> None:
    status, said = try_(project, url)
    assert (status, said.count("error[AZ004]")) == (1, 1)


def test_another_machine_is_not_asked(project: Project) -> None:
    assert "error[AZ201]" in source(project, "//docs.test/shop.yaml")[1]
    assert "warning[AZ802]" in reference(project, "//docs.test/orders.yaml")[1]


@pytest.mark.parametrize("try_", [source, reference])
def test_what_is_no_file_does_not_hang(project: Project, try_: Try) -> None:
    os.mkfifo(project.folder / "pipe.yaml")
    (project.folder / "folder.yaml").mkdir()
    with (project.folder / "huge.yaml").open("wb") as stream:
        stream.truncate(64 * 1024 * 1024 + 1)
    for url in ("pipe.yaml", "folder.yaml", "huge.yaml"):
        status, said = try_(project, url)
        assert status == 1, url
        assert "error[AZ" in said
