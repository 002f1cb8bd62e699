"""Lowers one workflow: its steps, its control flow, its inputs and its outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.exits import Exit, exits
from arazzo_gen.analysis.graph import ToRetry, Vertex, histories, reachable, without
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.step_draft import Branches, StepDraft
from arazzo_gen.check.flow import check_loops, check_reachable
from arazzo_gen.check.inherited import check_inherited
from arazzo_gen.check.inputs import check_case, check_required
from arazzo_gen.check.order import check_order
from arazzo_gen.check.unused import check_unused
from arazzo_gen.ir.flow_walk import read_sites, transfers
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.ir.walk import steps_read, walk
from arazzo_gen.lower.bind.binder import ExpressionBinder
from arazzo_gen.lower.bind.outputs import is_secret, workflow_output
from arazzo_gen.lower.calls import dependency_arguments
from arazzo_gen.lower.dependencies import dependencies_of
from arazzo_gen.lower.flow.declare import declare
from arazzo_gen.lower.flow.exits import Presence, is_set, mark_exits
from arazzo_gen.lower.flow.lenient import mark_lenient
from arazzo_gen.lower.flow.own_outputs import from_outputs
from arazzo_gen.lower.flow.polled import PolledLoop, polled_loops, with_actions, with_waits
from arazzo_gen.lower.flow.reads import Reads, step_fields
from arazzo_gen.lower.flow.state import State
from arazzo_gen.lower.flow.structure import structure
from arazzo_gen.lower.names.identifiers import (
    Names,
    class_name,
    identifier,
    step_variables,
    wait_function,
)
from arazzo_gen.lower.request.security import Credentials
from arazzo_gen.lower.request.servers import Sources
from arazzo_gen.lower.request.supplied import Supplies
from arazzo_gen.lower.step import draft_step
from arazzo_gen.record import fresh, record, replace
from arazzo_gen.types import Json, Null, union, without_null
from arazzo_gen.typing.inputs import MISSING, InputDecl, Missing


@record(frozen=False)
class Shared:
    """The state that the workflows of one module share."""

    reserved: Reserved
    names: Names
    params: Names
    sources: Sources
    credentials: Credentials
    supplies: Supplies
    inputs: dict[str, dict[str, str]]
    given: dict[str, str]
    """The keyword for the outputs of each workflow that several others depend on."""


@record(frozen=False)
class WorkflowDraft:
    """A workflow whose steps are bound, but whose functions and variables have no names yet.

    All keywords of the module are named first: `run` also has the keywords of the workflows that
    it calls, and a keyword hides a function of the same name. `wrong`: something in it is an error.
    """

    scope: Scope
    main: bool
    steps: list[StepDraft]
    outputs: dict[str, Bound]
    dependencies: list[Scope]
    wrong: bool
    exits: list[Exit] = fresh(factory=list)


def draft_workflow(scope: Scope, shared: Shared, *, main: bool) -> WorkflowDraft | None:
    """Bind the steps of a workflow; None where something in it is wrong (reported)."""
    errors = scope.report.errors
    check_inherited(scope)
    to_module = (shared.sources, shared.credentials, shared.supplies)
    steps = [draft_step(scope, info, *to_module) for info in scope.order]
    binder = ExpressionBinder(scope, None, "outputs")
    wanted = [output.name.value for output in scope.workflow.outputs]
    bound = {name: workflow_output(binder, scope, name) for name in wanted}
    dependencies = dependencies_of(scope, shared.given)
    drafts = [step for step in steps if step is not None]
    if len(drafts) < len(steps):
        return None
    for each in drafts:
        each.outputs |= each.info.outputs  # what others read of the workflows that steps call
    mark_lenient(drafts, [each.expr for each in bound.values()])
    wrong = scope.report.errors > errors
    return WorkflowDraft(scope, main, drafts, bound, dependencies, wrong)


def settle(drafts: Sequence[WorkflowDraft]) -> None:
    """Settle which outputs are always there, of those that not all replies give: the workflows that
    others call or depend on first."""
    bounds = [bound for draft in drafts for step in draft.steps for bound in step.outputs.values()]
    by_key = {draft.scope.key: draft for draft in drafts}
    left = dict(by_key) if any(bound.lacking for bound in bounds) else {}
    presence = Presence()

    def visit(key: str) -> None:
        draft = left.pop(key, None)
        if draft is None:
            return
        for step in draft.steps:
            if isinstance(step.call, ir.WorkflowCall):
                visit(step.call.workflow)
        for _, before in draft.scope.before:
            visit(before.key)
        presence.steps(draft.scope, draft.steps)
        alive = _alive(draft.steps)
        draft.exits = exits(alive, histories(alive))
        presence.outputs(draft.scope, draft.outputs, draft.exits)

    for key in by_key:
        visit(key)


def finish_workflow(draft: WorkflowDraft, shared: Shared) -> ir.Workflow:
    """Complete a workflow: its names, its control flow, and the reads of each function."""
    scope, drafts, bound = draft.scope, draft.steps, draft.outputs
    function, outputs_cls = workflow_names(scope, shared, main=draft.main)
    functions = {each.info.id: step_function(scope, shared, each, draft.main) for each in drafts}
    loops = _polled(drafts)
    waits = {each: wait_name(scope, shared, each, draft.main) for each in loops}
    params = shared.inputs[scope.key]
    taken = {*params.values(), *functions.values(), *waits.values()}
    taken |= {*_keywords(shared), *shared.reserved.body}
    taken |= set() if draft.main else {*shared.given.values()}
    variables = step_variables(functions.values(), taken, shared.reserved)
    local = Names({*taken, *variables.values(), *shared.reserved.run_locals})
    flow, ran = _flow(scope, drafts, loops, local)
    check_order(scope, drafts)
    check_required(scope)
    check_case(scope)
    if not draft.wrong:  # what is wrong may be what was to read an input
        check_unused(scope, drafts)
    first = _depends(scope, draft.dependencies, {} if draft.main else shared.given, local)
    flow = (*first, *declare(_marked(flow, draft), drafts, bound))
    flow, asked = with_actions(flow, loops, local)
    reads = Reads(scope, params, shared.given.values(), shared.reserved)
    steps = tuple(
        _step(each, functions[each.info.id], variables, scope, shared, reads) for each in drafts
    )
    steps = with_waits(steps, loops, waits, asked, shared.reserved)
    kept = _kept(scope, flow, (steps, tuple(each.expr for each in bound.values())), local)
    requests = [each.call for each in steps if isinstance(each.call, ir.Request)]
    return ir.Workflow(
        id=scope.key,
        function=function,
        outputs_cls=outputs_cls,
        summary=scope.workflow.summary,
        description=scope.workflow.description,
        inputs=tuple(_input(decl, params[name]) for name, decl in scope.inputs.items()),
        outputs=_outputs(bound, ran, shared.reserved),
        steps=steps,
        flow=flow,
        sources=tuple(dict.fromkeys(call.source for call in requests)),
        credentials=tuple(dict.fromkeys(each for call in requests for each in call.credentials)),
        transfers=tuple(dict.fromkeys(transfers(flow))),
        given=tuple(ir.Given(each.workflow, each.variable) for each in first if each.given),
        kept=kept,
        supplied=tuple(dict.fromkeys(each for call in requests for each in call.supplied)),
    )


def _kept(scope: Scope, flow: ir.Block, trees: object, local: Names) -> tuple[ir.Kept, ...]:
    """The workflows that retries run first, and of which something reads outputs."""
    before = {each.key for _, each in scope.before}
    read = [expr.workflow for expr in walk((trees, flow)) if isinstance(expr, ir.WorkflowOutput)]
    return tuple(
        ir.Kept(key, local.take(f"{identifier(_own_id(scope, key), 'workflow')}_outputs"))
        for key in dict.fromkeys(read)
        if key not in before
    )


def _own_id(scope: Scope, key: str) -> str:
    return scope.program.scopes[key].workflow.id.value


def workflow_names(scope: Scope, shared: Shared, *, main: bool) -> tuple[str, str]:
    """The names of the run function and of the class of outputs."""
    if main:
        return "run", "Outputs"
    word = identifier(scope.workflow.id.value, "workflow")
    function = shared.names.take(f"run_{word}", *shared.reserved.suffixes)
    return function, shared.names.take(class_name(scope.workflow.id.value, "Workflow") + "Outputs")


def step_function(scope: Scope, shared: Shared, draft: StepDraft, main: bool) -> str:
    """The name of a step's function; those of a called workflow begin with its name."""
    word = identifier(draft.info.id, "step")
    if not main:
        word = f"{identifier(scope.workflow.id.value, 'workflow')}_{word}"
    return shared.names.take(word, *shared.reserved.suffixes)


