"""What all tests share: a cache folder of their own, and libraries that are imported once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import openapi_spec_validator.validation  # noqa: F401 - so that no test starts a process for it
import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests out of the cache of whoever runs them."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before
