"""The branches of the published documents: answers are found for nearly all, and clients take them.

Prints how many branches each document has, and how many are solved: `pytest -s`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import ModuleType

import published
import pytest

from arazzo_gen import ir
from arazzo_gen.play.branches import branches
from arazzo_gen.play.model import Play
from arazzo_gen.play.plays import Solver
from arazzo_gen.python.target import PythonTarget
from playback import load_module
from played import described, replay, solved

pytestmark = pytest.mark.xdist_group("corpus")

LEAST = 0.97
"""The part of all branches that must be solved."""


def test_branches_are_solved_and_clients_take_them(tmp_path: Path) -> None:
    folder = published.corpus()
    if not folder.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {folder}")
    found = [counted(folder, case, tmp_path) for case in published.cases() if case.built]
    asked, answered = (sum(each) for each in zip(*found, strict=True))
    print(f"solved: {answered} of {asked} branches of {len(found)} documents")
    assert asked > 300
    assert answered >= LEAST * asked


def counted(folder: Path, case: published.Case, tmp_path: Path) -> tuple[int, int]:
    """How many branches the workflows of a document have, and how many are solved."""
    asked = answered = 0
    for program, facts in described(published.options_of(folder, case.path, case.options)):
        module = written(program, tmp_path)
        usual, *plays = solved(program, Solver(program, facts))
        assert isinstance(usual, Play), usual
        for play in (usual, *plays):
            if isinstance(play, Play):
                replay(program, module, play, "sync")
        asked += len(branches(program))
        answered += sum(isinstance(play, Play) for play in plays)
    print(f"{case.path}: {answered} of {asked}")
    return asked, answered


def written(program: ir.Module, tmp_path: Path) -> ModuleType:
    """The client of a module, imported."""
    path = Path(tempfile.mkdtemp(dir=tmp_path)) / program.file
    path.write_text(PythonTarget().files(program)[program.file], encoding="utf-8")
    return load_module(path)
