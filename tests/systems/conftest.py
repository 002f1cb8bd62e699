"""The clients of the four systems: those that are checked in, the same in one package, and with a
durable form, which has to do the same however often it is killed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from building import build_paths
from playback import load_module
from refresh import GENERATED, SYSTEMS, document


@pytest.fixture(scope="session", params=["standalone", "package", "durable"])
def client_module(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], ModuleType]:
    """Loads a client by its path under `generated/`, once."""
    loaded: dict[str, ModuleType] = {}
    made: dict[str, Path] = {}
    flags = {"package": ["--layout", "package"], "durable": ["--durable"]}.get(request.param)
    if flags is not None:
        folder = tmp_path_factory.mktemp(request.param)
        built = build_paths([document(one) for one in SYSTEMS], folder, *flags)
        assert built.status == 0, built.report
        made = built.files

    def load(path: str) -> ModuleType:
        if path not in loaded:
            loaded[path] = load_module(made.get(Path(path).stem, GENERATED / path))
        return loaded[path]

    return load
