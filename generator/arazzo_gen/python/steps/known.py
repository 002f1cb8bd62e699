"""Writes what an error tells of a step: the outputs that a run keeps, by the document's names."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen import ir
from arazzo_gen.python.text.literal import string


def told(step: ir.Step) -> list[ir.OutputField]:
    """The outputs of a step that errors tell: those that the document declares, but secrets."""
    return [each for each in step.outputs if each.declared and not each.secret]


def known_outputs(step: ir.Step, singles: Mapping[str, str], *, kept: bool) -> str:
    """The expression of the outputs of a step that a run keeps.

    Args:
        step: The step, which has run.
        singles: The fields of steps of which one output alone is kept, by their variables.
        kept: Whether the step's result is kept as a whole.
    """
    single = singles.get(step.variable)
    outputs = told(step) if kept else []
    if single is not None:
        outputs = [each for each in outputs if each.field == single]
    if len(outputs) > 1:
        return f"_{step.function}_known({step.variable})"
    values = [f"{step.variable}.{each.field}" if single is None else single for each in outputs]
    entries = [f"{string(each.name)}: {value}" for each, value in zip(outputs, values, strict=True)]
    return "{" + ", ".join(entries) + "}"


def known_function(step: ir.Step) -> str:
    """The function that names the outputs of a step of which a run keeps several."""
    entries = [f"{string(each.name)}: result.{each.field}" for each in told(step)]
    return "\n".join(
        [
            f"def _{step.function}_known(result: {step.cls}) -> dict[str, object]:",
            '    """The outputs by the document\'s names, for an error to tell."""',
            f"    return {{{', '.join(entries)}}}",
        ]
    )
