"""Every kept input goes through its fuzz target, so that what was once found stays mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.targets import SEEDS, TARGETS, decoded

FILES = sorted(path for path in SEEDS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_kept_input_keeps_the_promises(path: Path) -> None:
    TARGETS[path.parent.name](decoded(path.read_bytes()))


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_has_seeds_and_words(name: str) -> None:
    assert [path for path in FILES if path.parent.name == name]
    assert (SEEDS / f"{name}.dict").is_file()
