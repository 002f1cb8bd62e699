"""Solves the branches of documents, and runs built clients down them.

    for program, solver in solvers(options):
        for play in solved(program, solver):
            replay(program, module, play, "sync")

A client that sends another request than the play says, waits otherwise or ends otherwise fails the
test: the simulation that confirms a play and the module that a build writes must not differ.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx

from arazzo_gen import ir
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.lowering import lower_described
from arazzo_gen.openapi.validate_processes import ValidatorProcesses
from arazzo_gen.play.branches import branches
from arazzo_gen.play.described import Described
from arazzo_gen.play.model import Play, Unsolved
from arazzo_gen.play.plays import Solver
from arazzo_gen.play.simulate import Pause, Run, base_urls
from arazzo_gen.record import replace
from playback import Exchange, Mode, execute
from simulated import compare_ending, compare_request, compare_waits, response_of


def described(options: Options) -> list[tuple[ir.Module, Described]]:
    """The modules of documents with what these say of them; OpenAPI documents are not validated."""
    report = Report()
    given = (replace(options, validate="off"), report, None, None, ValidatorProcesses())
    return lower_described(*given)


def solved(program: ir.Module, solver: Solver) -> Iterator[Play | Unsolved]:
    """The usual run of a module, then a run down each of its branches."""
    yield solver.usual()
    yield from (solver.play(branch) for branch in branches(program))


def replay(program: ir.Module, module: ModuleType, play: Play, mode: Mode) -> None:
    """Run a client with the answers of a play: requests, waits and the end must be those of it."""
    urls = base_urls(program)
    exchanges = [
        Exchange(
            each.sent.method,
            httpx.URL(urls[each.sent.source]).raw_path.decode().rstrip("/") + each.sent.path,
            answer=None if each.answer is None else functools.partial(response_of, each.answer),
            error=httpx.ConnectError("no connection") if each.answer is None else None,
        )
        for each in play.exchanges
    ]
    outcome = execute(module, mode, exchanges, **arguments(program, module, play))
    for exchange, request in zip(play.exchanges, outcome.requests, strict=True):
        compare_request(exchange.sent, request, urls[exchange.sent.source])
    waits = [Pause(each.step, each.wait) for each in play.exchanges if each.wait]
    run = Run(play.exchanges, play.ending, (), tuple(waits))
    compare_waits(run, replace_waits(outcome), jitter=0)
    compare_ending(program, run, outcome)


def replace_waits(outcome: Any) -> Any:
    """An outcome without waits of no length, which a play does not tell."""
    outcome.waits[:] = [wait for wait in outcome.waits if wait]
    return outcome


def arguments(program: ir.Module, module: ModuleType, play: Play) -> dict[str, Any]:
    """What `run` is called with in a play."""
    workflow, inputs = program.workflows[0], dict(play.inputs)
    given: dict[str, Any] = dict(play.keywords)
    given |= {each.param: inputs[each.name] for each in workflow.inputs if each.name in inputs}
    for source in program.sources:
        lacks = source.url is None or any(each.default is None for each in source.variables)
        if lacks and source.key in workflow.sources:
            given[source.param] = base_urls(program)[source.key]
    if hasattr(module, "Polling"):
        given["polling"] = module.Polling(jitter=0)
    return given
