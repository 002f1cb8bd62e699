"""Random runs of any module: inputs of the right types, and answers about what its steps read.

runs = RandomRuns(program, seed)
exchanges, arguments = runs.drawn()
"""

from __future__ import annotations

import contextlib
import functools
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

from arazzo_gen import ir, types
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.ir.walk import nodes
from arazzo_gen.play.conditions import holds
from arazzo_gen.play.context import Context, NotPlayed
from arazzo_gen.play.model import Answer
from arazzo_gen.play.simulate import Asked, Polling, simulate
from arazzo_gen.play.values import value
from arazzo_gen.python.target import PythonTarget
from playback import Exchange, Mode, execute, load_module
from simulated import Incomparable, compare, response_of

MOST = 40
"""The requests of a run, at the most."""

_STATUSES = (200, 200, 200, 200, 201, 202, 204, 302, 400, 404, 409, 429, 500, 503)
_LEAVES = (
    None, True, False, 0, 1, -1, 2.5, 1.0, "", "a", "1", "10", "1e3", "Über", "a b/c?&=#%", "{}",
    [], {}, ["a", 1, None], {"a": 1},
)  # fmt: skip
_TEXTS = ("a", "b c", "ä/ö", "1", "a,b", "x&y=z", "..", "a%20b", "'\"")


@dataclass(frozen=True)
class Anything(Exchange):
    """An exchange for any request."""

    def check(self, request: httpx.Request) -> None:
        """Take the request as it comes."""


