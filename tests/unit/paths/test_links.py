"""Paths lead where the system says, also where each folder is looked at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from arazzo_gen.looks import Links

NAMES = ["a", "b", "to_a", "to_b", "file", "missing", "..", ".", "", "é"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders in one another, with links to folders, to a file, to nothing and to themselves."""
    folder = tmp_path_factory.mktemp("links")
    for parent in (folder, folder / "a", folder / "a" / "b"):
        (parent / "a" / "b").mkdir(parents=True, exist_ok=True)
        (parent / "b").mkdir(exist_ok=True)
        (parent / "file").write_text("")
        for link, target in (("to_a", "a"), ("to_b", "../b"), ("to_itself", "to_itself")):
            (parent / link).symlink_to(target)
    return folder


@example([["file", "..", "to_a"]])
@given(st.lists(st.lists(st.sampled_from(NAMES), max_size=6), min_size=1, max_size=8))
def test_a_path_leads_where_the_system_says(folder: Path, paths: list[list[str]]) -> None:
    links = Links()
    for names in paths:
        path = os.path.join(folder, *names)
        assert links.real(path) == os.path.realpath(path)


def test_a_link_to_itself(folder: Path) -> None:
    path = os.path.join(folder, "a", "to_itself")
    assert Links().real(path) == os.path.realpath(path)


@pytest.mark.parametrize(
    "path", ["", ".", "..", "/", "//", "a", "a/..", "/..", "/" + "a/" * 3000 + "b"]
)
def test_other_paths(path: str) -> None:
    assert Links().real(path) == os.path.realpath(path)
