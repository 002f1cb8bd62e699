"""Lets loops over several steps go round some times: their rounds are what a run sends from the
step that a jump leads back to, until it jumps back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from arazzo_gen import ir
from arazzo_gen.mock.states import moved, spread, states
from arazzo_gen.openapi.model import Operation
from arazzo_gen.play.again import played_again
from arazzo_gen.play.branches import ways_of
from arazzo_gen.play.model import Answer, Exchange, Play, Unsolved
from arazzo_gen.record import record, replace
from arazzo_gen.typing.nodes import Nodes

Key = tuple[str, str]


@record
class _Round:
    """A round of a loop: before which request of the usual run it stands, its requests, and the
    play that goes round once."""

    at: int
    exchanges: tuple[Exchange, ...]
    play: Play


class Rounds:
    """The loops of a workflow that are longer than a step.

    Args:
        module: The module.
        plays: A run for each branch, or why there is none.
        operations: The operation of each step.
        nodes: What is known of schemas.
    """

    def __init__(
        self,
        module: ir.Module,
        plays: Sequence[Play | Unsolved],
        operations: Mapping[Key, Operation],
        nodes: Nodes,
    ) -> None:
        self._module = module
        self._plays = [each for each in plays if isinstance(each, Play)]
        self._operations = operations
        self._nodes = nodes

    def added(self, usual: Play, echoed: Play, polls: int, led: Key | None) -> Play:
        """The run of `echoed`, which goes round each loop some times before it ends.

        Args:
            usual: The run as it was found.
            echoed: The same with answers that fit each other.
            polls: How often it goes round.
            led: The step that it is led to, whose loop is left as it is.
        """
        exchanges = list(echoed.exchanges)
        found = [each for each in self._of(usual) if _key_of(each.play) != led]
        for each in sorted(found, key=lambda found: found.at, reverse=True):
            more = [
                x for n in self._states(each, usual, polls) for x in _told(each, usual, echoed, n)
            ]
            exchanges[each.at : each.at] = more
        return replace(echoed, exchanges=tuple(exchanges))

    def _of(self, usual: Play) -> Iterator[_Round]:
        """The rounds of the loops that a run passes."""
        known: set[Key] = set()
        for play in self._plays:
            key = _key_of(play)
            if key in known or not self._jumps_back(play):
                continue
            found = self._round(usual, play)
            if found is not None:
                known.add(key)
                yield found

    def _jumps_back(self, play: Play) -> bool:
        """Whether the branch of a play is a jump back from one step to another."""
        branch = play.branch
        workflow = self._module.workflow(branch.workflow)
        if branch.kind != "action" or workflow.step(branch.step).wait is not None:
            return False
        routes = ways_of(workflow).get(branch.step, ())
        return any(
            stop.waits
            for route in routes
            if route.outcome.key == branch.key and route.failed is (branch.side == "failure")
            for stop in route.stops
        )

    def _round(self, usual: Play, play: Play) -> _Round | None:
        """The round that a play goes once, where it is else the usual run."""
        steps = [_step(each) for each in play.exchanges]
        if _key_of(play) not in steps:
            return None
        back = steps.index(_key_of(play)) + 1
        at = len(usual.exchanges) - (len(steps) - back)
        last = play.exchanges[back - 1].answer
        if not 0 <= at < back or last is None or last.status >= 300:
            return None
        before, rest = usual.exchanges[:at], usual.exchanges[at:]
        ends_alike = steps[back:] == [_step(each) for each in rest]
        own = {_step(each) for each in rest}
        round_ = play.exchanges[at:back]
        if not ends_alike or not all(_step(each) in own and each.answer for each in round_):
            return None
        answers = [each.answer for each in (*before, *round_, *rest)]
        run = played_again(self._module, usual, answers)
        if run is None or len(run.exchanges) != len(answers) or run.ending != usual.ending:
            return None
        return _Round(at, round_, play)

    def _states(self, found: _Round, usual: Play, polls: int) -> list[Answer]:
        """The answers with which a loop goes on, one for each round."""
        key = _key_of(found.play)
        end = next(each.answer for each in usual.exchanges[found.at :] if _step(each) == key)
        if end is None:
            return []
        operation = self._operations[key]
        return spread(states(self._module, found.play, operation, end, self._nodes), polls)


def _told(found: _Round, usual: Play, echoed: Play, state: Answer) -> Iterator[Exchange]:
    """The exchanges of a round, with answers that fit those of the whole run."""
    own = {
        _step(each): n for n, each in reversed(list(enumerate(usual.exchanges))) if n >= found.at
    }
    answers = [*(each.answer for each in found.exchanges[:-1]), state]
    for exchange, answer in zip(found.exchanges, answers, strict=True):
        at = own[_step(exchange)]
        end, like = usual.exchanges[at].answer, echoed.exchanges[at].answer
        if answer is not None and end is not None and like is not None:
            answer = moved(answer, end, like)
        yield replace(echoed.exchanges[at], answer=answer)


def _step(exchange: Exchange) -> Key:
    return exchange.workflow, exchange.step


def _key_of(play: Play) -> Key:
    return play.branch.workflow, play.branch.step
