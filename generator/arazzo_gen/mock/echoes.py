"""Makes the answers of a run fit each other: what was created is what is read, and what was sent
comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from arazzo_gen import ir
from arazzo_gen.mock.routes import new_route
from arazzo_gen.mock.scripts import is_id_like, leaves
from arazzo_gen.openapi.model import Operation
from arazzo_gen.play.again import answers_of, as_play, played_again
from arazzo_gen.play.model import Answer, Play
from arazzo_gen.play.replies import schema_of
from arazzo_gen.play.simulate import Run
from arazzo_gen.play.valid import is_valid
from arazzo_gen.play.world import Asked
from arazzo_gen.record import replace
from arazzo_gen.text.node import JsonValue
from arazzo_gen.typing.nodes import Nodes

_MOST = 40
"""How many names are tried one by one, at most."""


def with_echoes(
    module: ir.Module, play: Play, operations: Mapping[tuple[str, str], Operation], nodes: Nodes
) -> Play:
    """A run whose answers say again what requests have sent, and which ids were given before.

    A property takes a value over that has its name; the `id` of what is read by a path takes that
    of the path. A name with which the run would end in another way is left out.

    Args:
        module: The module that the run is of.
        play: The run.
        operations: The operation of each step.
        nodes: What is known of schemas.
    """
    plain = played_again(module, play, answers_of(play))
    if plain is None:
        return play

    def tried(but: frozenset[str]) -> Run | None:
        echoes.start(but)
        run = played_again(module, play, answers_of(play), but=echoes.of)
        if run is None or run.taken != plain.taken or type(run.ending) is not type(plain.ending):
            return None
        return run if len(run.exchanges) == len(play.exchanges) else None

    echoes = _Echoes(operations, nodes)
    found = tried(frozenset())
    if found is not None:
        return as_play(play, found)
    names = sorted(echoes.names)[:_MOST]
    left = frozenset(names)
    for name in names:
        run = tried(left - {name})
        if run is not None:
            found, left = run, left - {name}
    return as_play(play, found) if found is not None else play


class _Echoes:
    """What has been sent and answered so far, and what an answer says again of it.

    Attributes:
        names: The names of all that could be said again.
    """

    def __init__(self, operations: Mapping[tuple[str, str], Operation], nodes: Nodes) -> None:
        self._operations = operations
        self._nodes = nodes
        self.names: set[str] = set()
        self.start(frozenset())

    def start(self, but: frozenset[str]) -> None:
        """Begin a run, in which some names are left out."""
        self._but = but
        self._ids: dict[str, str | int] = {}
        self._said: dict[str, str | int] = {}

    def of(self, answer: Answer, asked: Asked) -> Answer:
        """An answer that fits what came before it."""
        operation = self._operations[asked.workflow, asked.step]
        path = new_route("", operation).values(asked.sent.path)
        self._said |= {_plain(name): value for name, value in _sent(asked, path)}
        names = self._ids | self._said
        if path and operation.path.endswith("}"):
            names["id"] = list(path.values())[-1]
        self.names |= names.keys()
        names = {name: value for name, value in names.items() if name not in self._but}
        body = _again(answer.body, names)
        schema = schema_of(operation, answer)
        was_valid = is_valid(self._nodes, schema, answer.body)
        if was_valid and not is_valid(self._nodes, schema, body):
            body = answer.body
        self._note(body, operation)
        return replace(answer, body=body)

    def _note(self, body: JsonValue, operation: Operation) -> None:
        """Note the ids of an answer. The `id` of a job is also known as `job_id`."""
        for name, value in leaves(body):
            if _plain(name) != "id" and is_id_like(name):
                self._ids.setdefault(_plain(name), value)
        words = [each for each in operation.path.split("/") if each and "{" not in each]
        own = body.get("id") if isinstance(body, dict) else None
        if words and isinstance(own, str | int) and not isinstance(own, bool):
            self._ids.setdefault(_plain(words[-1]).removesuffix("s") + "id", own)


def _sent(asked: Asked, path: Mapping[str, str]) -> Iterator[tuple[str, str | int]]:
    """The names and values of a request that an answer may say again."""
    body = asked.sent.body
    if body is not None and isinstance(body.value, dict):
        for name, value in body.value.items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                yield name, value
    yield from asked.sent.query
    yield from path.items()


def _again(value: JsonValue, names: Mapping[str, str | int], name: str = "") -> JsonValue:
    """A value whose texts and numbers are those that are known by their names. An `id` inside
    another object is that object's own."""
    if isinstance(value, dict):
        inner = {key: each for key, each in names.items() if key != "id"} if name else names
        return {key: _again(each, inner, key) for key, each in value.items()}
    if isinstance(value, list):
        inner = {key: each for key, each in names.items() if key != "id"}
        return [_again(each, inner, name or "[]") for each in value]
    known = names.get(_plain(name))
    if known is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and str(known).isdecimal():
        return int(known)
    return str(known) if isinstance(value, str) else value


def _plain(name: str) -> str:
    """A name without its spelling: `jobId`, `job_id` and `job-id` are one."""
    return "".join(char for char in name.lower() if char.isalnum())
