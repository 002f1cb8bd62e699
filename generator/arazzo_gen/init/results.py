"""What a workflow returns of a job that is over: properties of the poll's answer, or a fetch."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.init.endpoints import Endpoint
from arazzo_gen.init.loops import is_simple
from arazzo_gen.init.names import camel, noun, vocabulary, words
from arazzo_gen.init.pairs import Pair
from arazzo_gen.init.segments import starts_with
from arazzo_gen.init.states import Kind

_RESULTS = (
    ("result",),
    ("output",),
    ("download",),
    ("content",),
    ("data",),
    ("file",),
    ("record",),
    ("successful", "result"),
    ("export",),
    ("report",),
    ("transcript",),
    ("artifact",),
)
_GOOD = vocabulary("result results output outputs response error errors failure download")
_URLS = frozenset({"url", "urls", "uri", "link", "href"})
_PLAIN_URLS = vocabulary(
    "url urls file download result output report export image video audio asset signed document"
    " archive artifact data content location media uri link href public"
)
_ENDINGS = frozenset({"error", "errors", "message", "reason", "id", "ids", "url", "urls", "file"})
_NOT = frozenset({"webhook", "callback", "cancel", "input", "request", "self", "status", "type"})
_MOST = 6


def outputs_of(poll: Endpoint) -> dict[str, tuple[str, ...]]:
    """The properties of the poll's answer that say how the job ended, by the names of outputs."""
    found: dict[str, tuple[str, ...]] = {}
    sign = poll.status or poll.done
    if poll.status is not None and is_simple(poll.status.pointer):
        found["status"] = poll.status.pointer
    if poll.done is not None and is_simple(poll.done.pointer) and "status" not in found:
        found["done"] = poll.done.pointer
    view = sign.view if sign is not None else (poll.views[0] if poll.views else None)
    for name in view.names if view is not None else ():
        if view is not None and len(found) < _MOST and _is_result(name):
            pointer = (*view.pointer, name)
            output = camel(name)
            if is_simple(pointer) and output and output not in found:
                found[output] = pointer
    return found


def _is_result(name: str) -> bool:
    found = words(name)
    parts = frozenset(found)
    if not found or parts & _NOT:
        return False
    if found[-1] in _URLS:
        return parts <= _PLAIN_URLS
    if found[-1] in _GOOD and len(found) < 4:
        return True
    return bool(parts & {"output", "result", "error"}) and found[-1] in _ENDINGS


def result_of(pair: Pair, everything: Sequence[Endpoint]) -> Endpoint | None:
    """The operation that fetches the result of a job that is over: `GET /jobs/{id}/result`."""
    base = pair.poll.thing
    if not base or not (pair.poll.status or pair.poll.done or pair.poll.waits):
        return None
    status = pair.poll.status
    if status is not None and status.values.goes_on and not status.values.of(Kind.SUCCESS):
        return None  # no value says that there is a result
    best: tuple[int, Endpoint] | None = None
    for endpoint in everything:
        path = endpoint.segments
        is_below = len(path) == len(base) + 1 and starts_with(path, base)
        if endpoint.ref.method != "GET" or not is_below or path[-1].is_parameter:
            continue
        if endpoint is pair.poll or endpoint.api is not pair.poll.api:
            continue
        name = noun(path[-1].text)
        rank = _RESULTS.index(name) if name in _RESULTS else None
        if rank is not None and (best is None or rank < best[0]) and _has_answer(endpoint):
            best = (rank, endpoint)
    return best[1] if best is not None else None


def _has_answer(endpoint: Endpoint) -> bool:
    return endpoint.response is not None and bool(endpoint.response.media)
