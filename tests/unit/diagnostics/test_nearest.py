"""The name that was probably meant, and what finding it costs."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.diagnostics import nearest as module
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


def edits(left: str, right: str) -> int:
    """The edit distance by its usual table."""
    rows = [list(range(len(right) + 1))]
    for row, letter in enumerate(left, 1):
        rows.append([row])
        for column, other in enumerate(right, 1):
            costs = [
                rows[-2][column] + 1,
                rows[-1][column - 1] + 1,
                rows[-2][column - 1] + (letter != other),
            ]
            if row > 1 and column > 1 and left[row - 2 : row] == other + right[column - 2]:
                costs.append(rows[-3][column - 2] + 1)
            rows[-1].append(min(costs))
    return rows[-1][-1]


def nearest_of_all(word: str, names: list[str]) -> str | None:
    """The nearest name by comparing with each."""
    near = [
        (edits(word, name), name)
        for name in names
        if name != word and min(len(word), len(name)) > 1
    ]
    good = [each for each in near if each[0] <= max(1, (max(len(word), len(each[1])) + 1) // 3)]
    return min(good)[1] if good else None


WORDS = st.text("abcd1é", max_size=9)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(word=WORDS, names=st.lists(WORDS, max_size=40))
def test_of_few_names_each_is_looked_at(word: str, names: list[str]) -> None:
    assert nearest(word, names) == nearest_of_all(word, names)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many pairs of names have been compared letter by letter."""
    pairs: list[tuple[str, str]] = []
    real = module._distance

    def distance(left: str, right: str) -> int:
        pairs.append((left, right))
        return real(left, right)

    monkeypatch.setattr(module, "_distance", distance)
    return lambda: len(pairs)


def test_many_mistakes_beside_many_names_are_not_compared_each_with_each(
    compared: Callable[[], int],
) -> None:
    rng = random.Random(1)
    names = ["".join(rng.choices("abcdefghijklmnop", k=16)) for _ in range(500)]
    for name in names:
        assert nearest(name[:5] + "z" + name[6:], names) == name
    assert compared() < 2 * len(names)


def test_names_of_the_same_letters_have_a_bound(compared: Callable[[], int]) -> None:
    rng = random.Random(1)
    letters = "aabbccddeeffgghh"
    names = ["".join(rng.sample(letters, 16)) for _ in range(1000)]
    for _ in range(20):
        nearest("".join(rng.sample(letters, 16)), names)
    assert compared() <= 20 * 60


def test_one_mistake_beside_very_many_names() -> None:
    names = [f"{verb}Thing{at}" for verb in ("get", "list", "put", "make") for at in range(5000)]
    assert nearest("makeThnig4711", names) == "makeThing4711"
    assert nearest("MAKE_THING_4711", names) == "makeThing4711"
