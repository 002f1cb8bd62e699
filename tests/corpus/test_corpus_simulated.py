"""Random runs of the clients of published documents are simulated as their modules run."""

from __future__ import annotations

import functools
import os
from types import ModuleType

import published
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen import ir
from arazzo_gen.record import replace
from lowering import lowered
from random_runs import loaded, run_both

CASES = [case for case in published.cases() if case.built]

pytestmark = [
    pytest.mark.xdist_group("corpus"),
    pytest.mark.skipif(not os.environ.get("EXAMPLES"), reason="it takes long: `make random`"),
]


@functools.cache
def programs(case: published.Case) -> list[tuple[ir.Module, ModuleType]]:
    """The modules of a published document, with their IR."""
    folder = published.corpus()
    if not folder.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {folder}")
    options = published.options_of(folder, case.path, case.options)
    modules, _ = lowered(replace(options, validate="off"))
    return [(program, loaded(program)) for program in modules]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path} {case.options}".strip())
@settings(max_examples=2)
@given(seed=st.integers(0, 2**32))
def test_runs_of_a_published_document(case: published.Case, seed: int) -> None:
    for program, module in programs(case):
        run_both(program, module, seed)
