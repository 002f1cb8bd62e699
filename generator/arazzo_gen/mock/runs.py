"""The state of the server: which run a request belongs to, and how far that run has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arazzo_gen.mock.routes import Match, Route
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

    number: int
    done: int = 0
    said: dict[str, str] = fresh(factory=dict)


@record
class _Asked:
    """A request: what it matches, what it sends by name, and all values that it sends, as text."""

    match: Match
    texts: Mapping[str, str]
    values: tuple[str, ...]


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
    """

    def __init__(self, scripts: Sequence[Script]) -> None:
        self._scripts = scripts
        self._runs = [_ScriptRuns(script) for script in scripts]

    def forget(self) -> None:
        """Forget all runs: the next one is the first."""
        self._runs = [_ScriptRuns(script) for script in self._scripts]

    def reply(
        self, match: Match, query: Sequence[tuple[str, str]], body: JsonValue
    ) -> Reply | None:
        """What a request gets; None where no script has its operation."""
        values = [*match.values.values(), *(value for _, value in query)]
        values += [str(value) for _, value in leaves(body)]
        asked = _Asked(match, sent_texts(match.values, query, body), tuple(values))
        fitting = [each for each in self._runs if each.has(match.route)]
        waiting = (each for each in fitting if each.waits_for(asked))
        chosen = next(waiting, fitting[0] if fitting else None)
        return chosen.reply(asked) if chosen is not None else None


class _ScriptRuns:
    """The runs of one script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._latest: _Run | None = None
        self._of_value: dict[str, _Run] = {}

    def has(self, route: Route) -> bool:
        """Whether the script has requests of an operation."""
        return any(line.route is route for line in self._script.lines)

    def waits_for(self, asked: _Asked) -> bool:
        """Whether the run that a request belongs to has not come to its end of the script yet."""
        run = self._known(asked)
        return run is not None and any(index >= run.done for index in self._places(asked))

    def reply(self, asked: _Asked) -> Reply:
        """What a request gets that the script has."""
        run = self._known(asked)
        at = self._places(asked)
        if run is None or (at[-1] < run.done and not is_safe(asked.match.route.operation.method)):
            run = self._latest = _Run(self._latest.number + 1 if self._latest is not None else 1)
        index = next((each for each in at if each >= run.done), at[-1])
        run.done = max(run.done, index + 1)
        line = self._script.lines[index]
        if line.starts and asked.match.values:
            self._of_value[_place(asked.match)] = run
        exchange = line.exchange
        answer = exchange.answer
        if answer is not None:
            answer = renamed(answer, self._names(run, line, asked.texts))
        return Reply(exchange.workflow, exchange.step, run.number, answer)

    def _places(self, asked: _Asked) -> list[int]:
        """The lines whose operation a request is for."""
        lines = enumerate(self._script.lines)
        return [index for index, line in lines if line.route is asked.match.route]

    def _known(self, asked: _Asked) -> _Run | None:
        """The run that a request belongs to; None where it begins one."""
        for value in asked.values:
            if value in self._of_value:
                return self._of_value[value]
        if self._script.lines[self._places(asked)[0]].starts and asked.match.values:
            return self._of_value.get(_place(asked.match))
        return self._latest

    def _names(self, run: _Run, line: Line, texts: Mapping[str, str]) -> dict[str | int, str | int]:
        """The values of an answer that are others than in the script, for this run and request."""
        names: dict[str | int, str | int] = {}
        for value, divider in self._script.created.items():
            names[value] = numbered(value, run.number, divider)
            self._of_value[str(names[value])] = run
        created = {str(value) for value in names}
        own: dict[str, str] = {}
        for name, old in line.sent.items():
            new = texts.get(name)
            if new is None:
                continue
            if old in created:
                own[old] = new  # perhaps an id that nobody created here
            elif new != old and old not in _USUAL and old not in self._script.fixed:
                run.said[old] = new
        for old, new in (run.said | own).items():
            names[old] = new
            if old.isdecimal() and new.isdecimal():
                names[int(old)] = int(new)
        return names


def _place(match: Match) -> str:
    """A name for the values of a path's parameters, for requests of runs that create nothing."""
    return "\0".join([match.route.operation.path, *match.values.values()])
