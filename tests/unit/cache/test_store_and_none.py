"""A build with the cache says and writes, to the byte, what a build without it does."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from cache_collection import edit, make, outputs
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from arazzo_gen.cli import main
from command_line import CliRunner

_ROUNDS = 10
"""So many builds one collection gets: 20 in all, and 200 in `make random`."""

_FLAGS = (
    ("build", "flows", "-o", "{out}"),
    ("build", "flows", "-o", "{out}", "--keep-going"),
    ("build", "flows", "-o", "{out}", "--layout", "package", "--keep-going"),
    ("check", "flows"),
    ("check", "flows", "--format", "json", "--validate", "full"),
    ("check", "flows", "--strict", "--select", "AZ7"),
    ("build", "flows", "-o", "{out}", "--check", "--keep-going"),
)


@settings(max_examples=2, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.integers(0, 10**6))
def test_random_edits_of_a_collection(seed: int) -> None:
    random_ = random.Random(seed)
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", f"{place}/cache")
        folder = Path(place, "collection")
        make(folder, random_)
        patch.chdir(folder)
        done: list[str] = []
        kept: dict[str, list[bytes]] = {}
        for _ in range(_ROUNDS):
            done += [edit(folder, random_, kept) for _ in range(random_.choice((0, 1, 1, 2)))]
            compare(random_.choice(_FLAGS), done)


def compare(flags: tuple[str, ...], done: list[str]) -> None:
    """Build with the cache and without it."""
    results = []
    for out, more in (("../with", ()), ("../without", ("--no-cache",))):
        result = CliRunner().invoke(main, [one.format(out=out) for one in (*flags, *more)])
        assert result.exception is None or isinstance(result.exception, SystemExit), done
        said = [text.replace(out, "OUT") for text in (result.stdout, result.stderr)]
        results.append((result.exit_code, *said, outputs(Path(out))))
    assert results[0] == results[1], (done, flags)
