"""mermaid's own parser accepts the drawing of every published document and conformance case."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import conformance
import published
import pytest
import yaml

from arazzo_gen.config import Options
from arazzo_gen.draw.chart import picture
from mermaid.accepted import accepted, modules_of
from playback import load_module

pytestmark = pytest.mark.xdist_group("corpus")


def test_drawings_of_published_documents() -> None:
    folder = published.corpus()
    if not folder.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {folder}")
    pictures = {}
    for case in published.cases():
        modules = modules_of(published.options_of(folder, case.path, case.options))
        assert len(modules) == case.built
        if modules:
            pictures[f"{case.path} {case.options}"] = picture(modules)
    assert len(pictures) > 5
    accepted(pictures)


def test_drawings_of_the_conformance_cases(tmp_path: Path) -> None:
    folder = conformance.conformance()
    if not folder.is_dir():
        pytest.skip(f"the conformance cases are not here: {folder}")
    runner: ModuleType = load_module(folder / "run.py")
    pictures = {}
    for path in sorted((folder / "cases").rglob("*.yaml")):
        place = tmp_path / path.stem
        place.mkdir()
        document = runner.write_document(yaml.safe_load(path.read_text(encoding="utf-8")), place)
        modules = modules_of(Options(documents=(document,), cwd=place, output=place))
        if modules:
            pictures[path.name] = picture(modules)
    assert pictures
    accepted(pictures)
