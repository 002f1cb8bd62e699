"""The names that a target keeps for itself, which lowering gives to nothing of the document."""

from __future__ import annotations

from arazzo_gen.record import record


@record
class Reserved:
    """The names that a target keeps for itself.

    Attributes:
        module: What a module has at its top level besides what the document names; builtins too.
        run: The keywords that a run function has of its own.
        step: The keywords that a step function has of its own.
        body: What annotations and bodies of functions use: a parameter must not hide it.
        run_body: What the bodies of run functions use besides.
        run_locals: The variables that run functions have of their own.
        variables: What variables of steps keep clear of besides, so that bodies read well.
        step_fields: What the classes of the outputs of steps use.
        output_fields: What the classes of the outputs of workflows use.
    """

    module: frozenset[str]
    run: frozenset[str]
    step: frozenset[str]
    body: frozenset[str]
    run_body: frozenset[str]
    run_locals: frozenset[str]
    variables: frozenset[str]
    step_fields: frozenset[str]
    output_fields: frozenset[str]