class RandomRuns:
    """Draws runs of a module.

    Args:
        program: The IR of the module.
        seed: Says which run it is.
        polling: How loops wait.
    """

    def __init__(
        self,
        program: ir.Module,
        seed: int,
        polling: Polling = Polling(),  # noqa: B008 - a record
    ) -> None:
        self._program = program
        self._polling = polling
        self._random = random.Random(seed)

    def drawn(self) -> tuple[list[Exchange], dict[str, Any]] | None:
        """The answers of a run, and the arguments of the call; None where it does not end soon."""
        arguments = self._arguments()
        workflow = self._program.workflows[0]
        names = {item.param: item.name for item in workflow.inputs}
        inputs = {names[key]: item for key, item in arguments.items() if key in names}
        keywords = {
            item.param: arguments[item.param]
            for item in workflow.keywords
            if item.param in arguments
        }
        answers: list[Answer | None] = []

        def answer(asked: Asked) -> Answer | None:
            answers.append(self._answer(asked))
            return answers[-1]

        polling = self._polling
        run = simulate(self._program, inputs, keywords, answer, polling=polling, most=MOST)
        if run.ending is None:
            return None
        return [_exchange(each) for each in answers], arguments

    # --- Arguments ----------------------------------------------------------------------

    def _arguments(self) -> dict[str, Any]:
        workflow, chance = self._program.workflows[0], self._random.random
        made = {}
        for item in workflow.inputs:
            if item.required or chance() < 0.7:
                made[item.param] = self._typed(item.type)
        for keyword in workflow.keywords:
            if isinstance(keyword, ir.Credential):
                if chance() < 0.8:
                    made[keyword.param] = "user:key-1"
            elif keyword.required or chance() < 0.7:
                made[keyword.param] = self._typed(keyword.type)
        for source in self._program.sources:
            lacks = any(each.default is None for each in source.variables)
            if source.key in workflow.sources and (source.url is None or lacks):
                made[source.param] = "https://api.test/base"
        return made

    def _typed(self, type_: types.Type, depth: int = 0) -> Any:
        """A value of a type."""
        pick = self._random.choice
        found = self._program.types.resolve(type_)
        if isinstance(found, types.Union):
            return self._typed(pick(found.members), depth)
        if isinstance(found, types.Literal):
            return pick(found.values)
        if isinstance(found, types.ObjectDef):
            kept = [
                each
                for each in found.properties
                if each.required or (depth < 3 and self._random.random() < 0.6)
            ]
            return {each.name: self._typed(each.type, depth + 1) for each in kept}
        if isinstance(found, types.List | types.Tuple | types.Map):
            if depth > 3:
                return {} if isinstance(found, types.Map) else []
            return self._container(found, depth)
        scalars: dict[type[Any], Any] = {
            types.Null: None,
            types.Bool: pick((True, False)),
            types.Int: pick((0, 1, 7, -3)),
            types.Number: pick((0, 1.5, -2, 1e21)),
            types.Str: pick(_TEXTS),
            types.Binary: "text",
            types.Json: pick(_LEAVES),
        }
        return scalars[type(found)]

    def _container(self, found: types.List | types.Tuple | types.Map, depth: int) -> Any:
        size = self._random.randint(0, 2)
        if isinstance(found, types.Map):
            return {f"k {at}": self._typed(found.value, depth + 1) for at in range(size)}
        if isinstance(found, types.Tuple):
            return [self._typed(each, depth + 1) for each in found.items]
        return [self._typed(found.item, depth + 1) for _ in range(size)]

    # --- Answers ------------------------------------------------------------------------

    def _answer(self, asked: Asked) -> Answer | None:
        """An answer about what the step reads, mostly one that it goes on with; sometimes none."""
        if self._random.random() < 0.04:
            return None
        step = self._program.workflow(asked.workflow).step(asked.step)
        read = list(self._read(asked.workflow, step))
        made = self._candidate(read)
        for _ in range(self._random.choice((0, 20, 20, 20))):
            if _succeeds(step, made):
                break
            made = self._candidate(read)
        return made

    def _candidate(self, read: list[object]) -> Answer:
        pick, chance = self._random.choice, self._random.random
        wanted = [each.value for each in read if isinstance(each, ir.Const)]
        wanted += [each.value for each in read if isinstance(each, jsonpath.LiteralValue)]
        statuses = [*_STATUSES, *(each for each in wanted if _is_status(each))]
        headers = [("Retry-After", pick(("0", "3", "soon", "4000")))] if chance() < 0.15 else []
        named = {each.name for each in read if isinstance(each, ir.ResponseHeader)}
        for name in sorted(named - {"Content-Type", "content-type"}):
            texts = [each for each in wanted if isinstance(each, str) and _is_header(each)]
            if chance() < 0.7:
                headers.append((name, pick([*texts, "a", "12", "yes"])))
        if chance() < 0.05:
            return Answer(pick(statuses), tuple(headers))
        if any(isinstance(each, ir.XPathValue | ir.XPathHolds) for each in read):
            return Answer(pick(statuses), tuple(headers), "application/xml", self._xml(wanted))
        body = self._body(read, wanted)
        return Answer(pick(statuses), tuple(headers), "application/json", body)

    def _read(self, workflow: str, step: ir.Step) -> Iterator[object]:
        """What a step, its decisions, and the jumps behind it read."""
        found = self._program.workflow(workflow)
        jumps = [
            outcome.jump
            for stmt in ir.statements(found.flow)
            if isinstance(stmt, ir.Run) and stmt.step == step.id
            for outcome in stmt.outcomes
        ]
        yield from nodes((step.criteria, step.outputs))
        yield from nodes([each for each in (step.success, step.failure) if each is not None])
        yield from nodes([each for each in jumps if isinstance(each, ir.Transfer | ir.Retry)])

    def _body(self, read: list[object], wanted: list[Any]) -> Any:
        chance = self._random.random
        if chance() < 0.04:
            return self._random.choice(_LEAVES)
        body: Any = {}
        for each in read:
            if isinstance(each, ir.At) and isinstance(each.base, ir.ResponseBody):
                if chance() < 0.85:
                    body = _put(body, each.path, self._leaf(each.type, wanted))
            elif isinstance(each, jsonpath.Query) and not each.relative and chance() < 0.85:
                body = self._queried(body, each.segments, wanted)
        return body

    def _leaf(self, type_: types.Type, wanted: list[Any]) -> Any:
        """A value: one that something is compared with, or of the type, or any."""
        chance = self._random.random()
        if chance < 0.4 and wanted:
            value = self._random.choice(wanted)
            return value.upper() if isinstance(value, str) and chance < 0.1 else value
        return self._typed(type_) if chance < 0.9 else self._random.choice(_LEAVES)

    def _queried(self, body: Any, segments: tuple[jsonpath.Segment, ...], wanted: list[Any]) -> Any:
        """A body with something where a query looks."""
        if not segments:
            return self._leaf(types.Json(), wanted)
        selector = segments[0].selectors[0]
        rest = segments[1:]
        if isinstance(selector, jsonpath.Name):
            body = body if isinstance(body, dict) else {}
            return {**body, selector.name: self._queried(body.get(selector.name), rest, wanted)}
        items = body if isinstance(body, list) else []
        made = []
        for at in range(self._random.randint(0, 3)):
            item = self._queried(items[at] if at < len(items) else None, rest, wanted)
            for query in nodes(selector):
                if isinstance(query, jsonpath.Query) and query.relative and query.segments:
                    item = self._queried(item, query.segments, wanted)
            made.append(item)
        return made

    def _xml(self, wanted: list[Any]) -> str:
        names = ("a", "b", "status", "id", "item", "name")
        texts = [each for each in wanted if isinstance(each, str) and each.isalnum()]
        inside = "".join(
            f"<{name}>{self._random.choice([*texts, 'x', '1'])}</{name}>"
            for name in self._random.sample(names, 3)
        )
        return self._random.choice((f"<root>{inside}</root>", f"<a>{inside}</a>", "none"))


