"""Lowers security schemes that a step's parameters do not satisfy: to optional keywords."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.lower.names.identifiers import identifier
from arazzo_gen.lower.names.shared import SharedKeywords
from arazzo_gen.lower.request.parts import RequestParts
from arazzo_gen.openapi.model import Operation, SchemeUse


class Credentials:
    """The credentials of a workflow's steps, with one keyword for each scheme.

    Args:
        keywords: Names the keywords.
    """

    def __init__(self, keywords: SharedKeywords) -> None:
        self._keywords = keywords
        self._known: dict[tuple[str, str, str], ir.Credential] = {}

    @property
    def all(self) -> tuple[ir.Credential, ...]:
        """Every credential that a step may take."""
        return tuple(self._known.values())

    def of(self, operation: Operation, parts: RequestParts) -> tuple[ir.Credential, ...]:
        """The schemes that an operation requires or allows and the parameters do not satisfy.

        One alternative that they satisfy as a whole is enough. An empty one makes the others
        optional: callers may still have a credential.
        """
        alternatives = [
            [use for use in alternative if use.kind != "none"] for alternative in operation.security
        ]
        wanted = [use for alternative in alternatives for use in alternative]
        if any(
            alternative and all(_given(use, parts) for use in alternative)
            for alternative in alternatives
        ):
            wanted = []
        found: dict[str, ir.Credential] = {}
        for use in (*wanted, *parts.keys):
            if not _given(use, parts):
                credential = self._credential(use)
                found.setdefault(credential.param, credential)
        return tuple(found.values())

    def _credential(self, use: SchemeUse) -> ir.Credential:
        key = (use.name, use.kind, use.parameter)
        if key not in self._known:
            assert use.kind != "none"
            param = self._keywords.take(identifier(use.name, "auth"))
            self._known[key] = ir.Credential(
                param, use.kind, use.parameter, use.name, use.description
            )
        return self._known[key]


def _given(use: SchemeUse, parts: RequestParts) -> bool:
    location = "header" if use.kind in ("bearer", "basic") else use.kind
    name = "Authorization" if use.kind in ("bearer", "basic") else use.parameter
    return parts.given(location, name)
