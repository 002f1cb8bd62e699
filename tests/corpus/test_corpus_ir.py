"""The IR of every published document, and of every conformance case, holds together."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import conformance
import published
import pytest
import yaml

from arazzo_gen.config import Options
from arazzo_gen.record import replace
from lowering import checked, lowered
from playback import load_module

CASES = published.cases()

pytestmark = pytest.mark.xdist_group("corpus")


def wrong(options: Options) -> tuple[int, list[str]]:
    """How many modules a document gives, and what is wrong with them."""
    modules, _ = lowered(replace(options, validate="off"))
    return len(modules), [line for module in modules for line in checked(module)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path} {case.options}".strip())
def test_of_a_published_document(case: published.Case) -> None:
    folder = published.corpus()
    if not folder.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {folder}")
    assert wrong(published.options_of(folder, case.path, case.options)) == (case.built, [])


def test_of_the_conformance_cases(tmp_path: Path) -> None:
    folder = conformance.conformance()
    if not folder.is_dir():
        pytest.skip(f"the conformance cases are not here: {folder}")
    runner: ModuleType = load_module(folder / "run.py")
    built = 0
    for path in sorted((folder / "cases").rglob("*.yaml")):
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        place = tmp_path / path.stem
        place.mkdir()
        document = runner.write_document(case, place)
        options = Options(documents=(document,), cwd=place, output=place, keep_going=True)
        count, lines = wrong(options)
        assert lines == [], path.name
        built += count
    assert built > 0
