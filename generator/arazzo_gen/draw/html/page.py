"""The content of the HTML page: what it says of each workflow and step, as records of text that the
template lays out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from arazzo_gen import ir, types
from arazzo_gen.draw.html.sent import body_view, parameters
from arazzo_gen.draw.html.values import Target, value
from arazzo_gen.draw.html.views import Follow, Named, Part, StepView, WorkflowView
from arazzo_gen.draw.html.ways import ways
from arazzo_gen.draw.model import Chart, Picture
from arazzo_gen.draw.words import in_words
from arazzo_gen.ir.flow_walk import dependencies, runs
from arazzo_gen.python.call import Keyword, run_function
from arazzo_gen.python.context import Context, keeps_failed
from arazzo_gen.python.types.formats import format_words
from arazzo_gen.record import record


def workflow_views(part: Part, picture: Picture, prefix: str = "") -> list[WorkflowView]:
    """What a page says of the workflows of a document: those with a module first, then those that
    they call and that have none here.

    Args:
        part: The document.
        picture: The picture of its modules.
        prefix: What the ids of their sections begin with.
    """
    shown: dict[str, tuple[Context, ir.Workflow]] = {}
    contexts = [Context(module) for module in part.modules]
    for context in contexts:
        main = context.module.workflows[0]
        shown.setdefault(main.id, (context, main))
    for context in contexts:
        for called in context.module.workflows:
            shown.setdefault(called.id, (context, called))
    page = _Page(
        charts=charts_by_workflow(picture),
        starts={chart.start.id: chart.workflow for chart in picture.charts},
        anchors={id_: f"{prefix}w{number}" for number, id_ in enumerate(shown, 1)},
        part=part,
    )
    return [_WorkflowWriter(context, workflow, page).view() for context, workflow in shown.values()]


def charts_by_workflow(picture: Picture) -> dict[str, Chart]:
    """The chart of each workflow: its own, or one that another workflow has of it."""
    found: dict[str, Chart] = {}
    for chart in sorted(picture.charts, key=lambda chart: chart.called):
        found.setdefault(chart.workflow, chart)
    return found


@record
class _Page:
    """What the sections of a page know of one another.

    Attributes:
        charts: The chart of each workflow.
        starts: The workflow of each node that a chart begins with.
        anchors: The id of the section of each workflow.
        part: The document.
    """

    charts: Mapping[str, Chart]
    starts: Mapping[str, str]
    anchors: Mapping[str, str]
    part: Part


class _WorkflowWriter:
    """Says what the page says of one workflow."""

    def __init__(self, context: Context, workflow: ir.Workflow, page: _Page) -> None:
        self._context = context
        self._workflow = workflow
        self._page = page
        self._anchor = page.anchors[workflow.id]
        self._run = {run.step for run in runs(workflow.flow)}
        self._anchors: dict[Target, str] = {
            **{("workflow", name): anchor for name, anchor in page.anchors.items()},
            **{("input", x.name): f"{self._anchor}-i{n}" for n, x in enumerate(workflow.inputs, 1)},
            **{("step", x.id): f"{self._anchor}-s{n}" for n, x in enumerate(workflow.steps, 1)},
        }

    def view(self) -> WorkflowView:
        """The whole of it."""
        workflow = self._workflow
        call = run_function(self._context, workflow, self._page.part.package)
        description = workflow.description or ""
        keywords = {keyword.name: keyword for keyword in call.keywords}
        inputs = [self._input(item, keywords.pop(item.param)) for item in workflow.inputs]
        return WorkflowView(
            anchor=self._anchor,
            name=workflow.id,
            summary=workflow.summary or "",
            description=description if description != workflow.summary else "",
            call=call,
            inputs=tuple(inputs),
            keywords=tuple(_keyword(each) for each in keywords.values()),
            outputs=tuple(self._output(each, is_kept=True) for each in workflow.outputs),
            steps=tuple(map(self._step, workflow.steps)),
            definitions="\n\n\n".join(self._context.types.definitions()),
            before=tuple(
                (each.workflow, self._page.anchors.get(each.workflow, ""))
                for each in dependencies(workflow.flow)
            ),
            findings=tuple(self._page.part.findings.get((workflow.id, ""), ())),
            anchors=self._anchors,
        )

    def _input(self, item: ir.InputParam, keyword: Keyword) -> Named:
        marks = ["required"] if item.required else []
        is_secret = isinstance(item.type, types.Str) and item.type.format == "password"
        default = keyword.default or ""
        return Named(
            name=item.name,
            python=item.param,
            type=keyword.annotation,
            marks=tuple(marks + ["secret"] * is_secret),
            values=self._values(item.type),
            default="" if default in ("None", "UNSET") else default,
            doc=item.doc or format_words(item.type),
            anchor=self._anchors["input", item.name],
        )

    def _values(self, type_: types.Type) -> tuple[str, ...]:
        """The values of an enum that has a name; those of others stand in the annotation."""
        bare = types.without_null(type_)
        found = self._context.types.table.resolve(bare)
        if isinstance(bare, types.Named) and isinstance(found, types.Literal):
            return tuple(map(str, found.values))
        return ()

    def _output(self, output: ir.OutputField, *, is_kept: bool) -> Named:
        """An output; is_kept: its step is never left with outputs that were not all found."""
        promised = output.required and is_kept
        annotation = self._context.types.of if promised else self._context.types.optional
        marks = ["may be absent"] if not promised else []
        return Named(
            name=output.name,
            python=output.field,
            type=annotation(output.type),
            marks=tuple(marks + ["secret"] * output.secret),
            values=self._values(output.type),
            doc=format_words(output.type),
            source=value(output.value),
        )

    def _step(self, step: ir.Step) -> StepView:
        call, context = step.call, self._context
        calls, method, base, path = None, "", "", ""
        if isinstance(call, ir.WorkflowCall):
            calls = (call.workflow, self._page.anchors.get(call.workflow))
        else:
            source = context.sources[call.source]
            method, path = call.method, call.template
            base = source.url if source.url is not None else f"<{source.param}>"
        name = context.modes[0].name
        is_kept = not keeps_failed(context, self._workflow, step)
        return StepView(
            anchor=self._anchors["step", step.id],
            name=step.id,
            function=name(step.function),
            loop=name(step.wait.function) if step.wait is not None else "",
            doc=step.doc or "",
            method=method,
            base=base,
            path=path,
            calls=calls,
            parameters=tuple(parameters(call)),
            body=body_view(call.body) if isinstance(call, ir.Request) and call.body else None,
            criteria=tuple(in_words(each.cond, step) for each in step.criteria),
            follows=tuple(self._ways(step)),
            is_unused=step.id not in self._run,
            outputs=tuple(self._output(each, is_kept=is_kept) for each in step.outputs),
            seconds=f"{step.timeout:g}" if step.timeout is not None else "",
            findings=tuple(self._page.part.findings.get((self._workflow.id, step.id), ())),
        )

    def _ways(self, step: ir.Step) -> Iterator[Follow]:
        page = self._page
        return ways(step, page.charts[self._workflow.id], page.starts, self._anchors)


def _keyword(keyword: Keyword) -> Named:
    return Named(
        name=keyword.name,
        python=keyword.name,
        type=keyword.annotation,
        marks=("required",) if keyword.is_needed else (),
        default="" if keyword.is_needed else keyword.default or "",
        doc=keyword.doc,
    )
