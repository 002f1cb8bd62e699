"""The components of a document, ready to be referred to ("Components Object")."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen.arazzo.model import Action, Parameter
from arazzo_gen.record import fresh, record


@record
class Library:
    """The components.

    None stands for a component that is there but wrong, and has been reported. `unreadable` has
    the kinds of which nothing could be read, which has been reported too.
    """

    parameters: dict[str, Parameter | None] = fresh(factory=dict)
    success_actions: dict[str, Action | None] = fresh(factory=dict)
    failure_actions: dict[str, Action | None] = fresh(factory=dict)
    unreadable: set[str] = fresh(factory=set)

    def of_kind(self, kind: str) -> Mapping[str, object]:
        """The components of a kind, by the name that a reference has for it."""
        if kind == "parameters":
            return self.parameters
        if kind == "successActions":
            return self.success_actions
        return self.failure_actions if kind == "failureActions" else {}
