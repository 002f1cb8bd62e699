"""The scripts of the server: which answers one run of a workflow gets, request by request."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence

from arazzo_gen.lazy import pattern
from arazzo_gen.mock.routes import Route
from arazzo_gen.play.model import Answer, Exchange, Play, Sent
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import JsonValue

_ID_LIKE = pattern(r"(?i)(?:id|uuid|guid|token|key|handle)s?$")
_DIGITS_END = pattern(r"[0-9]{1,18}$")
COUNTED = "+"
"""Stands for a divider where the digits at the end of a value are counted on."""

SPELLED = "~"
"""Stands for a divider where the letters and digits of a value are counted on, from its end."""

_ALPHABETS = ("0123456789", "abcdef", "ABCDEF", string.ascii_lowercase, string.ascii_uppercase)

_HEX_END = pattern(r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")


@record
class Line:
    """One request of a script, and its answer.

    `values` are those of the parameters in the path, by name, as the play sends them; `sent` are
    all that it sends with a name. `starts` says that nothing was created before it: its path alone
    tells which run it belongs to.
    """

    exchange: Exchange
    route: Route
    values: Mapping[str, str]
    sent: Mapping[str, str]
    starts: bool


@record
class Script:
    """All requests of one run of a workflow in order.

    `created` are the values of answers that tell runs apart: no request before them has them. Each
    has the text that stands before the number of a run in its other forms. `fixed` are values that
    requests send, and that answers have for another reason.
    """

    workflow: str
    play: Play
    lines: tuple[Line, ...]
    created: Mapping[str | int, str]
    fixed: frozenset[str] = frozenset()


def new_script(workflow: str, play: Play, routes: Sequence[Route]) -> Script:
    """The script of a play.

    Args:
        workflow: The id of the workflow that is run.
        play: The run.
        routes: The route of each of its requests.
    """
    lines: list[Line] = []
    creates = False
    for exchange, route in zip(play.exchanges, routes, strict=True):
        sent = exchange.sent
        values = route.values(sent.path)
        texts = sent_texts(values, sent.query, sent.body.value if sent.body is not None else None)
        lines.append(Line(exchange, route, values, texts, starts=not creates))
        creates = creates or not is_safe(sent.method)
    return Script(workflow, play, tuple(lines), dict.fromkeys(_created(lines), "-"))


def with_polls(script: Script, polls: Mapping[tuple[str, str], Sequence[Answer]]) -> Script:
    """A script in which polled steps are answered with "still going" some times first.

    Args:
        script: The script.
        polls: The answers of that kind, by workflow and step.
    """
    lines: list[Line] = []
    done: set[tuple[str, str]] = set()
    for line in script.lines:
        key = (line.exchange.workflow, line.exchange.step)
        again = polls.get(key, ()) if key not in done else ()
        lines += [replace(line, exchange=replace(line.exchange, answer=each)) for each in again]
        lines.append(line)
        done.add(key)
    return replace(script, lines=tuple(lines))


def without_waits(script: Script) -> Script:
    """A script whose answers ask for no wait: their Retry-After is 0 (RFC 9110, section 10.2.3)."""
    lines = []
    for line in script.lines:
        answer = line.exchange.answer
        if answer is not None:
            headers = tuple(
                (name, "0" if name.lower() == "retry-after" else value)
                for name, value in answer.headers
            )
            answer = replace(answer, headers=headers)
        lines.append(replace(line, exchange=replace(line.exchange, answer=answer)))
    return replace(script, lines=tuple(lines))


def is_safe(method: str) -> bool:
    """Whether a method only reads (RFC 9110, section 9.2.1)."""
    return method in {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"}


def is_id_like(name: str) -> bool:
    """Whether a name is one that tells things apart, such as `jobId`."""
    return _ID_LIKE.search(name) is not None


def leaves(value: JsonValue, name: str = "") -> Iterator[tuple[str, str | int]]:
    """The texts and whole numbers in a JSON value, each with the key that is nearest to it."""
    pending: list[tuple[str, JsonValue]] = [(name, value)]
    while pending:
        name, value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value.items())
        elif isinstance(value, list):
            pending.extend((name, each) for each in value)
        elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            yield name, value


def sent_texts(
    path: Mapping[str, str], query: Sequence[tuple[str, str]], body: JsonValue
) -> dict[str, str]:
    """What a request sends by name: the properties of its body, its query, its path."""
    texts: dict[str, str] = {}
    if isinstance(body, dict):
        for name, value in body.items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                texts[name] = str(value)
    return texts | dict(query) | dict(path)


def sent_values(sent: Sent, values: Mapping[str, str]) -> Iterator[tuple[str, str | int]]:
    """The values that a request sends: of its path, its query and its body, each with its name."""
    yield from values.items()
    yield from sent.query
    if sent.body is not None:
        yield from leaves(sent.body.value)


def _created(lines: Sequence[Line]) -> Iterator[str | int]:
    """The values by which requests say which run they belong to."""
    known: set[str] = set()
    answered: dict[str, str | int] = {}
    for line in lines:
        for name, value in sent_values(line.exchange.sent, line.values):
            key = str(value)
            if key in answered and (name in line.values or is_id_like(name)):
                yield answered[key]
            known.add(key)
        if line.exchange.answer is not None:
            creates = not is_safe(line.exchange.sent.method)
            for name, value in leaves(line.exchange.answer.body):
                if str(value) not in known and value not in ("", 0, 1):
                    answered.setdefault(str(value), value)
                    if creates and is_id_like(name):
                        yield value


def numbered(value: str | int, number: int, divider: str = "-") -> str | int:
    """A created value as the run of a number has it: the first as the play does, each later one
    another of the same form."""
    if number == 1:
        return value
    if isinstance(value, int):
        return value + number - 1
    if _HEX_END.search(value):
        return f"{value[:-12]}{(int(value[-12:], 16) + number - 1) % 16**12:012x}"
    digits = _DIGITS_END.search(value)
    if divider == COUNTED and digits is not None:
        return value[: digits.start()] + str(int(digits[0]) + number - 1).zfill(len(digits[0]))
    if divider == SPELLED:
        return _counted_on(value, number - 1)
    return f"{value}{divider}{number}"


def _counted_on(value: str, by: int) -> str:
    """A value as long, and with letters and digits where it has them: "az9" is "ba0" by one."""
    letters = {char for char in value.lower() if char.isascii() and char.isalpha()}
    alphabets = _ALPHABETS if letters <= set("abcdef") else _ALPHABETS[:1] + _ALPHABETS[3:]
    chars = list(value)
    for at in reversed(range(len(chars))):
        own = next((each for each in alphabets if chars[at] in each), "")
        if own and by:
            by, left = divmod(own.index(chars[at]) + by, len(own))
            chars[at] = own[left]
    return "".join(chars)


def renamed(answer: Answer, names: Mapping[str | int, str | int]) -> Answer:
    """An answer with other values: each text or number that equals one is replaced, and in headers
    each text that holds one."""
    texts = {str(old): str(new) for old, new in names.items()}
    headers = tuple((name, _with(texts, value)) for name, value in answer.headers)
    return replace(answer, headers=headers, body=_swapped(answer.body, names))


def _with(texts: Mapping[str, str], value: str) -> str:
    for old, new in texts.items():
        parts = value.split("/")
        value = "/".join(new if part == old else part for part in parts)
    return value


def _swapped(value: JsonValue, names: Mapping[str | int, str | int]) -> JsonValue:
    if isinstance(value, dict):
        return {key: _swapped(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_swapped(each, names) for each in value]
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return names.get(value, value)
    return value
