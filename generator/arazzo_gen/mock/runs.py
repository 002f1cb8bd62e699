"""The state of the server: which run a request belongs to, and how far that run has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arazzo_gen.mock.routes import Match
from arazzo_gen.mock.scripts import Line, Script, is_safe, leaves, numbered, renamed, sent_texts
from arazzo_gen.play.model import Answer
from arazzo_gen.record import fresh, record
from arazzo_gen.text.node import JsonValue

_USUAL = frozenset({"", "0", "1", "true", "false"})
"""Values that an answer may have for any reason."""


@record(frozen=False, eq=False)
class _Run:
    """A run: its number among those of its script, how many lines have been answered, and which
    values its requests have sent for those of the script."""

    script: Script
    number: int
    done: int = 0
    said: dict[str, str] = fresh(factory=dict)


@record
class Reply:
    """What a request gets: the answer (None: no response), and the step that it is for."""

    workflow: str
    step: str
    run: int
    answer: Answer | None


class Runs:
    """The runs of all scripts.

    A request belongs to the run whose id it has: in its path, its query or its body. One that
    creates something begins a run, where its run has nothing left for it. Any other belongs to the
    run that was begun last.

    Args:
        scripts: The scripts, in the order of the workflows.
        routes: For each line of each script, what its request matches.
    """

    def __init__(self, scripts: Sequence[Script], routes: Mapping[tuple[int, int], object]) -> None:
        self._scripts = scripts
        self._routes = routes
        self._latest: dict[int, _Run] = {}
        self._of_value: dict[tuple[int, str], _Run] = {}
        self._count: dict[int, int] = {}

    def forget(self) -> None:
        """Forget all runs: the next one is the first."""
        self._latest.clear()
        self._of_value.clear()
        self._count.clear()

    def reply(
        self, match: Match, query: Sequence[tuple[str, str]], body: JsonValue
    ) -> Reply | None:
        """What a request gets; None where no script has its operation."""
        values = [*match.values.values(), *(value for _, value in query)]
        values += [str(value) for _, value in leaves(body)]
        asked = sent_texts(match.values, query, body)
        fitting = [
            (number, script, at)
            for number, script in enumerate(self._scripts)
            if (at := self._places(number, script, match))
        ]
        for number, script, at in fitting:  # a run that waits for this request
            run = self._known(number, script, at, match, values)
            if run is not None and any(index >= run.done for index in at):
                return self._answer(number, run, at, match, asked)
        for number, script, at in fitting:
            run = self._known(number, script, at, match, values)
            if run is None or not is_safe(match.route.operation.method):
                run = self._begin(number, script)
            return self._answer(number, run, at, match, asked)
        return None

    def _places(self, number: int, script: Script, match: Match) -> list[int]:
        """The lines of a script whose operation a request is for."""
        indexes = range(len(script.lines))
        return [each for each in indexes if self._routes.get((number, each)) is match.route]

    def _known(
        self, number: int, script: Script, at: list[int], match: Match, values: list[str]
    ) -> _Run | None:
        """The run that a request belongs to; None where it begins one."""
        for value in values:
            run = self._of_value.get((number, value))
            if run is not None:
                return run
        if script.lines[at[0]].starts and match.values:
            return self._of_value.get((number, _place(match)))
        return self._latest.get(number)

    def _begin(self, number: int, script: Script) -> _Run:
        count = self._count.get(number, 0) + 1
        self._count[number] = count
        run = self._latest[number] = _Run(script, count)
        return run

    def _answer(
        self, number: int, run: _Run, at: list[int], match: Match, asked: Mapping[str, str]
    ) -> Reply:
        index = next((each for each in at if each >= run.done), at[-1])
        run.done = max(run.done, index + 1)
        line = run.script.lines[index]
        if line.starts and match.values:
            self._of_value[number, _place(match)] = run
        exchange = line.exchange
        answer = exchange.answer
        if answer is not None:
            answer = renamed(answer, self._names(number, run, line, asked))
        return Reply(exchange.workflow, exchange.step, run.number, answer)

    def _names(
        self, number: int, run: _Run, line: Line, asked: Mapping[str, str]
    ) -> dict[str | int, str | int]:
        """The values of an answer that are others than in the script, for this run and request."""
        names: dict[str | int, str | int] = {}
        for value, divider in run.script.created.items():
            names[value] = numbered(value, run.number, divider)
            self._of_value[number, str(names[value])] = run
        created = {str(value) for value in names}
        own: dict[str, str] = {}
        for name, old in line.sent.items():
            new = asked.get(name, old)
            if old in created:
                own[old] = new  # perhaps an id that nobody created here
            elif new != old and old not in _USUAL:
                run.said[old] = new
        for old, new in (run.said | own).items():
            names[old] = new
            if old.isdecimal() and new.isdecimal():
                names[int(old)] = int(new)
        return names


def _place(match: Match) -> str:
    """A name for the values of a path's parameters, for requests of runs that create nothing."""
    return "\0".join([match.route.operation.path, *match.values.values()])
