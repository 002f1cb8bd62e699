"""Lowers the base URLs of a module: each has a keyword of `run`, a constant, and keywords for the
variables of its server."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.lower.names.identifiers import Names, identifier
from arazzo_gen.openapi.model import Operation, Server, ServerVariable


class Sources:
    """The sources that a module calls, in the order in which steps name them.

    A source has an entry for each server that its operations use. One that several documents give
    the same name has one entry. Variables that are alike in several servers of a source share
    their keyword.

    Args:
        params: The keywords that inputs have taken.
        names: The names of the module.
    """

    def __init__(self, params: Names, names: Names) -> None:
        self._params = params
        self._names = names
        self._known: dict[str, ir.Source] = {}
        self._variables: dict[tuple[object, ...], ir.ServerVariable] = {}

    @property
    def all(self) -> tuple[ir.Source, ...]:
        """Every source that a step calls."""
        return tuple(self._known.values())

    def key(self, name: str, operation: Operation, scope: Scope) -> str:
        """The key of the source that an operation is called at."""
        server = operation.server
        opened = scope.resolver.sources[name].openapi
        file = opened.root.file if opened is not None else scope.document.file
        place = f"{file.name}|{name}"
        values = "".join(f"|{_alike(variable)}" for variable in server.variables)
        key = f"{place}|{server.url}{values}"
        if key in self._known:
            return key
        _report(name, server, scope)
        word = identifier(name, "source")
        param = self._params.take(f"{word}_url")
        self._names.take(param)
        constant = self._names.take(param.upper())
        variables = tuple(self._variable(place, word, each) for each in server.variables)
        self._known[key] = ir.Source(key, name, param, constant, server.url, variables)
        return key

    def _variable(self, place: str, word: str, variable: ServerVariable) -> ir.ServerVariable:
        key = (place, *_alike(variable))
        if key not in self._variables:
            param = self._params.take(f"{word}_{identifier(variable.name, 'variable')}")
            self._names.take(param)
            self._variables[key] = ir.ServerVariable(
                variable.name, param, variable.choices, variable.default, variable.description
            )
        return self._variables[key]


def _alike(variable: ServerVariable) -> tuple[object, ...]:
    """What variables have in common that share a keyword."""
    return variable.name, variable.default, variable.choices


def _report(name: str, server: Server, scope: Scope) -> None:
    """Warn of what callers have to give since the document does not say it."""
    for variable in server.variables:
        if variable.doubt is not None:
            message = f"the default of the server variable {variable.name!r} {variable.doubt}"
            hint = "callers have to give a value, or the base URL: write a default that is one"
            scope.report.add("AZ813", variable.span, message, help=hint)
    if server.placeholder is not None:
        message = "this server's URL is a placeholder, so it is not used"
        hint = "callers have to give the base URL: write one that there is, or server variables"
        scope.report.add("AZ813", server.placeholder, message, help=hint)
    elif server.url is None:
        source = scope.resolver.sources[name].description
        message = f"source {name!r} has no absolute server URL"
        hint = "give it one under `servers`; as it is, callers have to say the base URL"
        scope.report.add("AZ610", source.url.span, message, help=hint)
