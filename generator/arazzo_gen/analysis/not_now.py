"""Tells which actions may follow on an answer that says "not now"."""

from __future__ import annotations

from arazzo_gen.analysis.statuses import verdict
from arazzo_gen.arazzo.model import Action

_TOLERATED = (408, 429, 500, 502, 503, 504)


def says_not_now(action: Action) -> bool:
    """Whether an action on failure may follow on an answer that says "not now", as
    `Polling.tolerate` means it."""
    return action.on == "failure" and any(
        verdict(action.criteria, code) is not False for code in _TOLERATED
    )
