"""Lowers the base URLs of a module: each has a keyword of `run` and a constant."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.lower.names.identifiers import Names, identifier
from arazzo_gen.openapi.model import Operation


class Sources:
    """The sources that a module calls, in the order in which steps name them.

    A source has an entry for each server that its operations use. One that several documents give
    the same name has one entry.

    Args:
        params: The keywords that inputs have taken.
        names: The names of the module.
    """

    def __init__(self, params: Names, names: Names) -> None:
        self._params = params
        self._names = names
        self._known: dict[str, ir.Source] = {}

    @property
    def all(self) -> tuple[ir.Source, ...]:
        """Every source that a step calls."""
        return tuple(self._known.values())

    def key(self, name: str, operation: Operation, scope: Scope) -> str:
        """The key of the source that an operation is called at."""
        opened = scope.resolver.sources[name].openapi
        file = opened.root.file if opened is not None else scope.document.file
        key = f"{file.name}|{name}|{operation.server}"
        if key in self._known:
            return key
        if operation.server is None:
            source = scope.resolver.sources[name].description
            message = f"source {name!r} has no absolute server URL"
            hint = "give it one under `servers`; as it is, callers have to say the base URL"
            scope.report.add("AZ610", source.url.span, message, help=hint)
        word = identifier(name, "source")
        param = self._params.take(f"{word}_url")
        self._names.take(param)
        constant = self._names.take(param.upper())
        self._known[key] = ir.Source(key, name, param, constant, operation.server)
        return key
