"""The constants of a file of tests: what is usual, under names that the tests read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from arazzo_gen import ir
from arazzo_gen.play.model import Exchange, Play, Raised, Returned
from arazzo_gen.pytests.difference import changed_entries, difference
from arazzo_gen.pytests.exchanges import LEFT_OUT, answer_code, request_code, request_parts
from arazzo_gen.pytests.further import Told
from arazzo_gen.pytests.names import Names
from arazzo_gen.pytests.servers import base_url, constant_of, host_of, keywords
from arazzo_gen.pytests.usual import (
    StepKey,
    key_of_answer,
    key_of_sent,
    outputs_of,
    usual_of,
)
from arazzo_gen.python.text.literal import literal, string
from arazzo_gen.text.node import JsonValue

ARGUMENTS, OUTPUTS = "ARGUMENTS", "OUTPUTS"
_POLLING = "Polling(jitter=0)"


class Constants:
    """Names what is usual in some plays of a module, and writes values as what differs from it.

    Args:
        module: The module.
        plays: The plays.
    """

    def __init__(self, module: ir.Module, plays: Sequence[Play]) -> None:
        self._module = module
        self._usual = usual_of(module, plays)
        self.polls = any(map(_waits, plays))
        names = Names({ARGUMENTS, OUTPUTS})
        used = {each.source for each in self._usual.sent.values()}
        called = [each for each in module.sources if each.key in used]
        self._bases = {each.key: (names.take(constant_of(each)), base_url(each)) for each in called}
        self._sent: dict[StepKey, str] = {}
        self._bodies: dict[StepKey, str] = {}
        for key in self._usual.sent:
            step = module.workflow(key[0]).step(key[1])
            self._sent[key] = names.take(step.function.upper().strip("_"))
        for key, answer in self._usual.answers.items():
            if answer is not None and answer.content_type is not None:
                self._bodies[key] = names.take(_body_name(module.workflow(key[0]).step(key[1])))

    def texts(self) -> Iterator[str]:
        """The definitions of the constants."""
        for name, url in self._bases.values():
            yield f"{name} = {string(url)}"
        entries = self._arguments(self._usual.inputs, self._usual.keywords)
        pairs = ", ".join(f"{string(name)}: {code}" for name, code in entries.items())
        yield f"{ARGUMENTS}: dict[str, Any] = {{{pairs}}}"
        for key, sent in self._usual.sent.items():
            answer = self._usual.answers[key]
            code = f"{self._sent[key]} = {request_code(sent, self._bases[sent.source], key[1])}"
            if answer is not None:
                code += answer_code(answer, self._bodies.get(key))
            if key in self._bodies and answer is not None:
                kind = "dict[str, Any]" if isinstance(answer.body, dict) else "Any"
                code = f"{self._bodies[key]}: {kind} = {literal(answer.body)}\n{code}"
            yield code
        if self._usual.outputs is not None:
            yield f"{OUTPUTS}: dict[str, Any] = {literal(dict(self._usual.outputs))}"

    def arguments(self, run: Told) -> str:
        """The code of the arguments of a run."""
        usual = self._arguments(self._usual.inputs, self._usual.keywords)
        own = self._arguments(dict(run.play.inputs), dict(run.play.keywords))
        if run.tolerate:
            own["polling"] = f"Polling(jitter=0, tolerate={run.tolerate})"
        if run.is_moved:
            moving = self._moving()
            own |= {each.param: _other(moving[self._url(each)]) for each in self._called()}
        changed = {name: code for name, code in own.items() if usual.get(name) != code}
        return changed_entries(ARGUMENTS, changed, [name for name in usual if name not in own])

    def _arguments(
        self, inputs: Mapping[str, JsonValue], given: Mapping[str, str]
    ) -> dict[str, str]:
        """The code of each argument, by the keyword of `run`."""
        main = self._module.workflows[0]
        found = {
            each.param: literal(inputs[each.name]) for each in main.inputs if each.name in inputs
        }
        found |= {
            each.param: string(given[each.param]) for each in main.keywords if each.param in given
        }
        for source in self._module.sources:
            if source.key in self._bases and source.key in main.sources:
                name = self._bases[source.key][0]
                pairs = keywords(source)
                found |= {each: name if value is None else string(value) for each, value in pairs}
        if self.polls:
            found["polling"] = _POLLING
        return found

    def _called(self) -> list[ir.Source]:
        """The sources that are called, and whose base URLs the module has."""
        main = self._module.workflows[0]
        sources = [each for each in self._module.sources if each.key in self._bases]
        return [each for each in sources if each.url is not None and each.key in main.sources]

    def _url(self, source: ir.Source) -> str:
        return self._bases[source.key][1]

    def _moving(self) -> dict[str, ir.Source]:
        """The first source that has a base URL, by that."""
        return {self._url(each): each for each in reversed(self._called())}

    @property
    def may_move(self) -> bool:
        """Whether the base URLs can be told from each other by what URLs begin with."""
        urls = list(self._moving())
        return bool(urls) and not any(
            one != other and one.startswith(other) for one in urls for other in urls
        )

    def base(self, source: ir.Source) -> str:
        """The name of the constant for the base URL of a source."""
        return self._bases[source.key][0]

    def moved(self) -> Iterator[str]:
        """The statements that give `exchanges` other base URLs."""
        for source in self._moving().values():
            name = self._bases[source.key][0]
            yield f"{_other(source)} = {string(f'https://other-{host_of(source)}.example/v0')}"
            url = f"each.url.replace({name}, {_other(source)})"
            yield f"exchanges = [each.but(url={url}) for each in exchanges]"

    def exchange(self, exchange: Exchange) -> str:
        """The code of an exchange."""
        key = (exchange.workflow, exchange.step)
        code = self._sent[key]
        if key_of_sent(exchange.sent) != key_of_sent(self._usual.sent[key]):
            base = self._bases.get(exchange.sent.source, ("", ""))
            usual = request_parts(self._usual.sent[key], self._bases[self._usual.sent[key].source])
            own = request_parts(exchange.sent, base)
            gone = {name: LEFT_OUT[name] for name in usual if name not in own}
            changed = {n: each for n, each in own.items() if usual.get(n) != each} | gone
            code += f".but({', '.join(f'{n}={each}' for n, each in changed.items())})"
        usual_answer = self._usual.answers[key]
        if key_of_answer(exchange.answer) == key_of_answer(usual_answer):
            return code if exchange.answer is not None else f"{code}.fail()"
        if exchange.answer is None:
            return f"{code}.fail()"
        body = None
        if key in self._bodies and usual_answer is not None:
            body = difference(self._bodies[key], usual_answer.body, exchange.answer.body)
        return code + answer_code(exchange.answer, body)

    def outputs(self, play: Play, ending: Returned) -> str:
        """The code of the outputs of a run."""
        own = dict(outputs_of(self._module, play, ending))
        return difference(OUTPUTS, dict(self._usual.outputs or {}), own)


def _other(source: ir.Source) -> str:
    """The name of the local for another base URL of a source."""
    return f"other_{source.param}"


def _waits(play: Play) -> bool:
    ended_late = isinstance(play.ending, Raised) and play.ending.kind == "PollTimeout"
    return ended_late or any(each.wait for each in play.exchanges)


def _body_name(step: ir.Step) -> str:
    """The name of the body of a step's usual answer: what the run calls its result."""
    name = step.variable.strip("_")
    if name == f"{step.function.strip('_')}_result":
        name = f"{step.function.strip('_')}_answer"
    return name.upper()
