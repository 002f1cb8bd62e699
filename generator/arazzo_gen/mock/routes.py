"""Finds the operation that a request is for, by the path templates of OpenAPI documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import Operation
from arazzo_gen.record import record

_PARAMETER = pattern(r"\{([^{}]*)\}")


@record
class Route:
    """An operation, and where it is served.

    Attributes:
        source: The name of the source description.
        operation: The operation.
        segments: Its path, taken apart at slashes, then at parameters: text, and at odd indexes the
            names of parameters.
    """

    source: str
    operation: Operation
    segments: tuple[tuple[str, ...], ...]

    def values(self, path: str) -> dict[str, str]:
        """The decoded values of the parameters in a path; {} where it is another path."""
        return {name: unquote(text) for name, text in (self.spelled(path) or {}).items()}

    def spelled(self, path: str) -> dict[str, str] | None:
        """The values of the parameters in a path as it has them; None where it is another path."""
        segments = path.split("/")
        if len(segments) != len(self.segments):
            return None
        found: dict[str, str] = {}
        for parts, segment in zip(self.segments, segments, strict=True):
            values = _values(parts, segment)
            if values is None:
                return None
            found |= values
        return found


@record
class Match:
    """A request's route, with the values of the parameters in its path as they are spelled there,
    percent-encoded."""

    route: Route
    spelled: Mapping[str, str]

    @property
    def values(self) -> dict[str, str]:
        """The same, decoded."""
        return {name: unquote(text) for name, text in self.spelled.items()}


@record
class NoMatch:
    """Why no operation is found: `allowed` are the methods that the path has; () for no such
    path."""

    allowed: tuple[str, ...] = ()


class Router:
    """Finds routes.

    The path of a request may begin with the name of a source, with the path of its server's URL, or
    with neither: whatever base URL a client is given works, as long as it is plain which API it is
    for.

    Args:
        routes: All of them; the earlier one is taken where two fit equally well.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        # A path without parameters is more exact than one with (OpenAPI 3.1, "Paths Object").
        self._routes = sorted(routes, key=lambda route: sum(len(s) > 1 for s in route.segments))

    def find(self, method: str, path: str) -> Match | NoMatch:
        """The route of a request.

        Args:
            method: In upper case.
            path: As sent, percent-encoded, without the query.
        """
        allowed: list[str] = []
        for base in range(3):
            for route in self._routes:
                rest = _without(_bases(route)[base], path)
                spelled = route.spelled(rest) if rest is not None else None
                if spelled is None:
                    continue
                if route.operation.method == method:
                    return Match(route, spelled)
                allowed.append(route.operation.method)
        return NoMatch(tuple(sorted(set(allowed))))


def new_route(source: str, operation: Operation) -> Route:
    """The route of an operation."""
    segments = operation.path.split("/")
    return Route(source, operation, tuple(tuple(_PARAMETER.split(each)) for each in segments))


def _bases(route: Route) -> tuple[str, str, str]:
    path = urlsplit(route.operation.server.url or "").path
    return f"/{route.source}", path.rstrip("/"), ""


def _without(base: str, path: str) -> str | None:
    """A path without its base; None where it does not begin with it."""
    if not path.startswith(base):
        return None
    rest = path[len(base) :]
    return rest if rest.startswith("/") else None


def _values(parts: tuple[str, ...], segment: str) -> dict[str, str] | None:
    """The values of the parameters in one segment; None where it does not fit.

    Each parameter takes what is before the next text in the segment, and at least a character.
    """
    if len(parts) == 1:
        return {} if unquote(segment) == unquote(parts[0]) else None
    first, last = parts[0], parts[-1]
    if not segment.startswith(first) or not segment.endswith(last):
        return None
    at, end = len(first), len(segment) - len(last)
    found: dict[str, str] = {}
    for index in range(1, len(parts), 2):
        text = parts[index + 1]
        stop = end if index + 2 == len(parts) else segment.find(text, at + 1, end)
        if stop <= at:
            return None
        found[parts[index]] = segment[at:stop]
        at = stop + len(text)
    return found
