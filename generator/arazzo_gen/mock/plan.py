"""Decides how workflows are played: by which runs, down which branches, with how many polls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.mock.echoes import with_echoes
from arazzo_gen.mock.ids import with_fixed, with_valid_ids
from arazzo_gen.mock.rounds import Rounds
from arazzo_gen.mock.routes import Route, new_route
from arazzo_gen.mock.scripts import Script, new_script, with_polls, without_waits
from arazzo_gen.mock.states import moved, spread, states
from arazzo_gen.play.described import Described
from arazzo_gen.play.model import Answer, Branch, Play, Unsolved
from arazzo_gen.record import record
from arazzo_gen.typing.nodes import Nodes


class WrongWay(Exception):
    """A `--take` that names no branch, or one that no run was found for."""


@record
class Known:
    """A workflow, and the runs of it that are known.

    Attributes:
        module: Its module.
        described: What the documents say of it.
        nodes: What is known of their schemas.
        usual: The run from its start to its end.
        plays: A run for each branch, or why there is none.
    """

    module: ir.Module
    described: Described
    nodes: Nodes
    usual: Play | Unsolved
    plays: tuple[Play | Unsolved, ...]

    @property
    def name(self) -> str:
        """The id of the workflow."""
        return self.module.workflows[0].id


@record
class Planned:
    """A workflow as it is played: its script, and what leads it ("" for nothing)."""

    known: Known
    script: Script
    lead: str


def way(branch: Branch) -> str:
    """How `--take` names a branch."""
    if branch.kind == "action":
        return f"{branch.step}:{branch.action}"
    if branch.kind == "spent":
        return f"{branch.step}:{branch.action}:spent"
    return f"{branch.step}:{branch.kind}"


def ways(known: Known) -> tuple[str, ...]:
    """What `--take` may be given for a workflow."""
    return tuple(dict.fromkeys(way(each.branch) for each in known.plays if isinstance(each, Play)))


def planned(
    known: Sequence[Known], take: Sequence[str], polls: int, *, real_time: bool = False
) -> list[Planned]:
    """How workflows are played; those are left out of which no run is known.

    Args:
        known: The workflows.
        take: The branches that runs are led down, as `way` names them.
        polls: How often a polled step is answered with "still going" first.
        real_time: Whether Retry-After stays as it is, instead of 0. It stays, too, where it is what
            leads a run to a timeout.

    Raises:
        WrongWay: There is no such branch, or no run down it; two for one workflow.
    """
    leads: dict[int, str] = {}
    runs: list[Play | Unsolved] = [each.usual for each in known]
    for text in take:
        number, runs[number] = _found(text, known)
        if number in leads:
            name = known[number].name
            raise WrongWay(f"{leads[number]} and {text} are both of the workflow {name!r}")
        leads[number] = text
    routes: dict[tuple[str, str, str], Route] = {}
    found = []
    for number, (each, run) in enumerate(zip(known, runs, strict=True)):
        if isinstance(run, Unsolved):
            continue
        lead = leads.get(number, "")
        script = _script(each, run, run.branch if lead else None, polls, routes)
        if not real_time and not (lead and run.branch.kind == "timeout"):
            script = without_waits(script)
        found.append(Planned(each, script, lead))
    return found


def left_out(known: Sequence[Known], plan: Sequence[Planned]) -> Iterator[str]:
    """Why workflows are not played, a line for each."""
    played = {each.known.name for each in plan}
    for each in known:
        if each.name not in played and isinstance(each.usual, Unsolved):
            yield f"the workflow {each.name!r} is not played: {each.usual.reason}"


def _script(
    known: Known,
    play: Play,
    led: Branch | None,
    polls: int,
    routes: dict[tuple[str, str, str], Route],
) -> Script:
    """The script of a run.

    Args:
        known: Its workflow.
        play: The run.
        led: The branch that it is led down, where it is led; its step is not polled besides.
        polls: How often the others are.
        routes: The routes that are known by source, method and path; takes new ones.
    """
    names = {source.key: source.name for source in known.module.sources}
    operations = known.described.operations
    echoed = with_echoes(known.module, play, operations, known.nodes)
    rounds = Rounds(known.module, known.plays, operations, known.nodes)
    place = (led.workflow, led.step) if led is not None else None
    longer = rounds.added(play, echoed, polls, place)
    lines: list[Route] = []
    for exchange in longer.exchanges:
        operation = operations[exchange.workflow, exchange.step]
        key = (names[exchange.sent.source], operation.method, operation.path)
        lines.append(routes.setdefault(key, new_route(key[0], operation)))
    script = with_valid_ids(new_script(known.name, longer, lines), known.nodes)
    script = with_fixed(known.module, script, known.nodes)
    going_on = _still_going(known, play, echoed, polls)
    return with_polls(script, {key: each for key, each in going_on.items() if not _is(led, key)})


def _is(branch: Branch | None, step: tuple[str, str]) -> bool:
    return branch is not None and (branch.workflow, branch.step) == step


def _still_going(
    known: Known, usual: Play, echoed: Play, polls: int
) -> dict[tuple[str, str], list[Answer]]:
    """The answers of polled steps before their loops end, by workflow and step."""
    ends = {(x.workflow, x.step): x.answer for x in usual.exchanges}
    shown = {(x.workflow, x.step): x.answer for x in echoed.exchanges}
    found: dict[tuple[str, str], list[Answer]] = {}
    for place, end in ends.items():
        step = known.module.workflow(place[0]).step(place[1])
        play = _going_on(known, place, step)
        if end is None or play is None:
            continue
        operation = known.described.operations[place]
        answers = states(known.module, play, operation, end, known.nodes)
        like = shown.get(place) or end
        many = min(polls, _most(step, play.branch))
        found[place] = spread([moved(each, end, like) for each in answers], many)
    return found


def _going_on(known: Known, place: tuple[str, str], step: ir.Step) -> Play | None:
    """A run in which the loop over a step goes on; None where there is no such loop or run."""
    if step.wait is None:
        return None
    for play in known.plays:
        if isinstance(play, Play) and _is(play.branch, place) and _goes_on(play, step.wait):
            return play
    return None


def _goes_on(play: Play, wait: ir.Wait) -> bool:
    """Whether the loop over its step goes on in a run, with an answer that is no error."""
    branch = play.branch
    keys = wait.on_success if branch.side == "success" else wait.on_failure
    if branch.kind not in ("action", "none") or branch.key not in keys:
        return False
    first = next((x.answer for x in play.exchanges if x.step == branch.step), None)
    return first is not None and first.status < 300


def _most(step: ir.Step, branch: Branch) -> int:
    """How often a run can go down a branch before its attempts are used up."""
    decisions = [each for each in (step.success, step.failure) if each is not None]
    choices = [choice for each in decisions for choice in each.choices]
    limits = [choice.limit for choice in choices if choice.key == branch.key and choice.limit]
    return min(limits, default=1000)


def _found(text: str, known: Sequence[Known]) -> tuple[int, Play]:
    """The workflow and the run that a `--take` names."""
    unsolved: Unsolved | None = None
    for number, each in enumerate(known):
        for play in each.plays:
            if way(play.branch) != text:
                continue
            if isinstance(play, Play):
                return number, play
            unsolved = play
    if unsolved is not None:
        raise WrongWay(f"no run goes down {text}: {unsolved.reason}")
    names = [name for each in known for name in ways(each)]
    near = nearest(text, names)
    hint = f"did you mean {near}?" if near else listed(names, "there are")
    raise WrongWay(f"there is no branch {text}; {hint}")
