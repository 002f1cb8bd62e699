"""Checks for steps that never run, and for loops that nothing leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from arazzo_gen.analysis.graph import Vertex, endless
from arazzo_gen.analysis.scope import Scope


def check_reachable(scope: Scope, never: Iterable[str]) -> None:
    """Warn about steps that no path reaches (AZ503)."""
    for step in never:
        span = scope.steps[step].step.id.span
        message = f"step {step!r} can never run: every way leads past it"
        hint = "give criteria to the action before it that is always taken"
        scope.report.add("AZ503", span, message, help=hint)


def check_loops(scope: Scope, vertices: Sequence[Vertex]) -> None:
    """Warn about loops that no action leaves (AZ502)."""
    for loop in endless(tuple(vertices)):
        first = vertices[min(loop)].id
        span = scope.steps[first].step.id.span
        message = f"the loop that begins at step {first!r} has no way out"
        hint = "give its actions criteria; as it is, it ends with PollTimeout"
        scope.report.add("AZ502", span, message, help=hint)
