"""Runs the durable form of a module on a journal that dies, and goes on from what it has stored.

    crash_everywhere(module, exchanges, inputs, outcome)

The run is killed after each of its events in turn, and started again with a new `Steps`, as a new
process would. It has to end as `run` did, and to send each request once whose answer was stored:
the played API has no answer for a second one. What is stored is JSON, and has none of the secrets.
"""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import httpx

from playback import Clock, Exchange, Outcome, Player, Unexpected

RUN_ID = "run-1"
_MOST = 40
"""How many moments a run has at most that is killed at each of them."""


class Died(BaseException):
    """The process is killed."""


@dataclass
class Store:
    """What an engine keeps of one run, and when the process dies.

    Attributes:
        events: What was stored: the kind of event, its name, the arguments and the result, as JSON.
        dies: After how many moments the process dies; None for never.
        moments: The moments at which it could: events, and waits of polls.
    """

    events: list[tuple[str, str, str, str]] = field(default_factory=list)
    dies: int | None = None
    moments: list[str] = field(default_factory=list)

    def moment(self, kind: str) -> None:
        """A moment at which the process may be killed."""
        self.moments.append(kind)
        if len(self.moments) == self.dies:
            raise Died


class MemoryJournal:
    """A journal in memory, which replays what its store has."""

    def __init__(self, store: Store, steps: Any, clock: Clock) -> None:
        self.run_id = RUN_ID
        self._store = store
        self._steps = steps
        self._clock = clock
        self._at = 0

    async def step(self, step_id: str, args: Mapping[str, object]) -> Any:
        """The stored answer of a step, or a new one."""
        return await self._event("step", step_id, args, lambda: self._steps(step_id, args))

    async def poll(self, step_id: str, args: Mapping[str, object]) -> Any:
        """The last answer of a step that is asked until it is done."""

        async def ask() -> Any:
            attempt = 1
            while "again" in (stored := await self._steps(step_id, args, attempt)):
                self._store.moment("wait of a poll")
                self._clock.sleep(stored["again"])
                attempt += 1
            return stored

        return await self._event("poll", step_id, args, ask)

    async def now(self) -> float:
        """The time, as it was."""

        async def tell() -> float:
            return self._clock.time()

        return float(await self._event("now", "", {}, tell))

    async def sleep(self, seconds: float) -> None:
        """Wait, once."""

        async def wait() -> None:
            self._clock.sleep(seconds)

        await self._event("sleep", "", {"seconds": seconds}, wait)

    async def _event(self, kind: str, name: str, args: Any, make: Any) -> Any:
        given = json.dumps(args)
        if self._at < len(self._store.events):
            before = self._store.events[self._at]
            assert before[:3] == (kind, name, given), "a replay asks for something else"
            self._at += 1
            return json.loads(before[3])
        result = json.dumps(await make())
        self._store.events.append((kind, name, given, result))
        self._at += 1
        self._store.moment(kind)
        return json.loads(result)


