from __future__ import annotations

import random

import pytest

from arazzo_gen.diagnostics.nearest import nearest


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("listRun", ["getRun", "listRuns", "listRecipients"], "listRuns"),
        ("TRIGGERworkflow", ["triggerWorkflows", "triggerWorkflow"], "triggerWorkflow"),
        ("trigger-workflow", ["trigger", "triggerWorkflow"], "triggerWorkflow"),
        ("stauts", ["state", "status"], "status"),
        ("entries", ["items", "page_info"], None),
        ("id", ["kind", "url"], None),
        ("x", ["y"], None),
        ("", ["a"], None),
        ("word", [], None),
        ("word", ["word"], None),
        ("ab", ["ac", "ad"], "ac"),
    ],
)
def test_the_nearest_name(word: str, candidates: list[str], expected: str | None) -> None:
    assert nearest(word, candidates) == expected


def test_the_order_of_the_candidates_does_not_matter() -> None:
    names = ["getRun1", "getRun2", "getRun3", "putRun", "getRan"]
    found = set()
    for seed in range(10):
        random.Random(seed).shuffle(names)
        found.add(nearest("getRun", names))
    assert found == {"getRan"}


def test_long_words_do_not_take_long() -> None:
    assert nearest("a" * 100_000, ["b" * 100_000] * 3) is None
