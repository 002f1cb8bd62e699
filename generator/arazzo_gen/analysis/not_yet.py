"""Tells retries that wait for a step to be done from those that ride out an error."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.analysis.statuses import STATUSES, verdict
from arazzo_gen.arazzo.model import Action, Criterion, Step
from arazzo_gen.openapi.model import Operation

_NOT_NOW = frozenset({408, 429, *range(500, 600)})
"""Statuses that say of the request that it did not get through, and nothing of what it asks for."""

_TOLERATED = (408, 429, 500, 502, 503, 504)

_REFUSED = frozenset(range(400, 500)) - _NOT_NOW


def says_not_yet(action: Action, step: Step, operation: Operation | None) -> bool:
    """Whether a retry may follow on an answer that says "not yet", and so polls.

    These say so: what a criterion of success wants is not in a 2xx; the operation has a 2xx that
    is no success of the step; the action asks for particular statuses that are no errors of a
    server. "Any failure" and "503" are asked for by actions that ride out an error.
    """
    if action.on == "success":
        return True
    wanted, asked = step.success_criteria, action.criteria
    later = [
        code
        for code in STATUSES
        if code not in _NOT_NOW
        and _succeeds(wanted, code) is not True
        and verdict(asked, code) is not False
    ]
    declared = {each.status.upper() for each in operation.responses} if operation else set()
    for code in later:
        if 200 <= code < 300 and (_succeeds(wanted, code) is None or str(code) in declared):
            return True
    return bool(later) and not _REFUSED.issubset(later)


def says_not_now(action: Action) -> bool:
    """Whether an action on failure may follow on an answer that says "not now", as
    `Polling.tolerate` means it."""
    return action.on == "failure" and any(
        verdict(action.criteria, code) is not False for code in _TOLERATED
    )


def _succeeds(wanted: Sequence[Criterion], code: int) -> bool | None:
    """Whether an answer of a status is a success of the step; None where that depends on more."""
    return verdict(wanted, code) if wanted else 200 <= code < 300
