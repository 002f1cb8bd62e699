"""IR modules built by hand, for the tests of the Python target."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir, types

STR, INT, BOOL, JSON = types.Str(), types.Int(), types.Bool(), types.Json()
FREE = types.Map(JSON)
STATUS = types.Named("status")
TABLE = types.TypeTable(
    {
        "status": types.AliasDef(
            "RunStatus",
            types.Literal(("queued", "processing", "paused", "completed", "cancelled")),
        )
    }
)


def body(*path: str | int, type_: types.Type = JSON) -> ir.Expr:
    """A value in the response's body."""
    return ir.At(ir.ResponseBody("json", JSON), path, type_)


def status_is(code: int) -> ir.Criterion:
    """The criterion that the response has a status."""
    compare = ir.Compare("==", ir.StatusCode(INT), ir.Const(code, INT))
    return ir.Criterion(f"$statusCode == {code}", compare)


def equals(value: ir.Expr, *constants: object, loose: bool = True) -> ir.Cond:
    """A value is one of some constants."""
    tests = tuple(
        ir.Compare("==", value, ir.Const(constant, JSON), loose)  # type: ignore[arg-type]
        for constant in constants
    )
    return tests[0] if len(tests) == 1 else ir.Any(tests)


def text(*parts: str | ir.Expr) -> ir.Text:
    """Text with values in it."""
    return ir.Text(parts, STR)


def plain(name: str, value: ir.Expr) -> ir.Param:
    """A query, header or path parameter that is one value."""
    return ir.Param(name, value, "form", True, "primitive")


def request(method: str, *path: str | ir.Param, **options: object) -> ir.Request:
    """A request to the source "api"."""
    template = "".join(p if isinstance(p, str) else f"{{{p.name}}}" for p in path)
    return ir.Request(method, "api", path, template, **options)  # type: ignore[arg-type]


def json_body(value: ir.Expr, **options: object) -> ir.Body:
    """A JSON body."""
    return ir.Body("json", "application/json", value, **options)  # type: ignore[arg-type]


def read(leaf: ir.Leaf, param: str, *, required: bool = True, unset: bool = False) -> ir.Read:
    """A value that a step reads."""
    return ir.Read(leaf, param, leaf.type, required, unset)


def reaching(*ran: str, never: Sequence[str] = ()) -> ir.Reaching:
    """A reaching state."""
    return ir.Reaching(frozenset(ran), frozenset(never))


def go(step: str, *ran: str) -> ir.Run:
    """Run a step and go on."""
    return ir.Run(step, reaching(*ran), (ir.Outcome(None, ir.Proceed()),))


def step(
    id_: str, call: ir.Request | ir.WorkflowCall, *reads: ir.Read, **options: object
) -> ir.Step:
    """A step whose names follow from its id, which is a Python name."""
    values: dict[str, object] = {
        "doc": None,
        "criteria": (),
        "outputs": (),
        "cls": "".join(word.capitalize() for word in id_.split("_")),
        "variable": f"{id_}_result",
        **options,
    }
    return ir.Step(id=id_, function=id_, call=call, reads=reads, **values)  # type: ignore[arg-type]


def output(
    name: str, value: ir.Expr, *, required: bool = False, **options: object
) -> ir.OutputField:
    """An output field of the same name."""
    return ir.OutputField(name, name, value.type, value, required, **options)  # type: ignore[arg-type]


def given(
    name: str, type_: types.Type = STR, *, required: bool = True, **options: object
) -> ir.InputParam:
    """An input of the same name."""
    return ir.InputParam(name, name, type_, required, **options)  # type: ignore[arg-type]


