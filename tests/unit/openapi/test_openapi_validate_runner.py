"""Verdicts of openapi-spec-validator: cached, and worked out by worker processes."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator.validation.validators import SpecValidator
from referencing import Resource

from arazzo_gen.cache import Store
from arazzo_gen.openapi import validate_processes, validate_runner, validate_worker
from arazzo_gen.openapi.validate_messages import receive, send
from arazzo_gen.openapi.validate_processes import ValidatorProcesses
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.openapi.validate_verdict import Verdict, dumps, loads

GOOD: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}}
API = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/a: {get: {operationId: a, responses: {200: {description: %s}}}}}
"""
FLOW = """
arazzo: 1.0.1
info: {title: T, version: '1'}
sourceDescriptions: [{name: api, url: api.yaml, type: openapi}]
workflows: [{workflowId: w, steps: [{stepId: s, operationId: a}]}]
"""
BAD: dict[str, Any] = {**GOOD, "info": {"title": ["A"], "version": 1.5}}


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validate in another process, although the library is imported in this one."""
    monkeypatch.setattr(validate_processes, "_LIBRARY", "no such module")


def test_a_verdict_goes_through_json() -> None:
    verdict = validate_worker.run_validator("3.1", BAD)
    assert verdict.count >= 2
    assert loads(dumps(verdict)) == verdict


@pytest.mark.usefixtures("beside")
def test_another_process_comes_to_the_same(tmp_path: Path) -> None:
    processes = ValidatorProcesses()
    several = ValidationRunner(Store(tmp_path), processes)
    waiting = [several.begin("3.1", document) for document in (GOOD, BAD)]
    assert [wait() for wait in waiting] == [
        validate_worker.run_validator("3.1", GOOD),
        validate_worker.run_validator("3.1", BAD),
    ]
    processes.close()


def test_a_verdict_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = ValidationRunner(Store(tmp_path)).begin("3.1", BAD)()
    monkeypatch.setattr(validate_worker, "run_validator", None)
    assert ValidationRunner(Store(tmp_path)).begin("3.1", BAD)() == verdict


@pytest.mark.parametrize(("error", "is_kept"), [(KeyError, True), (MemoryError, False)])
def test_that_the_library_gave_up_is_kept_if_it_will_again(
    error: type[Exception], is_kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*args: object) -> None:
        raise error

    with monkeypatch.context() as inner:
        inner.setattr(validate_worker, "_quick_errors", give_up)
        inner.setattr(validate_worker, "_errors", give_up)
        verdict = ValidationRunner(Store(tmp_path)).begin("3.1", BAD)()
    assert verdict.failure == error.__name__
    assert (ValidationRunner(Store(tmp_path)).begin("3.1", BAD)() == verdict) is is_kept


@pytest.mark.usefixtures("beside")
def test_a_process_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as inner:
        inner.setattr(validate_runner, "_PATIENCE", -1.0)
        processes = ValidatorProcesses()
        verdict = ValidationRunner(Store(tmp_path), processes).begin("3.1", BAD)()
    assert verdict.failure == "it took too long"
    assert processes._idle == []
    assert ValidationRunner(Store(tmp_path)).begin("3.1", BAD)().count >= 2


def test_a_slow_pattern_is_not_tried() -> None:
    slow = {"type": "string", "pattern": "^(a+)+$", "default": "a" * 60 + "!"}
    quick = {"type": "string", "pattern": "^b+$", "default": "c"}
    schemas = {"A": slow, "B": quick}
    verdict = ValidationRunner().begin("3.1", {**GOOD, "components": {"schemas": schemas}})()
    assert verdict.failure is None
    assert slow["pattern"] == "^(a+)+$"
    places = [finding.place for finding in verdict.findings]
    assert places == [("components", "schemas", "B", "default")]


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2"])
def test_a_metaschema_is_not_walked_for_each_schema(
    version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Resource.subresources
    walked: list[object] = []

    def subresources(self: Resource[Any]) -> Iterable[Resource[Any]]:
        walked.append(self)
        return walk(self)

    monkeypatch.setattr(Resource, "subresources", subresources)
    counts = []
    for number in (5, 50):
        walked.clear()
        schemas = {f"S{each}": {"type": "string"} for each in range(number)}
        document = {**GOOD, "openapi": f"{version}.0", "components": {"schemas": schemas}}
        assert validate_worker.run_validator(version, document) == Verdict()
        counts.append(len(walked))
    assert counts[1] <= counts[0]


@pytest.mark.usefixtures("beside")
def test_a_process_that_dies_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    start = validate_processes._start

    def dying() -> subprocess.Popen[bytes]:
        process = start()
        process.kill()
        return process

    monkeypatch.setattr(validate_processes, "_start", dying)
    assert (
        ValidationRunner(None, ValidatorProcesses()).begin("3.1", GOOD)().failure
        == "its process ended"
    )


@pytest.mark.usefixtures("beside")
def test_a_document_that_was_validated_before_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ValidatorProcesses()
    verdict = ValidationRunner(Store(tmp_path), first).begin("3.1", BAD)()
    first.close()
    monkeypatch.setattr(validate_processes, "_start", None)
    second = ValidationRunner(Store(tmp_path), ValidatorProcesses())
    assert second.begin("3.1", BAD)() == verdict


@pytest.mark.usefixtures("beside")
def test_one_process_serves_one_document_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = validate_processes._start

    def counted() -> subprocess.Popen[bytes]:
        started.append(start())
        return started[-1]

    monkeypatch.setattr(validate_processes, "_start", counted)
    processes = ValidatorProcesses()
    several = ValidationRunner(None, processes)
    found = [several.begin("3.1", document)() for document in (GOOD, BAD, GOOD, BAD)]
    assert found[0] == found[2] == Verdict()
    assert found[1] == found[3] == validate_worker.run_validator("3.1", BAD)
    (process,) = started
    assert process.poll() is None
    processes.close()
    assert process.returncode is not None
    processes.close()


@pytest.mark.usefixtures("beside")
def test_a_process_that_ended_is_replaced() -> None:
    processes = ValidatorProcesses()
    several = ValidationRunner(None, processes)
    assert several.begin("3.1", GOOD)() == Verdict()
    processes._idle[0].kill()
    processes._idle[0].wait()
    assert several.begin("3.1", GOOD)().failure == "its process ended"
    assert several.begin("3.1", GOOD)() == Verdict()
    processes.close()


def test_a_process_lets_go_of_its_documents() -> None:
    validate_worker.run_validator("3.1", BAD)
    assert SpecValidator.iter_errors.__wrapped__.cache_info().currsize  # type: ignore[attr-defined]
    validate_worker._forget()
    assert not SpecValidator.iter_errors.__wrapped__.cache_info().currsize  # type: ignore[attr-defined]


def test_messages_come_whole_or_not_at_all() -> None:
    stream = io.BytesIO()
    for message in (b"", b"a" * 100_000):
        send(stream, message)
    sent = stream.getvalue()
    stream.seek(0)
    assert [receive(stream) for _ in range(3)] == [b"", b"a" * 100_000, None]
    assert receive(io.BytesIO(sent[8:-1])) is None
    assert receive(io.BytesIO(sent[:5])) is None


@pytest.mark.parametrize(("description", "starts"), [("fine", False), ("[]", True)])
def test_only_what_is_not_clean_starts_a_process(
    description: str, starts: bool, tmp_path: Path
) -> None:
    Path(tmp_path, "api.yaml").write_text(API % description)
    Path(tmp_path, "flow.yaml").write_text(FLOW)
    program = """
import sys
from arazzo_gen.openapi import validate_processes
validate_processes._start = lambda: print("started", "jinja2" in sys.modules) or sys.exit(0)
from arazzo_gen.cli import main
main(["check", "flow.yaml", "--no-cache"])
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert ("started" in done.stdout) is starts, done.stderr


@pytest.mark.usefixtures("beside")
def test_what_is_found_first_is_the_same_in_every_process() -> None:
    names = [f"p{number}" for number in range(20)]
    tried = {"allOf": [{"type": "object"}], "required": names}
    document = {**GOOD, "components": {"schemas": {"A": tried}}}
    several = ValidationRunner(None, ValidatorProcesses())
    verdicts = [several.begin("3.1", document)() for _ in range(3)]
    assert verdicts[0].count == 1
    assert verdicts[0] == verdicts[1] == verdicts[2]
