"""The protocol `Binder`, which the files that bind expressions take instead of importing its class.

An expression reads an output, and that output is an expression itself: the files would import each
other in a cycle. The one class that implements the protocol is `binder.ExpressionBinder`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, Protocol

from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Criterion
from arazzo_gen.expressions import ast
from arazzo_gen.source.span import Span

Phase = Literal["request", "response", "actions", "outputs"]
"""When an expression is evaluated: before a step's request, at its response (criteria, outputs), in
its actions, which can read the step's outputs, or in the outputs of the workflow."""


class Binder(Protocol):
    """Binds the expressions of one step and phase."""

    @property
    def scope(self) -> Scope:
        """The workflow."""

    @property
    def step(self) -> StepInfo | None:
        """The step that the expressions belong to; None in the outputs of the workflow."""

    @property
    def phase(self) -> Phase:
        """When they are evaluated."""

    @property
    def mutes_dialects(self) -> bool:
        """Whether there are no warnings about dialects."""

    @property
    def refuses_text(self) -> bool:
        """Whether a text that looks like an expression is an error: in a path, in a condition."""

    @property
    def failed(self) -> Sequence[Criterion] | None:
        """In an action that is taken when the step has failed: its criteria. None elsewhere."""

    @property
    def inapplicable(self) -> list[Span] | None:
        """Collects the expressions that steps of this kind lack, in an action of the workflow: it
        applies to all steps, so that is no mistake. None elsewhere."""

    @property
    def shared(self) -> bool:
        """Whether the expressions are in an action of the workflow, which all its steps share."""

    def at_request(self) -> Binder:
        """A binder for the same step before its request, where dialects were reported already."""

    def at_condition(self) -> Binder:
        """A binder for simple conditions, in which the specification lets dots lead into a value
        ("Operators")."""

    def refusing_text(self) -> Binder:
        """A binder for a place in which a text that looks like an expression is an error."""

    def elsewhere(self, scope: Scope, step: StepInfo | None, phase: Phase) -> Binder:
        """A binder for another step and phase."""

    def declared(self, expression: ast.Expression) -> bool:
        """Whether an expression's name is declared: else a dialect takes the text literally."""

    def expression(self, expression: ast.Expression, span: Span) -> Bound:
        """Bind an expression; a constant null where it is wrong (reported)."""

    def find(
        self, what: str, written: str, declared: Collection[str], span: Span, owner: str = ""
    ) -> tuple[str, tuple[str | int, ...]] | None:
        """The declared name that a text begins with, and the path behind it; None, reported,
        where no such name is declared."""

    def unknown(
        self, what: str, name: str, known: Sequence[str], span: Span, owner: str = ""
    ) -> None:
        """Report a name that does not exist."""

    def warn_navigation(
        self,
        root: str,
        found: tuple[str, tuple[str | int, ...]],
        expression: ast.Inputs | ast.StepOutput | ast.Outputs,
        span: Span,
    ) -> None:
        """Warn of an expression that begins with `root`, and goes on with what `find` has found: a
        name with a path behind it."""

    def output_leaf(self, info: StepInfo, name: str) -> Bound:
        """An output of a step as others read it."""

    def text(self, text: str, span: Span) -> Bound:
        """Bind a text that is one expression as a whole (braces around it are accepted)."""
