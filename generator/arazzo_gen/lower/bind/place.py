"""Where an expression stands, and what binds the expressions there.

An expression names an output, and the output is made of an expression. So that the files that bind
do not import each other in a circle, each takes a `Binder`, which is described here, below all of
them; the one class behind it, `ExpressionBinder`, stands above them.
"""

from __future__ import annotations

from typing import Literal, Protocol

from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.expressions import ast
from arazzo_gen.source.span import Span

Phase = Literal["request", "response", "actions", "outputs"]
"""Where an expression stands: before a step's request, at its response (criteria, outputs), in its
actions, which can read the step's outputs, or in the outputs of the workflow."""


class Binder(Protocol):
    """Binds the expressions of one place."""

    @property
    def scope(self) -> Scope:
        """The workflow."""

    @property
    def step(self) -> StepInfo | None:
        """The step that the expressions belong to; None in the outputs of the workflow."""

    @property
    def phase(self) -> Phase:
        """Where in the step they stand."""

    @property
    def quiet(self) -> bool:
        """Whether warnings about dialects are kept back."""

    @property
    def foreign(self) -> list[Span] | None:
        """Collects what is not there in steps of this kind, where that is no mistake: an action of
        the workflow is for all of its steps. None where it is one."""

    @property
    def shared(self) -> bool:
        """Whether it is an action of the workflow: what one step's schemas lack, another's may
        have."""

    def at_request(self) -> Binder:
        """The same step, before its request; what is said there already is not said again."""

    def at_condition(self) -> Binder:
        """The same place inside a simple condition, where dots lead into a value by the
        specification ("Operators")."""

    def elsewhere(self, scope: Scope, step: StepInfo | None, phase: Phase) -> Binder:
        """Another place, with nothing of this one."""

    def declared(self, expression: ast.Expression) -> bool:
        """Whether an expression names something that there is (for dialects, which else are
        text)."""

    def expression(self, expression: ast.Expression, span: Span) -> Bound:
        """The value that an expression stands for; a constant null where it is wrong."""

    def text(self, text: str, span: Span) -> Bound:
        """A text that has to be an expression as a whole (braces around it are accepted)."""
