"""What `arazzo-gen mock` does: lowers documents, finds their runs, and serves them until Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NoReturn

import click

from arazzo_gen import ir
from arazzo_gen.cli_options import options_from
from arazzo_gen.cli_remote import open_remote
from arazzo_gen.cli_run import finish, may_write, reason, run_compiler, say
from arazzo_gen.config import FOR_PEOPLE, Options
from arazzo_gen.lowering import lower_described
from arazzo_gen.mock.api import MockApi, Served
from arazzo_gen.mock.checks import Checker
from arazzo_gen.mock.page import Told, page, python_call
from arazzo_gen.mock.plan import Known, WrongWay, left_out, planned, ways
from arazzo_gen.mock.received import as_received
from arazzo_gen.mock.routes import Match
from arazzo_gen.mock.server import LOOPBACK, PAGE, Manner, MockServer, log_json, log_line
from arazzo_gen.play.described import Described
from arazzo_gen.play.plays import Solver
from arazzo_gen.record import record, replace
from arazzo_gen.typing.nodes import Nodes


@record
class Wishes:
    """What the command line says of the mock.

    Attributes:
        manner: How the server behaves.
        checks: Whether requests are checked against the OpenAPI documents.
        polls: How often a polled step is answered with "still going" first.
        take: The branches that runs are led down.
        seed: Chooses among the values that answers may have.
        real_time: Whether Retry-After stays as it is.
        form: How requests are logged.
    """

    manner: Manner
    checks: bool
    polls: int
    take: tuple[str, ...]
    seed: int
    real_time: bool
    form: Literal["text", "json"]


def wishes_from(given: dict[str, Any]) -> tuple[Options, Wishes]:
    """What the parameters of the command say: the documents, and how they are served."""
    manner = Manner(*(given.pop(name) for name in ("host", "port", "delay", "cors")))
    checks = not given.pop("no_check")
    names = ("polls", "take", "seed", "real_time", "form")
    wishes = Wishes(manner, checks, *(given.pop(name) for name in names))
    return options_from(given), wishes


def run(options: Options, wishes: Wishes) -> NoReturn:
    """Serve the workflows of documents, and end the command with Ctrl-C.

    Args:
        options: Which documents and workflows.
        wishes: How they are served.
    """
    shown = options.format if options.format in FOR_PEOPLE else "full"
    options = replace(options, format=shown, keep_going=False)
    remote = open_remote(options)
    lowered, report = run_compiler(lambda: lower_described, options, remote)
    if not lowered or not may_write(report, options):
        if not report.has_errors and not lowered:
            say("there is no workflow to play\n", err=True)
        finish(report, replace(options, cache=False), {}, remote)
    serve(mock_of(known_of(lowered, wishes.seed), wishes), wishes)


@record
class Mock:
    """What is served: the API, what the page says of each of its scripts, and why other workflows
    are not played."""

    api: MockApi
    told: tuple[Told, ...]
    left: tuple[str, ...]


def known_of(lowered: Sequence[tuple[ir.Module, Described]], seed: int) -> list[Known]:
    """The runs of some workflows."""
    found = []
    for module, described in lowered:
        solver = Solver(module, described, seed=seed)
        nodes = Nodes(described.refs)
        found.append(Known(module, described, nodes, solver.usual(), solver.plays()))
    return found


def mock_of(known: Sequence[Known], wishes: Wishes) -> Mock:
    """The mock of some workflows.

    Raises:
        click.UsageError: A `--take` names no branch of them.
        click.ClickException: None of them can be played.
    """
    try:
        plan = planned(known, wishes.take, wishes.polls, real_time=wishes.real_time)
    except WrongWay as error:
        raise click.UsageError(str(error)) from None
    left = tuple(left_out(known, plan))
    if not plan:
        raise click.ClickException("\n".join(left))
    checker = None
    if wishes.checks and known:
        # The documents of a run share what follows their references.
        checker = Checker(known[0].nodes)
        for line in (line for each in plan for line in each.script.lines):
            sent = line.exchange.sent
            spelled = line.route.spelled(sent.path) or {}
            checker.excuse(as_received(sent), Match(line.route, spelled))
    told = tuple(Told(each.known.module, each.lead, ways(each.known)) for each in plan)
    return Mock(MockApi([each.script for each in plan], checker), told, left)


def serve(mock: Mock, wishes: Wishes) -> NoReturn:
    """Serve until Ctrl-C."""
    write = log_json if wishes.form == "json" else log_line

    def log(served: Served, milliseconds: float) -> None:
        say(write(served, milliseconds) + "\n")

    try:
        server = started(mock, wishes.manner, log)
    except OSError as error:
        place = f"{wishes.manner.host}:{wishes.manner.port}"
        raise click.ClickException(f"cannot listen on {place}: {reason(error)}") from None
    with server:
        say("".join(f"{line}\n" for line in mock.left), err=True)
        say(_greeting(mock, server), err=wishes.form == "json")
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            say("\n", err=True)
    raise SystemExit(0)


def started(mock: Mock, manner: Manner, log: Callable[[Served, float], None]) -> MockServer:
    """The server of a mock, which listens, and serves nothing yet."""
    return MockServer(mock.api, manner, lambda server: page(mock.api, mock.told, server.url), log)


def _greeting(mock: Mock, server: MockServer) -> str:
    lines = [
        f"The mock listens on {server.url}. {server.url}{PAGE} is a page about it. Ctrl-C ends it."
    ]
    if server.manner.host not in LOOPBACK:
        lines.append("Other machines can reach it: it asks nobody who they are.")
    for script, told in zip(mock.api.scripts, mock.told, strict=True):
        lines += ["", python_call(script, told.module, server.url)]
    return "\n".join(lines) + "\n\n"
