"""Makes the picture of modules of the IR: a chart for each workflow, with its nodes and edges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.draw.model import Chart, Edge, EdgeKind, Name, Node, Picture
from arazzo_gen.draw.words import all_in_words, in_words
from arazzo_gen.ir.flow_walk import called_by, called_workflows, dependencies, retried_first
from arazzo_gen.ir.routes import Route, Stop, after_dependencies, first_stops, routes, with_loop
from arazzo_gen.ir.walk import walk
from arazzo_gen.record import replace

LOOP_WAIT = "waits 2 s to 30 s"
"""The wait of a loop as `Polling` has it when callers say nothing."""


def picture(modules: Iterable[ir.Module]) -> Picture:
    """The picture of modules.

    A workflow that several modules have is drawn once, where it is the same in all.

    Args:
        modules: The modules, in the order of the document.
    """
    gallery = _Gallery()
    for module in modules:
        gallery.add(module)
    return Picture(tuple(gallery.charts()))


class _Gallery:
    """Collects workflows, each once, and draws them."""

    def __init__(self) -> None:
        self._numbers: dict[Chart, int] = {}
        self._entries: list[tuple[ir.Workflow, int, dict[str, int]]] = []
        self._own: set[int] = set()

    def add(self, module: ir.Module) -> None:
        """Take in the workflows of a module that are not there yet."""
        numbers: dict[str, int] = {}
        is_new: set[str] = set()
        for workflow in _called_first(module):
            ids = {name: f"{number}" for name, number in numbers.items()}
            chart = _chart(workflow, "", "", ids)
            if chart not in self._numbers:
                is_new.add(workflow.id)
                self._numbers[chart] = len(self._numbers)
            numbers[workflow.id] = self._numbers[chart]
        self._own.add(numbers[module.workflows[0].id])
        for workflow in module.workflows:
            if workflow.id in is_new:
                self._entries.append((workflow, numbers[workflow.id], numbers))

    def charts(self) -> Iterator[Chart]:
        """The chart of each workflow."""
        ids = {number: f"w{place}" for place, (_, number, _) in enumerate(self._entries, 1)}
        for workflow, number, numbers in self._entries:
            prefix = ids[number] if len(ids) > 1 else ""
            called = {name: ids[other] for name, other in numbers.items()}
            chart = _chart(workflow, ids[number], prefix, called)
            yield replace(chart, called=number not in self._own)


def _called_first(module: ir.Module) -> list[ir.Workflow]:
    """The workflows of a module, each behind those that it runs."""
    done: dict[str, ir.Workflow] = {}

    def visit(workflow: ir.Workflow) -> None:
        for name in called_workflows(workflow):
            if name not in done:
                visit(module.workflow(name))
        done.setdefault(workflow.id, workflow)

    for workflow in module.workflows:
        visit(workflow)
    return list(done.values())


def _chart(workflow: ir.Workflow, chart: str, prefix: str, called: dict[str, str]) -> Chart:
    """The chart of a workflow.

    Args:
        workflow: The workflow.
        chart: The id of the chart.
        prefix: The beginning of the ids of its nodes.
        called: The ids of the charts of the workflows that it runs, which begin their nodes' too.
    """
    drawing = _Drawing(workflow, prefix, called)
    edges = tuple(drawing.edges())
    led_to = {node for edge in edges for node in (edge.source, edge.target)}
    nodes = tuple(
        node for node in drawing.nodes(led_to) if node.kind == "step" or node.id in led_to
    )
    return Chart(chart, workflow.id, workflow.summary or "", False, nodes, edges)


class _Drawing:
    """Draws one workflow."""

    def __init__(self, workflow: ir.Workflow, prefix: str, called: dict[str, str]) -> None:
        self._workflow = workflow
        self._called = called
        self._start, self._done = f"{prefix}start", f"{prefix}done"
        self._failed = f"{prefix}failed"
        self._steps = {step.id: f"{prefix}s{n}" for n, step in enumerate(workflow.steps, 1)}
        depends = enumerate(dependencies(workflow.flow), 1)
        self._depends = {each.workflow: f"{prefix}d{number}" for number, each in depends}

    # --- Nodes --------------------------------------------------------------------------

    def nodes(self, led_to: Collection[str]) -> Iterator[Node]:
        """The start, what runs first, the steps, and the ends that there may be.

        Args:
            led_to: The nodes that have edges.
        """
        workflow = self._workflow
        inputs = tuple(Name(each.name, not each.required) for each in workflow.inputs)
        yield Node(self._start, "start", workflow.id, names=inputs)
        for name, node in self._depends.items():
            yield Node(node, "depends", name, calls=name)
        for step in workflow.steps:
            node = self._steps[step.id]
            yield _step_node(step, node, unused=node not in led_to)
        yield Node(self._done, "done", workflow.id, names=_outputs(workflow.outputs))
        yield Node(self._failed, "failed", workflow.id)

    # --- Edges --------------------------------------------------------------------------

    def edges(self) -> Iterator[Edge]:
        """All edges, by the order of the nodes that they leave."""
        flow = self._workflow.flow
        for stop in first_stops(flow):
            yield Edge(self._start, self._target(stop, ""), "next")
        for depend, stops in after_dependencies(flow):
            node = self._depends[depend.workflow]
            yield self._call(node, depend.workflow, "runs first")
            for stop in stops:
                yield Edge(node, self._target(stop, ""), "next")
        followed = {run.step: found for run, found in routes(flow)}
        for step in self._workflow.steps:
            if step.wait is not None and step.id in followed:
                followed[step.id] = with_loop(step, step.wait, followed[step.id])
        for step in self._workflow.steps:
            if isinstance(step.call, ir.WorkflowCall):
                yield self._call(self._steps[step.id], step.call.workflow, "calls")
            for route in followed.get(step.id, ()):
                yield from self._of_route(step, route)
            if step.id in followed and _may_fail(step, followed[step.id]):
                tried = "otherwise" if step.failure is not None else ""
                node = self._steps[step.id]
                yield Edge(node, self._failed, "fails", condition=tried, failed=True)

    def _of_route(self, step: ir.Step, route: Route) -> Iterator[Edge]:
        """The edges of an outcome of a step."""
        node, jump = self._steps[step.id], route.outcome.jump
        choice, condition = _choice(step, route)
        action = choice.name if choice is not None else route.outcome.key or ""
        retries = isinstance(jump, ir.Retry)
        if retries and not condition:
            condition = _until(step)
        for stop in route.stops:
            yield Edge(
                node,
                self._target(stop, step.id),
                _kind(route, stop),
                action,
                condition,
                _wait(jump, stop),
                choice.limit if choice is not None else None,
                route.failed,
            )
        called, first = called_by(jump), retried_first(jump)
        if retries and called is not None:
            yield self._call(node, called[0], "before it tries again", action)
        elif first is not None:
            said = "before it tries again"
            yield Edge(node, self._steps[first], "call", action, said, failed=True)

    def _call(self, node: str, workflow: str, said: str, action: str = "") -> Edge:
        target = f"{self._called[workflow]}start"
        return Edge(node, target, "call", action, said, failed=bool(action))

    def _target(self, stop: Stop, step: str) -> str:
        """The node that a way leads to; `step` is that it comes from."""
        match stop.kind:
            case "step":
                return self._steps[stop.name]
            case "depends":
                return self._depends[stop.name]
            case "transfer":
                return f"{self._called[stop.name]}start"
            case "retry":
                return self._steps[step]
        return self._done if stop.kind == "done" else self._failed


# --- What is said of a step -----------------------------------------------------------


def _step_node(step: ir.Step, node: str, *, unused: bool) -> Node:
    request = step.call if isinstance(step.call, ir.Request) else None
    wanted = [each.cond for each in step.criteria]
    return Node(
        node,
        "step",
        step.id,
        method=request.method if request is not None else "",
        path=request.template if request is not None else "",
        calls=step.call.workflow if isinstance(step.call, ir.WorkflowCall) else "",
        criteria=tuple(in_words(each.cond, step) for each in step.criteria),
        asks=all_in_words([cond for cond in wanted if not _is_of_status(cond)], step),
        names=_outputs(step.outputs),
        unused=unused,
    )


def _is_of_status(cond: ir.Cond) -> bool:
    """Whether a condition is about the status alone."""
    return all(isinstance(each, ir.StatusCode | ir.Const) for each in walk(cond))


def _outputs(outputs: Sequence[ir.OutputField]) -> tuple[Name, ...]:
    """The outputs that the document names."""
    own = (each for each in outputs if not each.name.startswith("$"))
    return tuple(Name(each.name, not each.required) for each in own)


def _choice(step: ir.Step, route: Route) -> tuple[ir.Choice | None, str]:
    """The action that leads to a route, and when it is taken, in words."""
    decision = step.failure if route.failed else step.success
    if decision is None:
        return None, ""
    tried_before = False
    for choice in decision.choices:
        if choice.key == route.outcome.key:
            if choice.cond is not None:
                return choice, in_words(choice.cond, step)
            return choice, "otherwise" if tried_before else ""
        tried_before = True
    return None, "otherwise"


def _kind(route: Route, stop: Stop) -> EdgeKind:
    if stop.kind == "retry":
        return "retry"
    if stop.waits:
        return "loop"
    if route.outcome.key is None:
        return "next"
    return "failure" if route.failed else "success"


def _wait(jump: ir.Jump, stop: Stop) -> str:
    if isinstance(jump, ir.Retry):
        return f"waits {jump.after:g} s" if jump.after else ""
    return LOOP_WAIT if stop.waits else ""


def _until(step: ir.Step) -> str:
    """What a step is tried again for, where more is asked of it than that it succeeds."""
    wanted = all_in_words([each.cond for each in step.criteria], step)
    return wanted and f"until {wanted}"


def _may_fail(step: ir.Step, found: Iterable[Route]) -> bool:
    """Whether a failure of a step may be left without an action.

    A retry that has no attempts left is no action any more.
    """
    choices = step.failure.choices if step.failure is not None else ()
    asks = {choice.key for choice in choices if choice.cond is not None}
    return not any(
        route.failed
        and not isinstance(route.outcome.jump, ir.Retry)
        and route.outcome.key not in asks
        for route in found
    )