def wait_name(scope: Scope, shared: Shared, step: str, main: bool) -> str:
    """The name of the function of the loop over a step."""
    word = identifier(step, "step")
    wanted = wait_function(word)
    if not main:
        workflow = identifier(scope.workflow.id.value, "workflow")
        wanted = f"wait_for_{workflow}_{wanted.removeprefix('wait_for_')}"
    return shared.names.take(wanted, *shared.reserved.suffixes)


def _keywords(shared: Shared) -> Iterator[str]:
    yield from shared.reserved.run
    for source in shared.sources.all:
        yield source.param
        yield from (variable.param for variable in source.variables)
    yield from (credential.param for credential in shared.credentials.all)
    yield from (each.param for each in shared.supplies.all)


# --- Control flow -----------------------------------------------------------------------


def _alive(drafts: Sequence[StepDraft]) -> tuple[Vertex, ...]:
    """The steps that can run at all, as vertices of the graph of jumps."""
    vertices = tuple(draft.vertex for draft in drafts)
    return without(vertices, frozenset(range(len(vertices))) - reachable(vertices))


def _polled(drafts: Sequence[StepDraft]) -> dict[str, PolledLoop]:
    return polled_loops(_alive(drafts), {draft.info.id: draft for draft in drafts})


def _flow(
    scope: Scope, drafts: list[StepDraft], loops: Mapping[str, PolledLoop], local: Names
) -> tuple[ir.Block, Set[str]]:
    """The control flow of the steps, and the steps that have surely run at its end."""
    vertices = tuple(draft.vertex for draft in drafts)
    alive = reachable(vertices)
    used_first = {
        edge.target.first
        for vertex in vertices
        for edge in vertex.edges
        if isinstance(edge.target, ToRetry) and isinstance(edge.target.first, str)
    }
    dropped = frozenset(range(len(drafts))) - alive
    for index in dropped:
        drafts[index].reachable = False
    left = without(vertices, dropped)
    never = [drafts[index].info.id for index in sorted(dropped)]
    branches = [each for draft in drafts for each in (draft.success, draft.failure)]
    said = used_first.union(*(each.steps_untaken for each in branches))
    check_reachable(scope, [step for step in never if step not in said])
    check_loops(scope, left)
    before = histories(left)
    for draft in drafts:
        draft.history = before.get(draft.info.id)
    outside = tuple(loops[each.id].rest if each.id in loops else each for each in left)
    flow = structure(outside, local, State.start(frozenset(draft.info.id for draft in drafts)))
    by_id = {draft.info.id: draft for draft in drafts}
    for site in read_sites(flow):
        for step in site.steps:
            by_id[step].reaching.append(site.reaching)
    return flow, before[""].ran


