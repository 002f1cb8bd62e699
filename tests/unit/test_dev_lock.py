"""What development and CI install is locked: the lock files hold all that pyproject.toml asks for,
with hashes and without addresses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUN_TIME = [*PROJECT["dependencies"], *EXTRAS["xpath"]]
WATCH = EXTRAS["watch"]
BUILD = PYPROJECT["build-system"]["requires"]
WANTED = {
    "dev.lock": [*RUN_TIME, *WATCH, *BUILD, *EXTRAS["dev"], "editables"],
    "oldest.lock": [*RUN_TIME, *WATCH, *BUILD, *EXTRAS["dev"], "editables"],
    "engines.lock": PYPROJECT["dependency-groups"]["engines"],
    "fuzz.lock": [*RUN_TIME, *EXTRAS["fuzz"]],
    "release.lock": [*PROJECT["dependencies"], *EXTRAS["release"]],
    "rendered.lock": [*PROJECT["dependencies"], *EXTRAS["rendered"]],
}
_PINNED = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^ \\;]+)(?: ; ([^\\]*))?")


def locked(name: str) -> dict[str, list[Version]]:
    """The versions of each package in a lock file."""
    found: dict[str, list[Version]] = {}
    for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines():
        match = _PINNED.match(line)
        if match is not None:
            found.setdefault(match[1], []).append(Version(match[2]))
    return found


def missing(requirements: list[str], versions: dict[str, list[Version]]) -> list[str]:
    """The requirements that none of the versions meets."""
    wanted = [Requirement(text) for text in requirements]
    return [
        str(one)
        for one in wanted
        if not any(
            version in one.specifier for version in versions.get(canonicalize_name(one.name), [])
        )
    ]


@pytest.mark.parametrize("name", WANTED)
def test_a_lock_holds_every_requirement(name: str) -> None:
    lacks = missing(WANTED[name], locked(name))
    assert not lacks, f"run `make lock`: requirements/{name} lacks {', '.join(lacks)}"


def test_what_a_lock_lacks_is_told() -> None:
    versions = {"black": [Version("25.1.0")]}
    assert missing(["Black>=24.8", "black>=26", "ruff>=1"], versions) == ["black>=26", "ruff>=1"]


def test_the_oldest_are_the_lowest_that_are_allowed() -> None:
    versions = locked("oldest.lock")
    for text in (*RUN_TIME, *WATCH):
        requirement = Requirement(text)
        (bound,) = requirement.specifier
        assert bound.operator == ">="
        assert versions[canonicalize_name(requirement.name)] == [Version(bound.version)], (
            f"run `make lock`: requirements/oldest.lock has another {requirement.name}"
        )


@pytest.mark.parametrize("name", [*WANTED, "uv.txt"])
def test_a_lock_has_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    pinned = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pinned) >= 1
    for each in pinned:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", each), each