def _succeeds(step: ir.Step, answer: Answer) -> bool:
    """Whether a step has what it needs of an answer, as far as that depends on nothing else."""
    context = Context(answer=answer)
    try:
        held = [holds(each.cond, context) for each in step.criteria]
        needed = [value(each.value, context) for each in step.outputs if each.required]
    except NotPlayed:
        return True
    good = all(held) if held else 200 <= answer.status < 300
    return good and None not in needed


def _exchange(answer: Answer | None) -> Exchange:
    if answer is None:
        return Anything("", "").fail(httpx.ReadError("lost"))
    return Anything("", "", answer=functools.partial(response_of, answer))


def _put(body: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """A body with a value at a path."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        items = list(body) if isinstance(body, list) else []
        items += [{}] * (min(key, 3) + 1 - len(items))
        items[min(key, 3)] = _put(items[min(key, 3)], rest, value)
        return items
    entries = dict(body) if isinstance(body, dict) else {}
    entries[key] = _put(entries.get(key), rest, value)
    return entries


def _is_status(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 200 <= value < 600


def _is_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip()


def loaded(program: ir.Module) -> ModuleType:
    """The module of an IR."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / program.file
        place.write_text(PythonTarget().files(program)[program.file])
        return load_module(place)


def run_both(program: ir.Module, module: ModuleType, seed: int) -> None:
    """Run a module in a random way, simulate the run, and compare."""
    tolerate, timeout = seed % 3, 600.0 if seed % 5 else 20.0
    polling = Polling(tolerate=tolerate, timeout=timeout)
    try:
        drawn = RandomRuns(program, seed, polling).drawn()
    except NotPlayed:
        return
    if drawn is None:
        return
    exchanges, arguments = drawn
    arguments["polling"] = module.Polling(jitter=0.0, tolerate=tolerate, timeout=timeout)
    mode: Mode = "async" if seed % 4 == 0 else "sync"
    with contextlib.suppress(Incomparable):
        compare(program, exchanges, arguments, execute(module, mode, exchanges, **arguments))