def _marked(flow: ir.Block, draft: WorkflowDraft) -> ir.Block:
    """The flow, whose exits name the outputs that they set, of those that not all replies give."""
    partial = {name: bound for name, bound in draft.outputs.items() if bound.lacking}
    if not partial:
        return flow

    def sets(each: Exit) -> frozenset[str]:
        return frozenset(n for n, bound in partial.items() if is_set(draft.scope, bound, each))

    return mark_exits(flow, draft.exits, sets)


def _depends(
    scope: Scope, dependencies: list[Scope], given: Mapping[str, str], local: Names
) -> tuple[ir.Depend, ...]:
    """The calls of the workflows that run first."""
    places = {each.key: text.span for text, each in scope.before}
    found: list[ir.Depend] = []
    for called in dependencies:
        span = places.get(called.key, scope.workflow.id.span)
        args = dependency_arguments(scope, called, span)
        variable = given.get(called.key)
        if variable is not None:
            found.append(ir.Depend(called.key, variable, args, given=True))
            continue
        word = identifier(called.workflow.id.value, "workflow")
        found.append(ir.Depend(called.key, local.take(f"{word}_outputs"), args))
    return tuple(found)


# --- Steps ------------------------------------------------------------------------------


def _step(
    draft: StepDraft,
    function: str,
    variables: dict[str, str],
    scope: Scope,
    shared: Shared,
    reads: Reads,
) -> ir.Step:
    info = draft.info
    choices = from_outputs(draft.success.choices, info.id, draft.outputs)
    success = replace(draft.success, choices=choices)
    secret = [name for name, bound in draft.outputs.items() if is_secret(name, bound)]
    return ir.Step(
        id=info.id,
        function=function,
        cls=shared.names.take(class_name(function, "Step")),
        variable=variables[function],
        doc=info.step.description,
        call=draft.call,
        reads=reads.of_step(draft),
        criteria=draft.criteria,
        outputs=step_fields(draft, secret, shared.reserved),
        success=_decision(draft, success, f"_{function}_on_success", reads),
        failure=_decision(draft, draft.failure, f"_{function}_on_failure", reads),
        lenient=draft.lenient,
        timeout=info.step.timeout / 1000 if info.step.timeout is not None else None,
    )


def _decision(
    draft: StepDraft, branches: Branches, function: str, reads: Reads
) -> ir.Decision | None:
    if not branches.decided or not draft.reachable:
        return None
    own = draft.info.id in steps_read(branches.choices)
    found = reads.of_choices(draft, branches.choices)
    return ir.Decision(function, branches.choices, found, own, branches.exhaustive)


# --- Inputs and outputs -----------------------------------------------------------------


def _input(decl: InputDecl, param: str) -> ir.InputParam:
    given = decl.default is not MISSING
    type_ = union(decl.type, Null()) if decl.nullable else decl.type
    default = None
    if not isinstance(decl.default, Missing):
        default = ir.Const(decl.default, type_)
    return ir.InputParam(
        name=decl.name,
        param=param,
        type=type_,
        required=decl.required and not given,
        default=default,
        unset=decl.nullable and not decl.required and not given,
        doc=decl.description,
    )


def _outputs(
    bound: dict[str, Bound], ran: Set[str], reserved: Reserved
) -> tuple[ir.OutputField, ...]:
    wanted = {name: identifier(name, "value") for name in bound}
    names = Names(reserved.body | reserved.output_fields).take_each(wanted)
    fields: list[ir.OutputField] = []
    for name, value in bound.items():
        type_ = value.expr.type
        required = (
            steps_read(value.expr) <= ran and not value.absent and not isinstance(type_, Json)
        )
        fields.append(
            ir.OutputField(
                name=name,
                field=names[name],
                type=type_ if required else without_null(type_),
                value=value.expr,
                required=required,
                secret=is_secret(name, value),
            )
        )
    return tuple(fields)
