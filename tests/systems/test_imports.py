"""Importing a client costs little: it loads next to nothing that httpx has not loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

GENERATED = Path(__file__).resolve().parents[2] / "generated"

LOADS = """
import json, runpy, sys
import httpx
before = set(sys.modules)
runpy.run_path(sys.argv[1])
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.mark.parametrize("path", sorted(GENERATED.glob("*/*.py")), ids=lambda path: path.stem)
def test_a_client_loads_what_httpx_has_loaded(path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADS, str(path)], capture_output=True, text=True, check=True
    )
    # runpy is how the test runs it; asyncio alone would take longer than all the rest.
    assert set(json.loads(ran.stdout)) <= {"dataclasses", "pkgutil", "runpy"}
