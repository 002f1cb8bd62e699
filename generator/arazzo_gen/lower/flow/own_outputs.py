"""Lets the actions of a step read its outputs where they read the same place of the response."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.ir.places import place
from arazzo_gen.ir.rewrite import rewritten


def from_outputs(
    choices: tuple[ir.Choice, ...], step: str, outputs: Mapping[str, Bound]
) -> tuple[ir.Choice, ...]:
    """The actions that follow on a success, whose criteria read outputs in place of the response.

    A success has its outputs, so that nothing has to look for a value a second time. An output
    holds None for null and for what is not there. So a test of whether something is there keeps
    reading the response.

    Args:
        choices: The actions.
        step: Their step.
        outputs: Its outputs.
    """
    known: dict[Hashable, ir.StepOutput] = {}
    for name, bound in outputs.items():
        found = place(bound.expr)
        if found is not None:
            known.setdefault(found, ir.StepOutput(step, name, bound.expr.type))
    if not known:
        return choices

    def change(part: object) -> object | None:
        if not isinstance(part, ir.Exists):
            return known.get(place(part)) or _inside(part, known)
        if place(part.value) not in known:
            return None
        inside = _inside(part.value, known)
        return part if inside is None else ir.Exists(inside)

    return rewritten(choices, change)


def _inside(part: object, known: Mapping[Hashable, ir.StepOutput]) -> ir.At | None:
    """A value inside an output; None where no output holds it."""
    if not isinstance(part, ir.At) or not isinstance(part.base, ir.ResponseBody):
        return None
    wholes = ("json", "any") if part.path else ()
    for length in range(len(part.path) - 1, 0, -1):
        output = known.get(("body", part.path[:length]))
        if output is not None:
            return ir.At(output, part.path[length:], part.type)
    outputs = [known[whole] for media in wholes if (whole := ("body", media)) in known]
    return ir.At(outputs[0], part.path, part.type) if outputs else None
