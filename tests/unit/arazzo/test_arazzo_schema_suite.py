"""The official schema tests of Arazzo 1.1: what passes is silent, what fails does so in place."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from unit.arazzo.reading import Read, read

SHARED = Path(os.environ.get("ARAZZO_SHARED") or Path(__file__).parents[4] / "shared")
SUITE = SHARED / "data" / "arazzo-schema-tests"

# The lines were decided by eye: where the author has to change something.
FAILURES = {
    "async-both-operationId-and-channelPath.arazzo.yaml": {14},
    "async-channelPath-without-action.arazzo.yaml": {13},
    "async-depends-on-duplicate-values.arazzo.yaml": {20},
    "async-depends-on-empty.arazzo.yaml": {18},
    "async-depends-on-invalid-reference.arazzo.yaml": {22},
    "channel-path-is-invalid-for-openapi.arazzo.yaml": {13},
    "invalid-arazzo-version.yaml": {1},
    "invalid-async-correlation-id-non-receive-action.arazzo.yaml": {15},
    "invalid-async-parameter-without-in.arazzo.yaml": {16},
    "invalid-async.arazzo.yaml": {14},
    # It has two mistakes: `expression` for `context`, and the version.
    "invalid-expression-type-object.arazzo.yaml": {16, 20},
    "invalid-openapi-parameter-without-in.arazzo.yaml": {15},
    "invalid-openapi-success-criteria.arazzo.yaml": {14},
    "invalid-querystring-without-value.arazzo.yaml": {15},
    "invalid-selector-object.arazzo.yaml": {16},
    "invalid-self-fragment.arazzo.yaml": {2},
    "invalid-targetSelectorType.arazzo.yaml": {18},
    "invalid-workflow-step-with-operationId.arazzo.yaml": {13},
    "invalid-workflow-success-criteria.arazzo.yaml": {14},
    "not-an-object.yaml": {1},
    "openapi-both-operationId-and-operationPath.arazzo.yaml": {14},
    "openapi-duplicate-parameters.arazzo.yaml": {18},
    "openapi-missing-operation-target.arazzo.yaml": {12},
    "workflow-duplicate-parameters.arazzo.yaml": {17},
    "workflow-missing-workflowId.arazzo.yaml": {12},
    "workflow-step-with-action.arazzo.yaml": {14},
    "workflow-step-with-channelPath.arazzo.yaml": {14},
}


def suite_file(folder: str, name: str) -> Read:
    """One document of the suite, read; the test is skipped where the suite is not there."""
    path = SUITE / folder / name
    if not path.is_file():
        pytest.skip(f"the schema tests are not at {SUITE}; set ARAZZO_SHARED")
    return read(path.read_text(encoding="utf-8"), name=name)


@pytest.mark.parametrize("name", FAILURES)
def test_what_must_fail_does_so_at_the_right_line(name: str) -> None:
    got = suite_file("fail", name)
    assert {d.span.line for d in got.errors if d.span is not None} == FAILURES[name]


def test_no_failing_document_is_left_out() -> None:
    if not SUITE.is_dir():
        pytest.skip(f"the schema tests are not at {SUITE}; set ARAZZO_SHARED")
    assert {path.name for path in (SUITE / "fail").iterdir()} == FAILURES.keys()


def test_what_must_pass_is_silent() -> None:
    if not SUITE.is_dir():
        pytest.skip(f"the schema tests are not at {SUITE}; set ARAZZO_SHARED")
    names = sorted(path.name for path in (SUITE / "pass").iterdir())
    assert names
    findings = {name: suite_file("pass", name).found for name in names}
    assert {name: found for name, found in findings.items() if found} == {}


def test_published_documents_are_right_but_for_those_known_to_be_wrong() -> None:
    corpus = SHARED / "corpus"
    if not corpus.is_dir():
        pytest.skip(f"the published documents are not at {corpus}; set ARAZZO_SHARED")
    wrong = {}
    count = 0
    for path in sorted(corpus.rglob("*")):
        if path.suffix not in (".yml", ".yaml", ".json"):
            continue
        text = path.read_text(encoding="utf-8")
        if not re.search(r'^ *"?arazzo"?:', text, re.MULTILINE):
            continue
        count += 1
        codes = {diagnostic.code for diagnostic in read(text, name=path.name).errors}
        if codes:
            wrong[path.name] = codes
    assert count > 40
    # `condition` in actions, `$steps.x` in dependsOn, a list of outputs.
    assert wrong == {"support-ticket-workflow.arazzo.yaml": {"AZ110", "AZ119", "AZ103"}}
