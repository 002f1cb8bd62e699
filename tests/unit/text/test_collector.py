"""The garbage collector while a document is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import source_file
from arazzo_gen.source.limits import collector_paused
from arazzo_gen.text.yaml_reader import read_yaml


@pytest.fixture(autouse=True)
def _nothing_is_collected() -> Iterator[None]:
    threshold = gc.get_threshold()
    gc.set_threshold(1_000_000, 1_000, 1_000)
    yield
    gc.set_threshold(*threshold)
    gc.enable()


@pytest.mark.parametrize("frozen", [0, 375], ids=["nothing frozen", "as Python 3.12 begins"])
def test_a_tree_is_old_when_it_has_been_read(frozen: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "get_freeze_count", lambda: frozen)
    root = read_yaml(source_file("a: [1, 2]\n", "a.yaml"), Report())
    assert root is not None
    assert gc.isenabled()
    for young in (0, 1):
        assert all(each is not root for each in gc.get_objects(generation=young))
    assert any(each is root for each in gc.get_objects(generation=2))


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    with collector_paused():
        pass
    assert not gc.isenabled()


def test_what_is_frozen_stays_frozen() -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with collector_paused():
            assert not gc.isenabled()
        assert gc.get_freeze_count() >= frozen - 10
    finally:
        gc.unfreeze()
