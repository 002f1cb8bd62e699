"""Verdicts of openapi-spec-validator: kept, and come to beside the build."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.cache import Store
from arazzo_gen.openapi import judge, judges
from arazzo_gen.openapi.judge import Verdict, dumps, loads
from arazzo_gen.openapi.judges import Judges

GOOD: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}}
BAD: dict[str, Any] = {**GOOD, "info": {"title": ["A"], "version": 1.5}}


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge in another process, although the library is imported in this one."""
    monkeypatch.setattr(judges, "_LIBRARY", "no such module")


def test_a_verdict_goes_through_json() -> None:
    verdict = judge.judge("3.1", BAD)
    assert verdict.count >= 2
    assert loads(dumps(verdict)) == verdict


@pytest.mark.usefixtures("beside")
def test_another_process_comes_to_the_same(tmp_path: Path) -> None:
    several = Judges(Store(tmp_path), beside=True)
    several.expect("a document")
    waiting = [several.begin("3.1", document) for document in (GOOD, BAD)]
    assert [wait() for wait in waiting] == [judge.judge("3.1", GOOD), judge.judge("3.1", BAD)]
    several.close()


def test_a_verdict_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Judges(Store(tmp_path))
    verdict = first.begin("3.1", BAD)()
    first.close()
    monkeypatch.setattr(judges, "judge", None)
    assert Judges(Store(tmp_path)).begin("3.1", BAD)() == verdict


def test_a_failure_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judges, "judge", lambda version, root: Verdict(failure="Oops"))
    assert Judges(Store(tmp_path)).begin("3.1", BAD)() == Verdict(failure="Oops")
    monkeypatch.undo()
    assert Judges(Store(tmp_path)).begin("3.1", BAD)().count >= 2


@pytest.mark.usefixtures("beside")
def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judges, "_PATIENCE", -1.0)
    verdict = Judges(beside=True).begin("3.1", GOOD)()
    assert verdict.failure == "it took too long"


def test_a_slow_pattern_is_not_tried() -> None:
    slow = {"type": "string", "pattern": "^(a+)+$", "default": "a" * 60 + "!"}
    quick = {"type": "string", "pattern": "^b+$", "default": "c"}
    schemas = {"A": slow, "B": quick}
    verdict = Judges().begin("3.1", {**GOOD, "components": {"schemas": schemas}})()
    assert verdict.failure is None
    assert slow["pattern"] == "^(a+)+$"
    places = [inner.owner for inner, _ in verdict.findings]
    assert places == [("components", "schemas", "B")]


@pytest.mark.usefixtures("beside")
def test_a_process_that_dies_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    start = judges._start

    def dying() -> subprocess.Popen[bytes]:
        process = start()
        process.kill()
        return process

    monkeypatch.setattr(judges, "_start", dying)
    assert Judges(beside=True).begin("3.1", GOOD)().failure == "its process ended"


@pytest.mark.usefixtures("beside")
def test_a_document_that_was_judged_before_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Judges(Store(tmp_path), beside=True)
    first.expect("a document")
    first.begin("3.1", GOOD)()
    first.close()
    monkeypatch.setattr(judges, "_start", None)
    second = Judges(Store(tmp_path), beside=True)
    second.expect("a document")
    assert second.begin("3.1", GOOD)() == Verdict()
