"""Random runs of the four systems, and of the documents of the compiler's own tests, are simulated
as their modules run."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen import ir
from arazzo_gen.play.context import NotPlayed
from arazzo_gen.python.target import PythonTarget
from lowering import lowered_document
from playback import Mode, execute, load_module
from random_runs import RandomRuns
from refresh import LOWERED, SYSTEMS, document
from simulated import Incomparable, compare

DOCUMENTS = [*map(document, SYSTEMS), *sorted(LOWERED.glob("*/*.arazzo.yaml"))]


@functools.cache
def programs(path: Path) -> list[tuple[ir.Module, ModuleType]]:
    """The modules of a document, with their IR."""
    found = []
    for program in lowered_document(path):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / program.file
            place.write_text(PythonTarget().files(program)[program.file])
            found.append((program, load_module(place)))
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem.partition(".")[0])
@settings(max_examples=4)
@given(seed=st.integers(0, 2**32))
def test_any_run_is_simulated_as_the_module_runs(path: Path, seed: int) -> None:
    for program, module in programs(path):
        try:
            drawn = RandomRuns(program, seed).drawn()
        except NotPlayed:
            continue
        if drawn is None:
            continue
        exchanges, arguments = drawn
        arguments["polling"] = module.Polling(jitter=0.0)
        mode: Mode = "async" if seed % 4 == 0 else "sync"
        outcome = execute(module, mode, exchanges, **arguments)
        try:
            compare(program, exchanges, arguments, outcome)
        except Incomparable:
            continue
