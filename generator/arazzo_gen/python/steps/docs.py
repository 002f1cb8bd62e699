"""Writes the docstring of a step's function."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.python.signatures import target
from arazzo_gen.python.text.literal import code, sentence, summary
from arazzo_gen.python.text.names import local_word


def step_doc(step: ir.Step) -> str:
    """What the function does, and which of its parameters the document calls otherwise."""
    text = summary(step.doc or "")
    if not text:
        text = f"Send {code(target(step))}."
        if isinstance(step.call, ir.WorkflowCall):
            text = f"Run the workflow {code(step.call.workflow)}."
    aliases = [
        f"`{read.param}` is the document's {code(_shown(read.leaf))}"
        for read in step.reads
        if read.param != local_word(read.leaf.name)
    ]
    return text if not aliases else f"{text}\n\n{sentence('; '.join(aliases))}"


def _shown(leaf: ir.Leaf) -> str:
    if isinstance(leaf, ir.Input):
        return leaf.name
    if isinstance(leaf, ir.StepOutput):
        return f"$steps.{leaf.step}.outputs.{leaf.name}"
    return f"$workflows.{leaf.workflow}.outputs.{leaf.name}"
