"""The JSONPath compliance suite, parsed, emitted and run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.expressions.jsonpath.parser import JsonPathError, ParsedQuery, parse_query
from unit.jsonpath.compiled import function

_SHARED = Path(os.environ.get("ARAZZO_SHARED") or Path(__file__).parents[4] / "shared")
_FILE = _SHARED / "data" / "jsonpath-cts.json"


def _cases() -> list[dict[str, Any]]:
    if not _FILE.is_file():
        return []
    cases: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))["tests"]
    return cases


_CASES = _cases()
_needs_suite = pytest.mark.skipif(not _CASES, reason=f"no compliance suite at {_FILE}")


@_needs_suite
def test_every_invalid_selector_is_diagnosed_inside_its_text() -> None:
    invalid = [case["selector"] for case in _CASES if case.get("invalid_selector")]
    assert len(invalid) > 200
    for selector in invalid:
        parsed = parse_query(selector)
        assert isinstance(parsed, JsonPathError), selector
        assert 0 <= parsed.offset <= len(selector)


@_needs_suite
def test_every_valid_selector_gives_the_nodes_of_the_suite() -> None:
    wrong: list[str] = []
    valid = [case for case in _CASES if not case.get("invalid_selector")]
    assert len(valid) > 400
    for case in valid:
        parsed = parse_query(case["selector"])
        assert isinstance(parsed, ParsedQuery), (case["selector"], parsed)
        nodes = json.dumps(list(function(parsed.query)(case["document"])))
        results = case["results"] if "results" in case else [case["result"]]
        if nodes not in [json.dumps(result) for result in results]:
            wrong.append(f"{case['name']}: {case['selector']} gave {nodes}")
    assert wrong == []
