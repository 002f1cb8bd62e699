"""A few of the documents and mutants of `make fuzz`: nothing is called clean that is not."""

from __future__ import annotations

import pytest

from verdicts.proof import CORPUS, check_clean, check_walk, made_documents, mutants, published


def test_documents_that_are_made_are_clean() -> None:
    counts = check_clean(made_documents(24), asks_all=True)
    assert counts["clean"] >= 20
    assert counts["strict"] <= 4


def test_no_mutant_is_called_clean_that_the_library_refuses() -> None:
    counts = check_clean(mutants(120), asks_all=False)
    assert counts["clean"] >= 15
    assert counts["asked"] >= 60


def test_the_quick_walk_finds_what_the_library_finds() -> None:
    counts = check_walk(mutants(24))
    assert counts["quick"] >= 12
    assert counts["found"] >= 8


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not there")
def test_published_documents_are_clean_where_the_library_says_so() -> None:
    counts = check_clean(published(1, most=1), asks_all=True)
    assert counts["clean"] >= 20
    assert counts["strict"] == 0
