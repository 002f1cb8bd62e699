"""The clients of the four systems: those that are checked in, and the same in one package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from building import build_paths
from playback import load_module
from refresh import GENERATED, SYSTEMS, document


@pytest.fixture(scope="session", params=["standalone", "package"])
def client_module(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], ModuleType]:
    """Loads a client by its path under `generated/`, once."""
    loaded: dict[str, ModuleType] = {}
    package: dict[str, Path] = {}
    if request.param == "package":
        folder = tmp_path_factory.mktemp("package")
        built = build_paths([document(one) for one in SYSTEMS], folder, "--layout", "package")
        assert built.status == 0, built.report
        package = built.files

    def load(path: str) -> ModuleType:
        if path not in loaded:
            loaded[path] = load_module(package.get(Path(path).stem, GENERATED / path))
        return loaded[path]

    return load
