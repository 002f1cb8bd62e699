"""Sync and async: everything in which the functions of the two kinds differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from arazzo_gen.lazy import pattern
from arazzo_gen.record import record


@record
class Mode:
    """One of the two kinds of functions that wait for a response.

    Attributes:
        prefix: What stands before `def` and `with`.
        wait: What stands before a call.
        suffix: What stands behind the name of a function.
        client_class: The client that a function takes, a class of httpx.
        opener: The support function that opens a client.
        sleeper: The function that waits some seconds.
        known: The class of what a run knows.
        callback: The type of the function that is told of requests and waits.
        imperative: How a docstring asks for a call.
    """

    prefix: str
    wait: str
    suffix: str
    client_class: str
    opener: str
    sleeper: str
    known: str
    callback: str
    imperative: str

    @property
    def sends(self) -> bool:
        """Whether the functions send requests themselves: they take a client and what is sent."""
        return True

    @property
    def client(self) -> str:
        """The type of a client."""
        return f"httpx.{self.client_class}"

    @property
    def answer(self) -> str:
        """The type of what says how long to wait."""
        return "httpx.Response"

    def client_argument(self, client: str) -> str:
        """The client, as an argument of a run function."""
        return f"client={client}"

    def name(self, function: str) -> str:
        """The name of a function in this mode."""
        return f"{function}{self.suffix}"

    def head(self, function: str, params: Sequence[str], returns: str) -> str:
        """The line that begins the definition of a function."""
        return f"{self.prefix}def {self.name(function)}({', '.join(params)}) -> {returns}:"

    def call(self, function: str, args: Sequence[str]) -> str:
        """A call of a function, which waits for its result."""
        return f"{self.wait}{self.name(function)}({', '.join(args)})"

    def field(self, call: str, field: str) -> str:
        """A field of what a call returns."""
        return f"({call}).{field}" if self.wait else f"{call}.{field}"

    @property
    def on_step(self) -> str:
        """The parameter for a function that is told of requests and waits, without a default."""
        return f"on_step: {self.callback} | None"

    def sleep(self, seconds: str, step: str, notify: str) -> str:
        """The statement that waits some seconds behind a step, and says so before."""
        return self.call("_wait", [seconds, step, notify])

    def within(self, step: str, asked: str, seconds: str) -> str:
        """The `with` around what a step calls, which bounds it to some seconds."""
        return f"{self.prefix}with {self.name('_within')}({step}, {asked}, {seconds}):"

    def opened(self, client: str, variable: str, known: str) -> str:
        """The `with` of a client, which is opened where None is given, and of what a run knows."""
        return f"{self.prefix}with {known}, {self.opener}({client}) as {variable}:"

    def same_as(self, function: str) -> str:
        """The docstring of a function that stands behind its form in another mode."""
        return f"The same as `{function}`, on an `{self.client}`."


@record
class DurableMode(Mode):
    """Functions that send nothing: they ask a journal for what their steps have done."""

    @property
    def sends(self) -> bool:
        """No: they take the run in the place of a client."""
        return False

    @property
    def client(self) -> str:
        """The type of the run."""
        return self.client_class

    @property
    def answer(self) -> str:
        """The type of what says how long to wait: the journal has the seconds."""
        return "float"

    def client_argument(self, client: str) -> str:
        """The run, which comes first."""
        return client

    def name(self, function: str) -> str:
        """The name of a function: only that of the module's own workflow is public."""
        return f"{'' if function == 'run' else '_'}{function.lstrip('_')}{self.suffix}"

    def opened(self, client: str, variable: str, known: str) -> str:
        """The `with` of what a run knows."""
        del client, variable
        return f"with {known}:"


SYNC = Mode(
    prefix="",
    wait="",
    suffix="",
    client_class="Client",
    opener="_open_client",
    sleeper="time.sleep",
    known="_Known",
    callback="Callable[[StepEvent], None]",
    imperative="Call",
)
ASYNC = Mode(
    prefix="async ",
    wait="await ",
    suffix="_async",
    client_class="AsyncClient",
    opener="_open_async_client",
    sleeper="_sleep_async",
    known="_AsyncKnown",
    callback="Callable[[StepEvent], Awaitable[object] | None]",
    imperative="Await",
)

DURABLE = DurableMode(
    prefix="async ",
    wait="await ",
    suffix="_durable",
    client_class="_DurableRun",
    opener="",
    sleeper="",
    known="_Known",
    callback="",
    imperative="Await",
)

MODES: Mapping[str, tuple[Mode, ...]] = {
    "both": (SYNC, ASYNC),
    "sync": (SYNC,),
    "async": (ASYNC,),
}
"""The modes of a module, by its `client`; the functions of the first have the docstrings."""

_SYNC_WORDS: Mapping[str, str] = {
    ASYNC.prefix: SYNC.prefix,
    ASYNC.wait: SYNC.wait,
    ASYNC.client_class: SYNC.client_class,
    ASYNC.opener: SYNC.opener,
    ASYNC.sleeper: SYNC.sleeper,
    ASYNC.known: SYNC.known,
    "AbstractAsyncContextManager": "AbstractContextManager",
    "aclosing": "closing",
    "aclose": "close",
    "aread": "read",
    "aiter_bytes": "iter_bytes",
    "aiter_raw": "iter_raw",
}
"""Words of async code that sync code has others for."""

# A string or a comment, or else a word; `async` and `await` with the space behind them.
_TOKEN = pattern(
    r'(?P<other>"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*)|\b(?:async |await |[A-Za-z_]\w*)'
)


def sync_form(definition: str) -> str:
    """An async definition of the support code as it is for SYNC.

    A line that has become shorter stays broken as it was: the module is formatted afterwards.
    """
    return _TOKEN.sub(_sync_word, definition.replace(ASYNC.callback, SYNC.callback))


def _sync_word(token: re.Match[str]) -> str:
    text = token.group()
    if token["other"] is not None:
        return text
    return _SYNC_WORDS.get(text, text.removesuffix(ASYNC.suffix) + SYNC.suffix)


def invitation(modes: Sequence[Mode], function: str) -> str:
    """How a docstring asks for a call of a function: ``Call `run` (or `await run_async`)``."""
    first, *others = modes
    text = f"{first.imperative} `{first.name(function)}`"
    return text + "".join(f" (or `{mode.wait}{mode.name(function)}`)" for mode in others)
