"""The records of what the HTML page says of workflows and steps, which a template lays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.draw.html.values import Pieces, Target
from arazzo_gen.python.call import RunFunction
from arazzo_gen.record import record


@record
class Finding:
    """A finding of the compiler.

    Attributes:
        severity: "warning" or "note"; a document with errors is not drawn.
        code: Its code.
        message: What is wrong.
        place: The file's name, line and column; "" for no place.
        advice: What to write instead; "" for nothing.
    """

    severity: str
    code: str
    message: str
    place: str
    advice: str


Findings: TypeAlias = Mapping[tuple[str, str], Sequence[Finding]]
"""Findings by workflow and step; by "" for what is of no workflow, or of no step."""


@record
class Named:
    """An input, a keyword or an output.

    Attributes:
        name: The document's name; for a keyword, what it is.
        python: Its name in Python.
        type: Its type, as the module writes it.
        marks: What holds of it: "required", "secret", "may be absent".
        values: What it may be, where its type is an enum with a name.
        default: Its default as the module writes it; "" for none.
        doc: What is said of it.
        source: Where an output's value comes from.
        anchor: The id of its row; "" where nothing leads to it.
    """

    name: str
    python: str
    type: str
    marks: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    default: str = ""
    doc: str = ""
    source: Pieces = ()
    anchor: str = ""


@record
class Sent:
    """A part of a request: its name, where it goes, where its value comes from."""

    name: str
    place: str
    source: Pieces


@record
class BodyView:
    """The body of a request; `changes` are values that are set in it before it is sent."""

    content_type: str
    content: Pieces
    changes: tuple[tuple[str, Pieces], ...]


@record
class Follow:
    """A way on from a step.

    Attributes:
        kind: The kind of the edge.
        action: The name of the action; "" where there is none.
        when: When it is taken, in words.
        leads: Where it leads, in words; before the target, where there is one.
        target: The step or workflow that it leads to; "" for none.
        anchor: The id of its section; "" where there is none.
        notes: How long it waits, and how often it is taken.
    """

    kind: str
    action: str
    when: str
    leads: str
    target: str
    anchor: str
    notes: str


@record
class StepView:
    """What the page says of a step.

    Attributes:
        anchor: The id of its section.
        name: The stepId.
        function: The name of its function.
        loop: The name of the function that runs it until an action ends the loop; "" for none.
        doc: The document's description.
        method: The method of its request; "" where it calls a workflow.
        base: The base URL of its request.
        path: The path behind the base URL.
        calls: The workflow that it calls, and the id of its section where there is one.
        parameters: What the request sends, or what the called workflow is given.
        body: The request's body.
        criteria: What must hold for it to succeed, in words.
        follows: The ways on.
        is_unused: Nothing in its workflow runs it.
        outputs: Its outputs.
        seconds: Its timeout, as text.
        findings: What the compiler found there.
    """

    anchor: str
    name: str
    function: str
    loop: str
    doc: str
    method: str
    base: str
    path: str
    calls: tuple[str, str | None] | None
    parameters: tuple[Sent, ...]
    body: BodyView | None
    criteria: tuple[str, ...]
    follows: tuple[Follow, ...]
    is_unused: bool
    outputs: tuple[Named, ...]
    seconds: str
    findings: tuple[Finding, ...]


@record
class WorkflowView:
    """What the page says of a workflow.

    Attributes:
        anchor: The id of its section.
        name: The workflowId.
        summary, description: The document's.
        call: How it is called.
        inputs: Its inputs.
        keywords: The other keywords of its function.
        outputs: What it returns.
        steps: Its steps.
        definitions: The named types that the module writes, as Python.
        before: The workflows that run first, each with the id of its section.
        findings: Findings that are of no step.
        anchors: The ids of what the values of the workflow name.
    """

    anchor: str
    name: str
    summary: str
    description: str
    call: RunFunction
    inputs: tuple[Named, ...]
    keywords: tuple[Named, ...]
    outputs: tuple[Named, ...]
    steps: tuple[StepView, ...]
    definitions: str
    before: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    anchors: Mapping[Target, str]


@record
class Part:
    """What a page shows of one document.

    Attributes:
        file: The name of its file, without a folder.
        title: Its title.
        description: Its description; "" for none.
        modules: The modules of its workflows, in its order.
        findings: The findings, by workflow and step.
        package: What stands before the names of modules where they are imported.
    """

    file: str
    title: str
    description: str
    modules: Sequence[ir.Module]
    findings: Findings
    package: str = ""
