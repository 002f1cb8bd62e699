"""The branches of the four systems: answers are found for each, and the clients take them."""

from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.config import Options
from arazzo_gen.play.branches import branches
from arazzo_gen.play.model import Play, Returned
from arazzo_gen.play.plays import Solver
from arazzo_gen.play.replies import Replies
from arazzo_gen.play.valid import is_valid
from playback import load_module
from played import described, replay, solved

ROOT = Path(__file__).resolve().parents[2]
SYSTEMS = {"cloudflare": 26, "knock": 10, "knowledge_stack": 8, "wave": 7}
"""How many branches the workflows of each system have."""


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_branch_is_solved_and_the_client_takes_it(system: str) -> None:
    count = 0
    for program, facts in described(options_of(system)):
        module = load_module(ROOT / "generated" / system / program.file)
        replies = Replies(program, facts)
        count += len(branches(program))
        for number, play in enumerate(solved(program, Solver(program, facts))):
            assert isinstance(play, Play), play
            if number == 0:
                assert isinstance(play.ending, Returned)
            replay(program, module, play, "sync")
            replay(program, module, play, "async")
            for each in play.exchanges:
                if each.answer is not None and not each.answer.remarks:
                    schema = replies.schema(each.workflow, each.step, each.answer)
                    assert is_valid(replies.nodes, schema, each.answer.body)
    assert count == SYSTEMS[system]


@pytest.mark.parametrize("system", SYSTEMS)
def test_plays_are_the_same_every_time(system: str) -> None:
    first, second = (
        [play for program, facts in described(options_of(system))
         for play in solved(program, Solver(program, facts))]
        for _ in range(2)
    )  # fmt: skip
    assert first == second


def options_of(system: str) -> Options:
    """The options with which a system is built."""
    (document,) = (ROOT / "tests" / "cases" / system).glob("*.arazzo.yaml")
    return Options(documents=(document,), cwd=document.parent, output=document.parent / "unused")
