"""The checked-in clients of the four systems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from playback import load_module

GENERATED = Path(__file__).resolve().parents[2] / "generated"


@pytest.fixture(scope="session")
def client_module() -> Callable[[str], ModuleType]:
    """Loads a checked-in client by its path under `generated/`, once."""
    loaded: dict[str, ModuleType] = {}

    def load(path: str) -> ModuleType:
        if path not in loaded:
            loaded[path] = load_module(GENERATED / path)
        return loaded[path]

    return load
