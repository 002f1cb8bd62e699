"""The import of the validator without pydantic, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json, sys
from arazzo_gen.openapi import settings, validate_worker
{before}
settings.import_without_pydantic(validate_worker._library)
imported = sorted({{"pydantic", "pydantic_settings"}} & sys.modules.keys())
document = {{"openapi": "3.1.0", "info": {{"title": ["A"], "version": 1.5}}, "paths": {{}}}}
verdict = validate_worker.run_validator("3.1", document)
print(json.dumps([imported, verdict.count, verdict.failure]))
"""


def imported(before: str = "", **variables: str) -> list[str]:
    """What is there of pydantic once the library is imported, which then finds what it should."""
    program = PROGRAM.format(before=before)
    env = {**os.environ, **variables}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env
    )
    found, count, failure = json.loads(done.stdout)
    assert (count, failure) == (2, None)
    return list(found)


def test_the_library_does_without() -> None:
    assert imported() == []


@pytest.mark.parametrize(
    "before",
    [
        "settings._stand_ins = lambda: {'pydantic': type(sys)('pydantic')}",
        "settings._field = None",
        "settings._Settings = bool",
        "settings._has_settings = lambda: False",
    ],
)
def test_where_the_stand_ins_lack_something_it_gets_pydantic(before: str) -> None:
    assert imported(before) == ["pydantic", "pydantic_settings"]


def test_settings_of_the_user_are_read() -> None:
    found = imported(OPENAPI_SPEC_VALIDATOR_SCHEMA_VALIDATOR_BACKEND="jsonschema")
    assert found == ["pydantic", "pydantic_settings"]
