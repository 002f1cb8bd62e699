"""The records of a picture: what is drawn of workflows, before any format.

A picture has a chart for each workflow. A chart has nodes (its start, its steps in the order of the
document, its ends) and edges between them. All text is plain: names as the document spells them,
conditions in words. A format escapes and shortens them.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from arazzo_gen.record import record

NodeKind: TypeAlias = Literal["start", "depends", "step", "done", "failed"]
"""start: where a run begins, with the inputs. depends: a workflow that this one depends on, which
runs first. step: a step. done: where a run returns the outputs. failed: where it raises
`StepFailed`."""

EdgeKind: TypeAlias = Literal["next", "success", "failure", "loop", "retry", "fails", "call"]
"""next: what follows without an action. success, failure: an action of that kind. loop: an action
that leads back, after a wait. retry: the step is tried again. fails: no action is taken on a
failure, and the run ends with `StepFailed`. call: what a node runs before it goes on: the workflow
of a step, or what a retry runs first."""


@record
class Name:
    """An input or output, by the document's name; `optional`: it may be left out, or be absent."""

    name: str
    optional: bool


@record
class Node:
    """A node of a chart.

    Attributes:
        id: What edges call it: ASCII letters and digits, unique in the picture.
        kind: What it stands for.
        name: The step's id; of `start`, `done` and `failed` the workflow's; of `depends` that of
            the workflow that runs first.
        method: The HTTP method of a step's request; "" where it sends none.
        path: The path of the request, with the names of its parameters in braces.
        calls: The id of the workflow that a step calls or that runs first; "" for none.
        criteria: The step's success criteria in words; none where any 2xx is a success.
        asks: What the success criteria ask besides a status, in one sentence; "" for nothing.
        names: The inputs of `start`, the outputs of `done`, those of a step.
        unused: No path leads to the step.
    """

    id: str
    kind: NodeKind
    name: str
    method: str = ""
    path: str = ""
    calls: str = ""
    criteria: tuple[str, ...] = ()
    asks: str = ""
    names: tuple[Name, ...] = ()
    unused: bool = False


@record
class Edge:
    """An edge of a chart, from one node to another of the picture.

    The edges of a node stand in the order in which its actions are tried, success before failure.

    Attributes:
        source: The id of the node that it leaves.
        target: The id of the node that it leads to; the start of another chart where that
            workflow runs.
        kind: What it stands for.
        action: The name of the action; "" where there is none.
        condition: When it is taken, in words; "" where nothing is asked.
        wait: How long it waits, in words; "" where it does not.
        attempts: How many further attempts a retry has; None for what is no retry.
        failed: It is taken when the step has failed.
    """

    source: str
    target: str
    kind: EdgeKind
    action: str = ""
    condition: str = ""
    wait: str = ""
    attempts: int | None = None
    failed: bool = False

    @property
    def is_own_call(self) -> bool:
        """Whether it leads to the workflow that the node itself runs; that of an action is not."""
        return self.kind == "call" and not self.action

    @property
    def label(self) -> str:
        """All that is said at the edge, on one line; "" for nothing."""
        condition = self.condition
        if self.failed and condition in ("", "otherwise"):
            condition = f"{condition} fails".strip()
        said = ": ".join(part for part in (self.action, condition) if part)
        notes = [part for part in (self._attempts, self.wait) if part]
        return f"{said} ({', '.join(notes)})".strip() if notes else said

    @property
    def _attempts(self) -> str:
        if self.attempts is None:
            return ""
        return f"at most {self.attempts} more time{'' if self.attempts == 1 else 's'}"


@record
class Chart:
    """One workflow.

    Attributes:
        id: ASCII letters and digits, unique in the picture, also among the nodes.
        workflow: The workflow's id, as the IR has it.
        summary: The document's summary of the workflow; "" for none.
        called: The picture has it because another workflow runs it.
        nodes: Its nodes, in the order of the document.
        edges: The edges that leave its nodes, in the order of the nodes.
    """

    id: str
    workflow: str
    summary: str
    called: bool
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def start(self) -> Node:
        """Its first node."""
        return self.nodes[0]


@record
class Picture:
    """The charts of some workflows: each workflow once, in the order of the document, and behind it
    those that it runs and that have not been drawn before."""

    charts: tuple[Chart, ...]
