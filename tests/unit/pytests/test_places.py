"""Where tests import modules from, and `playback.py` for that place."""

from __future__ import annotations

from pathlib import Path

import black
import pytest

from arazzo_gen.pytests.places import Place, place_of
from arazzo_gen.pytests.support import playback_text


@pytest.mark.parametrize(
    ("output", "tests", "package", "above"),
    [
        ("clients", "tests/clients", "clients", "../.."),
        ("src/shop/clients", "tests", "shop.clients", "../src"),
        ("my-clients", "tests", "", "../my-clients"),
        ("apis/v-1/clients", "tests", "clients", "../apis/v-1"),
        ("apis/class", "tests", "", "../apis/class"),
        (".", "tests", "", ".."),
        ("/elsewhere/clients", "/elsewhere/tests", "clients", ".."),
    ],
)
def test_the_package_is_the_path_in_the_project(
    output: str, tests: str, package: str, above: str
) -> None:
    root = Path("/project")
    assert place_of(root / output, root / tests, root) == Place(package, above)


@pytest.mark.parametrize(
    ("above", "code"),
    [
        ("../..", "Path(__file__).resolve().parents[2])"),
        ("../src", 'Path(__file__).resolve().parents[1] / "src")'),
        (".", "Path(__file__).resolve().parents[0])"),
        (None, None),
    ],
)
def test_playback_looks_for_the_modules_there(above: str | None, code: str | None) -> None:
    text = playback_text("httpx", above)
    assert black.format_str(text, mode=black.Mode()) == text
    assert (f"sys.path.insert(0, str({code})\n" in text) is (code is not None)
    assert ("import sys" in text) is (code is not None)
    assert "# place" not in text


def test_playback_is_for_the_http_library_of_the_modules() -> None:
    text = playback_text("httpx2", None)
    assert "\nimport httpx2 as httpx\n" in text
    assert "\nimport httpx\n" not in text
