"""Random runs of the four systems, of the documents of the compiler's own tests, and of random
workflows are simulated as their modules run."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen import ir
from arazzo_gen.config import Options
from features.flow_documents import HEADER, JOBS
from features.richer_flows import richer_workflows
from lowering import lowered, lowered_document
from random_runs import loaded, run_both
from refresh import LOWERED, SYSTEMS, document

DOCUMENTS = [*map(document, SYSTEMS), *sorted(LOWERED.glob("*/*.arazzo.yaml"))]


@functools.cache
def programs(path: Path) -> list[tuple[ir.Module, ModuleType]]:
    """The modules of a document, with their IR."""
    return [(program, loaded(program)) for program in lowered_document(path)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem.partition(".")[0])
@settings(max_examples=3)
@given(seed=st.integers(0, 2**32))
def test_any_run_is_simulated_as_the_module_runs(path: Path, seed: int) -> None:
    for program, module in programs(path):
        run_both(program, module, seed)


@settings(max_examples=10)
@given(tree=richer_workflows(), seed=st.integers(0, 2**32))
def test_random_workflows_are_simulated_as_their_modules_run(
    tree: list[dict[str, Any]], seed: int
) -> None:
    text = HEADER.format(version="1.1.0") + yaml.safe_dump({"workflows": tree}, sort_keys=False)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "feature.arazzo.yaml"
        place.write_text(text)
        place.with_name("jobs.openapi.yaml").write_text(JOBS)
        options = Options(documents=(place,), cwd=place.parent, output=place, validate="off")
        modules, _ = lowered(options)
    for program in modules:  # none where it is refused, as for a step that surely never ran
        module = loaded(program)
        for number in range(6):
            run_both(program, module, seed + number)