def workflow(*steps: ir.Step, **options: object) -> ir.Workflow:
    """A workflow whose steps run one after the other, if nothing else is said."""
    ids = [item.id for item in steps]
    flow: list[ir.Stmt] = [go(id_, *ids[:i]) for i, id_ in enumerate(ids)]
    values: dict[str, object] = {
        "id": "flow",
        "function": "run",
        "outputs_cls": "Outputs",
        "summary": "Do what the test wants",
        "description": None,
        "inputs": (),
        "outputs": (),
        "flow": (*flow, ir.Finish(reaching(*ids))),
        "sources": ("api",),
        "credentials": (),
        **options,
    }
    return ir.Workflow(steps=steps, **values)  # type: ignore[arg-type]


def module(*workflows: ir.Workflow, **options: object) -> ir.Module:
    """A module of some workflows."""
    values: dict[str, object] = {
        "document": "test.arazzo.yaml",
        "file": "flow.py",
        "sources": (ir.Source("api", "api", "api_url", "API_URL", "https://api.example"),),
        "types": types.TypeTable(),
        "type_names": (),
        **options,
    }
    return ir.Module(workflows=workflows, **values)  # type: ignore[arg-type]


def knock(**options: object) -> ir.Module:
    """Trigger a workflow, list the runs, poll one of them until it ends."""
    key = ir.Input("apiKey", STR)
    workflow_key, recipient = ir.Input("workflowKey", STR), ir.Input("recipientId", STR)
    data = ir.Input("data", FREE)
    run_id = ir.StepOutput("listRecipientRuns", "recipientRunId", STR)
    auth = plain("Authorization", text("Bearer ", key))
    status = body("status", type_=STATUS)
    trigger = ir.Step(
        id="triggerWorkflow",
        function="trigger_workflow",
        cls="TriggerWorkflow",
        variable="trigger",
        doc="Trigger the workflow for the recipient and keep the returned workflow_run_id.",
        call=request(
            "POST",
            "/v1/workflows/",
            plain("key", workflow_key),
            "/trigger",
            headers=(auth,),
            body=json_body(
                ir.MapOf((("recipients", ir.ListOf((recipient,), JSON)), ("data", data)), JSON)
            ),
        ),
        reads=(
            read(key, "api_key"),
            read(workflow_key, "workflow_key"),
            read(recipient, "recipient_id"),
            read(data, "data", required=False),
        ),
        criteria=(status_is(200),),
        outputs=(
            ir.OutputField(
                "workflowRunId", "workflow_run_id", STR, body("workflow_run_id", type_=STR), True
            ),
        ),
    )
    listing = ir.Step(
        id="listRecipientRuns",
        function="list_recipient_runs",
        cls="ListRecipientRuns",
        variable="listed",
        doc="List the recipient's runs of the workflow to find the one just triggered.",
        call=request(
            "GET",
            "/v1/workflow_recipient_runs",
            headers=(auth,),
            query=(
                plain("workflow", workflow_key),
                plain("recipient", recipient),
                plain("page_size", ir.Const(1, INT)),
            ),
        ),
        reads=(
            read(key, "api_key"),
            read(workflow_key, "workflow_key"),
            read(recipient, "recipient_id"),
        ),
        criteria=(status_is(200),),
        outputs=(
            ir.OutputField(
                "recipientRunId", "recipient_run_id", STR, body("items", 0, "id", type_=STR), False
            ),
        ),
    )
    polling = ir.Step(
        id="pollRecipientRun",
        function="poll_recipient_run",
        cls="PollRecipientRun",
        variable="polled",
        doc="Fetch the run once; `run` repeats this step until the status is terminal.",
        call=request("GET", "/v1/workflow_recipient_runs/", plain("id", run_id), headers=(auth,)),
        reads=(read(key, "api_key"), read(run_id, "recipient_run_id")),
        criteria=(status_is(200),),
        outputs=(
            ir.OutputField("runStatus", "run_status", STATUS, status, True),
            ir.OutputField("runId", "run_id", STR, body("id", type_=STR), True),
        ),
        success=ir.Decision(
            "_poll_recipient_run_on_success",
            (
                ir.Choice(
                    "runFinished",
                    "runFinished",
                    equals(status, "completed", "cancelled", loose=False),
                ),
                ir.Choice(
                    "runStillRunning",
                    "runStillRunning",
                    equals(status, "queued", "processing", "paused", loose=False),
                ),
            ),
            (),
            own=False,
        ),
    )
    loop = ir.Run(
        "pollRecipientRun",
        reaching("triggerWorkflow", "listRecipientRuns"),
        (
            ir.Outcome("runFinished", ir.Break()),
            ir.Outcome("runStillRunning", ir.Continue()),
            ir.Outcome(None, ir.Break()),
        ),
    )
    every = reaching("triggerWorkflow", "listRecipientRuns", "pollRecipientRun")
    main = ir.Workflow(
        id="trigger-workflow-track-recipient-run",
        function="run",
        outputs_cls="Outputs",
        summary="Trigger a workflow, then poll the recipient's run until it completes",
        description="Trigger the workflow for one recipient and wait for that run to end.",
        inputs=(
            ir.InputParam(
                "apiKey",
                "api_key",
                STR,
                True,
                doc="Knock secret API key (sk_...), sent as a Bearer token.",
            ),
            ir.InputParam(
                "workflowKey", "workflow_key", STR, True, doc="The key of the workflow to trigger."
            ),
            ir.InputParam(
                "recipientId",
                "recipient_id",
                STR,
                True,
                doc="The user id to trigger the workflow for.",
            ),
            ir.InputParam("data", "data", FREE, False, doc="Data passed into the workflow run."),
        ),
        outputs=(
            ir.OutputField(
                "workflowRunId",
                "workflow_run_id",
                STR,
                ir.StepOutput("triggerWorkflow", "workflowRunId", STR),
                True,
            ),
            ir.OutputField(
                "recipientRunId",
                "recipient_run_id",
                STR,
                ir.StepOutput("pollRecipientRun", "runId", STR),
                True,
            ),
            ir.OutputField(
                "finalStatus",
                "final_status",
                STATUS,
                ir.StepOutput("pollRecipientRun", "runStatus", STATUS),
                True,
            ),
        ),
        steps=(trigger, listing, polling),
        flow=(
            go("triggerWorkflow"),
            go("listRecipientRuns", "triggerWorkflow"),
            ir.Loop("poll", (loop,)),
            ir.Finish(every),
        ),
        sources=("api",),
        credentials=(),
    )
    return module(
        main,
        document="knock.arazzo.yaml",
        sources=(
            ir.Source(
                "api",
                "knockWorkflowsApi",
                "knock_workflows_api_url",
                "KNOCK_WORKFLOWS_API_URL",
                "https://api.knock.app",
            ),
        ),
        types=TABLE,
        type_names=(("status", "RunStatus"),),
        **options,
    )


def single(call: ir.Request, *leaves: ir.Input, **options: object) -> ir.Module:
    """A module of one step that reads some inputs, all of them optional."""
    own = step("send", call, *(read(leaf, leaf.name, required=False) for leaf in leaves), **options)
    outputs = tuple(
        output(field.name, ir.StepOutput("send", field.name, field.type)) for field in own.outputs
    )
    return module(
        workflow(
            own,
            inputs=tuple(given(leaf.name, leaf.type, required=False) for leaf in leaves),
            outputs=outputs,
        )
    )


def const(value: object, type_: types.Type = JSON) -> ir.Const:
    """A constant."""
    return ir.Const(value, type_)  # type: ignore[arg-type]


def styled(name: str, value: object, style: str, explode: bool, **options: object) -> ir.Param:
    """A parameter with a style; an expression, or a constant."""
    expr = value if isinstance(value, (ir.Input, ir.Text)) else const(value)
    shape = {list: "array", dict: "object"}.get(type(value), "any")
    return ir.Param(name, expr, style, explode, shape, **options)  # type: ignore[arg-type]


def body_of(key: str, base: ir.Expr) -> ir.Expr:
    """A value inside another."""
    return ir.At(base, (key,), JSON)
