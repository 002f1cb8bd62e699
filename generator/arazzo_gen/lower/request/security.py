"""Lowers security schemes that a step's parameters do not satisfy: to optional keywords."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.lower.names.identifiers import Names, identifier
from arazzo_gen.lower.request.parameters import RequestParts
from arazzo_gen.openapi.model import Operation, SchemeUse


class Credentials:
    """The credentials of a workflow's steps, with one keyword for each scheme.

    Args:
        params: The keywords that a run function has already.
        names: The names of the module, which a keyword would hide.
        step: The own keywords of step functions.
    """

    def __init__(self, params: Names, names: Names, step: frozenset[str]) -> None:
        self._step = step
        self._params = params
        self._names = names
        self._known: dict[tuple[str, str, str], ir.Credential] = {}

    @property
    def all(self) -> tuple[ir.Credential, ...]:
        """Every credential that a step may take."""
        return tuple(self._known.values())

    def of(self, operation: Operation, parts: RequestParts) -> tuple[ir.Credential, ...]:
        """The schemes that an operation requires and the parameters do not satisfy.

        One alternative that is satisfied as a whole, or is empty, is enough.
        """
        alternatives = [
            [use for use in alternative if use.kind != "none"] for alternative in operation.security
        ]
        if any(all(_given(use, parts) for use in alternative) for alternative in alternatives):
            return ()
        found: dict[str, ir.Credential] = {}
        for alternative in alternatives:
            for use in alternative:
                if not _given(use, parts):
                    credential = self._credential(use)
                    found.setdefault(credential.param, credential)
        return tuple(found.values())

    def _credential(self, use: SchemeUse) -> ir.Credential:
        key = (use.name, use.kind, use.parameter)
        if key not in self._known:
            assert use.kind != "none"
            word = identifier(use.name, "auth")
            # It is a keyword of step functions too.
            param = self._params.take(f"{word}_" if word in self._step else word)
            self._names.take(param)
            self._known[key] = ir.Credential(
                param, use.kind, use.parameter, use.name, use.description
            )
        return self._known[key]


def _given(use: SchemeUse, parts: RequestParts) -> bool:
    location = "header" if use.kind in ("bearer", "basic") else use.kind
    name = "Authorization" if use.kind in ("bearer", "basic") else use.parameter
    return parts.given(location, name)
