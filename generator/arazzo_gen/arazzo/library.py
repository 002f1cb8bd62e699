"""The components of a document, to which Reusable Objects refer ("Components Object")."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen.arazzo.model import Action, Parameter
from arazzo_gen.record import fresh, record


@record
class Library:
    """The components of a document by kind.

    None stands for a component with an error, which has been reported. `unreadable` has the kinds
    of which no component could be read, which has been reported too.
    """

    parameters: dict[str, Parameter | None] = fresh(factory=dict)
    success_actions: dict[str, Action | None] = fresh(factory=dict)
    failure_actions: dict[str, Action | None] = fresh(factory=dict)
    unreadable: set[str] = fresh(factory=set)

    def of_kind(self, kind: str) -> Mapping[str, object]:
        """The components of a kind, which is named as references name it."""
        if kind == "parameters":
            return self.parameters
        if kind == "successActions":
            return self.success_actions
        return self.failure_actions if kind == "failureActions" else {}
