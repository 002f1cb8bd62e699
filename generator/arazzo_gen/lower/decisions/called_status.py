"""Settles what criteria ask about the status of a step that calls a workflow.

Such a step has no response. People test its `$statusCode` all the same, as the specification's own
examples do: what a success would meet holds where the workflow has ended well.
"""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.statuses import asks_status, met_by_success, pattern_met_by_success
from arazzo_gen.arazzo.model import Criterion
from arazzo_gen.expressions import ast
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.record import fresh, record
from arazzo_gen.source.span import Span

ALWAYS = ir.All(())
"""The condition of a criterion that asks of the status alone, and holds."""

NEVER = ir.Not(ALWAYS)
"""The condition of one that does not hold."""

_HOLDS = "a step that calls a workflow has no status: this holds where the workflow has ended well"
_DOES_NOT = "a step that calls a workflow has no status: this does not hold"
_FAILS = "a step that calls a workflow has no status: with this criterion it never succeeds"
_HELP = "leave it out, or test what the workflow returned: `$outputs.<name>`"


@record
class CalledStatus:
    """Settles the conditions of a step that calls a workflow.

    Attributes:
        binder: The binder of the conditions.
        well: Whether the workflow has ended well where they are asked; None where both can be.
        settled: What has been settled: the places, and whether that holds.
    """

    binder: Binder
    well: bool | None
    settled: list[tuple[Span, bool]] = fresh(factory=list)

    def pattern(self, criterion: Criterion) -> ir.Cond | None:
        """The condition of a regex of the status; None where it is no such regex, or where the step
        calls no workflow."""
        context = criterion.context
        if context is None or not self._applies:
            return None
        holds = self._settled(pattern_met_by_success(criterion), context.span)
        return None if holds is None else ALWAYS if holds else NEVER

    def condition(self, condition: ast.Condition, span: Span) -> ast.Condition:
        """A simple condition with truth values in the place of what it asks about the status."""
        if self._applies and asks_status(condition):
            return self._replaced(condition, span)
        return condition

    @property
    def _applies(self) -> bool:
        # An action of the workflow is for all of its steps: it does not apply to this one.
        step = self.binder.step
        return step is not None and step.called is not None and not self.binder.shared

    def _replaced(self, condition: ast.Condition, span: Span) -> ast.Condition:
        if isinstance(condition, ast.And | ast.Or):
            return _joined(condition, [self._replaced(each, span) for each in condition.items])
        if isinstance(condition, ast.Not):
            inner = self._replaced(condition.item, span)
            if not isinstance(inner, ast.LiteralValue) or not asks_status(condition.item):
                return ast.Not(inner)
            # Without a response nothing about it holds, and its opposite does not either.
            return ast.LiteralValue(not inner.value and self.well is not False)
        asked = asks_status(condition)
        if asked is None:
            return condition
        place = span.inside(asked.start, asked.end)
        holds = self._settled(met_by_success(condition), place)
        return condition if holds is None else ast.LiteralValue(holds)

    def _settled(self, met: bool | None, place: Span) -> bool | None:
        """Whether what a success meets holds here; None where that is not known."""
        holds = self.well if met else met
        if holds is not None:
            self.settled.append((place, holds))
        return holds

    def report(self, condition: ir.Cond) -> None:
        """Report what has been settled for a criterion, which became a condition."""
        report = self.binder.scope.report
        if condition is NEVER and self.binder.phase == "response":
            report.add("AZ302", self.settled[0][0], _FAILS, help=_HELP)
            return
        for place, holds in self.settled:
            report.add("AZ402", place, _HOLDS if holds else _DOES_NOT, help=_HELP)


def _joined(condition: ast.And | ast.Or, items: list[ast.Condition]) -> ast.Condition:
    """What is left of some conditions, of which all or one must hold, without truth values."""
    decides = isinstance(condition, ast.Or)
    if ast.LiteralValue(decides) in items:
        return ast.LiteralValue(decides)
    left = tuple(item for item in items if item != ast.LiteralValue(not decides))
    if len(left) < 2:
        return left[0] if left else ast.LiteralValue(not decides)
    return type(condition)(left)
