"""Runs the workflow of a module by interpreting its IR, with answers that somebody gives: which
requests it sends, which branches it takes, how long it waits, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from arazzo_gen import ir
from arazzo_gen.play.context import NotPlayed, UnsendableError
from arazzo_gen.play.failures import Enough, RunError
from arazzo_gen.play.flow import run_workflow
from arazzo_gen.play.frames import Result
from arazzo_gen.play.model import Branch, Ending, Exchange, Returned
from arazzo_gen.play.polling import Clock, Polling
from arazzo_gen.play.world import Answerer, Asked, Pause, World
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue

__all__ = ["Asked", "NotPlayed", "Pause", "Polling", "Run", "base_urls", "simulate"]

WALL_CLOCK: Final = 1_767_225_600.0
"""The time at which a run starts: 2026-01-01, midnight UTC."""


@record
class Run:
    """A run.

    Attributes:
        exchanges: Its requests and their answers, in order.
        ending: How it ends; None where it has sent as many requests as it may.
        taken: The branches that its steps take, in order: one for each success, and for each
            failure one or several.
        waits: Its waits, in order.
    """

    exchanges: tuple[Exchange, ...]
    ending: Ending | None
    taken: tuple[Branch, ...]
    waits: tuple[Pause, ...]


def simulate(
    module: ir.Module,
    inputs: Mapping[str, JsonValue],
    keywords: Mapping[str, Any],
    answer: Answerer,
    *,
    polling: Polling = Polling(),  # noqa: B008 - a record does not change
    most: int = 200,
    urls: Mapping[str, str] | None = None,
    time: float = WALL_CLOCK,
) -> Run:
    """Run the workflow of a module without the module.

    Args:
        module: The module.
        inputs: The inputs by the document's names; those that are left out have their defaults.
        keywords: The credentials and supplied parameters, by `param`.
        answer: Gives the answer of each request; None where no response comes.
        polling: How loops wait.
        most: How many requests it may send.
        urls: The base URLs, by the key of the source; the documents' where it is left out.
        time: The seconds from 1970 at which the run begins.

    Raises:
        NotPlayed: Something in it cannot be evaluated without running the module.
    """
    given = base_urls(module) if urls is None else urls
    world = World(module, keywords, given, answer, polling, most, Clock(time))
    ending: Ending | None = None
    try:
        result = run_workflow(world, module.workflows[0], inputs, {}, ())
        ending = Returned(_returned(result))
    except RunError as error:
        ending = error.raised()
    except Enough:
        pass
    except RecursionError as error:
        raise NotPlayed("a value nests too deep") from error
    except UnsendableError as error:  # outside of a request: a module lets its own error pass
        raise NotPlayed(error.reason) from error
    return Run(tuple(world.exchanges), ending, tuple(world.taken), tuple(world.pauses))


def base_urls(module: ir.Module) -> dict[str, str]:
    """The base URL of each source, with the defaults of its server variables; one that cannot be
    called where the document has none."""
    found = {}
    for source in module.sources:
        defaults = {each.name: each.default or "" for each in source.variables}
        parts = source.url_parts
        made = "".join(defaults[part] if at % 2 else part for at, part in enumerate(parts))
        found[source.key] = made or "https://api.test"
    return found


def _returned(result: Result) -> tuple[tuple[str, JsonValue], ...]:
    return tuple((name, item) for name, item in result.outputs.items() if item is not None)
