"""The names that a target keeps for itself: lowering gives them to nothing of a document."""

from __future__ import annotations

from arazzo_gen.record import record


@record
class Reserved:
    """The names that a target reserves.

    Attributes:
        suffixes: What the target appends to the name of a function for its other forms: lowering
            takes those names along with it.
        module: Names at the top level of a module, and builtins.
        run: The keywords that a run function has of its own.
        step: The keywords that a step function has of its own.
        body: Names in annotations and function bodies, which a parameter must not hide.
        run_body: Further names in the bodies of run functions.
        run_locals: The variables that run functions have of their own.
        variables: Further names that step variables avoid, so that bodies read well.
        step_fields: Names of the classes of step outputs.
        output_fields: Names of the classes of workflow outputs.
    """

    suffixes: tuple[str, ...]
    module: frozenset[str]
    run: frozenset[str]
    step: frozenset[str]
    body: frozenset[str]
    run_body: frozenset[str]
    run_locals: frozenset[str]
    variables: frozenset[str]
    step_fields: frozenset[str]
    output_fields: frozenset[str]