class _Api(Player):
    """Plays exchanges, and those of a login again: what it gave is not stored."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        super().__init__(exchanges)
        self.again: dict[tuple[str, str, bytes], httpx.Response] = {}
        self.sent: list[httpx.Request] = []
        self.sent_again = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        key = (request.method, str(request.url), request.content)
        self.sent.append(request)
        left = list(self.left)
        try:
            response = super().__call__(_without_key(request))
        except Unexpected:
            if key not in self.again:
                raise
            self.sent_again += 1
            self.left = left
            response = self.again[key]
        self.last = key, response
        return httpx.Response(
            response.status_code, headers=response.headers, content=response.content
        )


def _without_key(request: httpx.Request) -> httpx.Request:
    """A request without the idempotency key of a durable run, which `run` does not send."""
    key = f"{RUN_ID}-"
    headers = [each for each in request.headers.raw if not each[1].startswith(key.encode())]
    query = [each for each in request.url.params.multi_items() if not each[1].startswith(key)]
    content = request.content
    url = request.url
    if len(query) < len(url.params.multi_items()):
        url = url.copy_with(params=query)
    if key.encode() in content:
        sent = json.loads(content)
        sent = {name: value for name, value in sent.items() if not str(value).startswith(key)}
        content = json.dumps(sent).encode()
    if (url, content, len(headers)) == (request.url, request.content, len(request.headers.raw)):
        return request
    return httpx.Request(request.method, url, headers=headers, content=content)


@dataclass(frozen=True)
class Ended:
    """How a durable run has ended.

    Attributes:
        outputs: What it returned; None where it raised.
        error: What it raised; None where it returned.
        waits: Every wait in seconds, in order.
        requests: Every request, in order.
        store: What is stored.
    """

    outputs: Any
    error: Exception | None
    waits: list[float]
    requests: list[httpx.Request]
    store: Store


def run_durable(
    module: ModuleType,
    exchanges: Sequence[Exchange],
    arguments: Mapping[str, Any],
    dies: int | None = None,
) -> Ended:
    """Run the durable form of a module to its end, killed once if asked to."""
    api, clock, store = _Api(exchanges), Clock(), Store(dies=dies)
    inputs, sending = _split(module, arguments)

    async def run() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(api)) as client:
            while True:
                steps = module.Steps(client=lambda: client, **sending)
                journal = MemoryJournal(store, _watched(steps, api), clock)
                try:
                    with clock.installed():
                        return await module.run_durable(journal, **inputs)
                except Died:
                    continue

    outputs: Any = None
    error: Exception | None = None
    try:
        outputs = asyncio.run(run())
    except Unexpected:
        raise
    except Exception as caught:
        error = caught
    api.finish()
    return Ended(outputs, error, clock.waits, api.sent, store)


def crash_everywhere(
    module: ModuleType,
    exchanges: Sequence[Exchange],
    arguments: Mapping[str, Any],
    outcome: Outcome,
) -> Ended:
    """Kill a durable run at each moment; it has to end as another run did. How it ends unharmed."""
    whole = run_durable(module, exchanges, arguments)
    _compare(module, whole, outcome)
    _assert_apart(whole, arguments, module)
    assert [_asked(r) for r in whole.requests] == [_asked(r) for r in outcome.requests]
    tolerates = getattr(arguments.get("polling"), "tolerate", 0) > 0
    late = isinstance(outcome.error, module.PollTimeout) or (outcome.error and tolerates)
    moments = list(enumerate(whole.store.moments, start=1))
    # Of a loop with hundreds of rounds, some of the rounds do.
    for dies, kind in moments if len(moments) <= _MOST else moments[:: len(moments) // 6]:
        if late and kind == "wait of a poll":
            continue  # waits and what is ridden out begin anew with the process: there may be more
        ended = run_durable(module, exchanges, arguments, dies)
        _compare(module, ended, outcome)
        _assert_apart(ended, arguments, module)
    return whole


def _asked(request: httpx.Request) -> tuple[str, str]:
    return request.method, str(request.url.copy_with(query=None))


def _watched(steps: Any, api: _Api) -> Any:
    """The same steps; the exchanges of a login may be played again."""

    async def call(step_id: str, args: Any, attempt: int = 1) -> Any:
        known = len(getattr(steps, "_secrets", ()))
        stored = await steps(step_id, args, attempt)
        if len(getattr(steps, "_secrets", ())) > known:
            key, response = api.last
            api.again[key] = response
        return stored

    return call


def _split(module: ModuleType, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """What `run_durable` takes of the arguments of `run`, and what `Steps` takes."""
    taken = inspect.signature(module.run_durable).parameters
    fields = {each.name: each for each in dataclasses.fields(module.Steps)}
    inputs, sending = {}, {}
    for name, value in arguments.items():
        if name in taken:
            inputs[name] = value
        elif name in fields and "Callable" in str(fields[name].type) and name != "on_step":
            sending[name] = lambda account, value=value: value
        elif name in fields:
            sending[name] = value
    return inputs, sending


def _compare(module: ModuleType, ended: Ended, outcome: Outcome) -> None:
    if outcome.error is None:
        if ended.error is not None:
            raise ended.error
        assert ended.outputs is not None
        assert json.loads(json.dumps(dataclasses.asdict(ended.outputs), default=str)) == (
            json.loads(json.dumps(dataclasses.asdict(outcome.outputs), default=str))
        )
        return
    error = ended.error
    assert error is not None, f"it returned {ended.outputs!r}"
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if type(outcome.error).__name__ not in kinds:
        raise error
    for name in ("step_id", "criterion", "action", "name", "pointer", "outputs", "reason", "asked"):
        assert getattr(error, name, None) == getattr(outcome.error, name, None), name
    response = getattr(outcome.error, "response", None)
    assert getattr(error, "response", None) is None
    if isinstance(outcome.error, module.StepFailed):
        status = getattr(error, "status", None)
        assert status == (None if response is None else response.status_code)


def _assert_apart(ended: Ended, arguments: Mapping[str, Any], module: ModuleType) -> None:
    """Nothing that is secret is stored: what `run_durable` does not take."""
    _, sending = _split(module, arguments)
    stored = json.dumps(ended.store.events)
    for name, value in sending.items():
        if callable(value) and name != "on_step" and isinstance(value(None), str):
            secret = value(None)
            assert len(secret) < 4 or secret not in stored, name
