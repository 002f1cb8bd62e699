"""IR modules with every kind of control flow."""

from __future__ import annotations

from arazzo_gen import ir
from unit.python.irs import (
    BOOL,
    INT,
    JSON,
    STR,
    body,
    equals,
    given,
    go,
    json_body,
    module,
    output,
    plain,
    reaching,
    read,
    request,
    status_is,
    step,
    workflow,
)

STATUS_CODE = ir.StatusCode(INT)


def order_step(**options: object) -> ir.Step:
    """A step that reads an order by the input "id"."""
    id_ = ir.Input("id", STR)
    return step(
        "get_order",
        request("GET", "/orders/", plain("id", id_)),
        read(id_, "id"),
        **{
            "criteria": (status_is(200),),
            "outputs": (output("status", body("status", type_=STR)),),
            "variable": "order",
            **options,
        },
    )


def one_step(single: ir.Step, run: ir.Run, *more: ir.Stmt, **options: object) -> ir.Module:
    """A module of one step."""
    return module(
        workflow(
            single,
            **{
                "inputs": (given("id"),),
                "outputs": (output("status", ir.StepOutput(single.id, "status", STR)),),
                "flow": (run, *more, ir.Finish(reaching(single.id))),
                **options,
            },
        )
    )


def retry(limit: int = 2, after: float | None = 1.0) -> ir.Module:
    """Retry an order that is busy."""
    decision = ir.Decision(
        "_get_order_on_failure",
        (ir.Choice("busy", "busy", equals(STATUS_CODE, 503), limit),),
        (),
        own=False,
    )
    run = ir.Run(
        "get_order",
        reaching(),
        (ir.Outcome(None, ir.Proceed()),),
        (ir.Outcome("busy", ir.Retry("busy", after, None, reaching())),),
    )
    return one_step(order_step(failure=decision), run)


def failure_paths() -> ir.Module:
    """Failures that are retried with a login first, that end the run, and that go on."""
    login = step(
        "login",
        request("POST", "/login"),
        outputs=(output("token", body("token", type_=STR)),),
    )
    unauthorized = equals(STATUS_CODE, 401)
    gone = equals(STATUS_CODE, 404, 410)
    token = ir.StepOutput("login", "token", STR)
    id_ = ir.Input("id", STR)
    order = step(
        "get_order",
        request("GET", "/orders/", plain("id", id_), headers=(plain("X-Token", token),)),
        read(id_, "id"),
        read(token, "token", required=False),
        criteria=(status_is(200),),
        outputs=(
            output("status", body("status", type_=STR)),
            output("code", body("code", type_=STR)),
        ),
        variable="order",
        lenient=True,
        failure=ir.Decision(
            "_get_order_on_failure",
            (
                ir.Choice("login", "login", unauthorized, 1),
                ir.Choice("stop", "stop", equals(ir.StepOutput("get_order", "code", STR), "stop")),
                ir.Choice("gone", "gone", gone),
            ),
            (),
            own=True,
        ),
    )
    note = step("note", request("POST", "/notes"), outputs=(output("id", body("id", type_=INT)),))
    run = ir.Run(
        "get_order",
        reaching(),
        (ir.Outcome(None, ir.Return(reaching("get_order", never=["note"]))),),
        (
            ir.Outcome("login", ir.Retry("login", None, "login", reaching())),
            ir.Outcome("stop", ir.FailEnd("stop", reaching())),
            ir.Outcome("gone", ir.Proceed()),
        ),
    )
    return module(
        workflow(
            login,
            order,
            note,
            inputs=(given("id"),),
            outputs=(
                output("status", ir.StepOutput("get_order", "status", STR)),
                output("code", ir.StepOutput("get_order", "code", STR)),
                ir.OutputField("noteId", "note_id", INT, ir.StepOutput("note", "id", INT), False),
            ),
            flow=(run, go("note"), ir.Finish(reaching("note"))),
        )
    )


def skip() -> ir.Module:
    """Look at an item; order it unless it is sold out; trace in any case."""
    item = ir.Input("item", STR)
    look = step(
        "look",
        request("GET", "/items/", plain("item", item)),
        read(item, "item"),
        criteria=(status_is(200),),
        success=ir.Decision(
            "_look_on_success",
            (ir.Choice("soldOut", "soldOut", equals(body("stock"), 0)),),
            (),
            own=False,
        ),
    )
    order = step(
        "order",
        request("POST", "/orders", body=json_body(ir.MapOf((("item", item),), JSON))),
        read(item, "item"),
        criteria=(status_is(201),),
        outputs=(output("id", body("id", type_=INT), required=True),),
    )
    order_id = ir.StepOutput("order", "id", INT)
    trace = step(
        "trace",
        request("GET", "/trace", query=(plain("order", order_id),)),
        read(order_id, "order", required=False),
        outputs=(output("ok", body("ok", type_=BOOL)),),
    )
    flow = (
        ir.Declare("order"),
        ir.Run(
            "look",
            reaching(),
            (ir.Outcome("soldOut", ir.Proceed()), ir.Outcome(None, ir.Proceed())),
            action="action",
        ),
        ir.Guard("action", reaching("look"), ("soldOut",), (go("order", "look"),)),
        go("trace", "look"),
        ir.Finish(reaching("look", "trace")),
    )
    outputs = (
        ir.OutputField("orderId", "order_id", INT, order_id, False),
        output("ok", ir.StepOutput("trace", "ok", BOOL)),
    )
    return module(workflow(look, order, trace, inputs=(given("item"),), outputs=outputs, flow=flow))


def machine() -> ir.Module:
    """Jumps between three steps that fit no loop: a, b, c."""

    def state(id_: str, **options: object) -> ir.Step:
        return step(
            id_,
            request("GET", f"/{id_}"),
            outputs=(output("next", body("next", type_=STR)),),
            variable=f"{id_}_state",
            **options,
        )

    def jump(id_: str, *keys: str) -> ir.Decision:
        choices = tuple(ir.Choice(key, key, equals(body("next"), key)) for key in keys)
        return ir.Decision(f"_{id_}_on_success", choices, (), own=False)

    first = state("a", success=jump("a", "b", "c"))
    second = state("b", success=jump("b", "a"))
    third = state("c", success=jump("c", "b"))

    def run(id_: str, *outcomes: ir.Outcome) -> tuple[str, ir.Block]:
        return (id_, (ir.Run(id_, reaching(), outcomes),))

    states = (
        run(
            "a",
            ir.Outcome("b", ir.Goto("b", wait=False)),
            ir.Outcome("c", ir.Goto("c", wait=False)),
            ir.Outcome(None, ir.Goto("b", wait=False)),
        ),
        run(
            "b",
            ir.Outcome("a", ir.Goto("a", wait=True)),
            ir.Outcome(None, ir.Goto("c", wait=False)),
        ),
        run("c", ir.Outcome("b", ir.Goto("b", wait=True)), ir.Outcome(None, ir.Break())),
    )
    return module(
        workflow(
            first,
            second,
            third,
            outputs=(
                ir.OutputField("b", "b", STR, ir.StepOutput("b", "next", STR), False),
                ir.OutputField("c", "c", STR, ir.StepOutput("c", "next", STR), False),
            ),
            flow=(ir.Machine("next_step", "poll", "a", states), ir.Finish(reaching("c"))),
        )
    )


def nested_retry() -> ir.Module:
    """A loop whose step is retried when it fails, and begins again when it was not found."""
    single = order_step(
        success=ir.Decision(
            "_get_order_on_success",
            (ir.Choice("open", "open", equals(body("status"), "open")),),
            (),
            own=False,
        ),
        failure=ir.Decision(
            "_get_order_on_failure",
            (
                ir.Choice("busy", "busy", equals(STATUS_CODE, 503), 1),
                ir.Choice("late", "late", equals(STATUS_CODE, 404)),
                ir.Choice("any", "any", None, 1),
            ),
            (),
            own=False,
        ),
    )
    run = ir.Run(
        "get_order",
        reaching(),
        (ir.Outcome("open", ir.Continue()), ir.Outcome(None, ir.Break())),
        (
            ir.Outcome("busy", ir.Retry("busy", 2.0, None, reaching())),
            ir.Outcome("late", ir.Continue()),
            ir.Outcome("any", ir.Retry("any", None, None, reaching())),
        ),
    )
    flow = (ir.Loop("poll", (run,)), ir.Finish(reaching()))
    return one_step(single, run, flow=flow)


def calls() -> ir.Module:
    """A login that runs first, a call of a workflow, and a way over to another."""
    id_, user = ir.Input("id", STR), ir.Input("user", STR)
    token_step = step(
        "fetch_token",
        request(
            "POST",
            "/token",
            body=ir.Body(
                "form", "application/x-www-form-urlencoded", ir.MapOf((("client_id", id_),), JSON)
            ),
        ),
        read(id_, "id"),
        criteria=(status_is(200),),
        outputs=(output("token", body("token", type_=STR), required=True, secret=True),),
    )
    login = workflow(
        token_step,
        id="login",
        function="run_login",
        outputs_cls="LoginOutputs",
        inputs=(given("id"), given("scope", required=False, default=ir.Const("all", STR))),
        outputs=(
            output("token", ir.StepOutput("fetch_token", "token", STR), required=True, secret=True),
        ),
    )
    refund = workflow(
        step("refund", request("POST", "/refunds"), outputs=(output("id", body("id", type_=INT)),)),
        id="refund-all",
        function="run_refund_all",
        outputs_cls="RefundAllOutputs",
        outputs=(output("id", ir.StepOutput("refund", "id", INT)),),
    )
    auth = step(
        "auth",
        ir.WorkflowCall("login", (("id", user), ("scope", ir.Input("scope", STR)))),
        read(user, "user"),
        read(ir.Input("scope", STR), "scope", required=False),
        outputs=(output("token", ir.CalledOutput("token", STR), required=True, secret=True),),
    )
    token = ir.StepOutput("auth", "token", STR)
    first = ir.WorkflowOutput("login", "token", STR)
    items = step(
        "list_items",
        request("GET", "/items", headers=(plain("X-Token", token), plain("X-First", first))),
        read(token, "token"),
        read(first, "first_token"),
        outputs=(output("n", body("items", 0, "id", type_=STR)),),
        success=ir.Decision(
            "_list_items_on_success",
            (ir.Choice("empty", "empty", ir.Length("==", body("items"), 0)),),
            (),
            own=False,
        ),
    )
    main = workflow(
        auth,
        items,
        inputs=(given("user"), given("scope", required=False)),
        outputs=(output("n", ir.StepOutput("list_items", "n", STR)),),
        flow=(
            ir.Depend("login", "login", (("id", user),)),
            go("auth"),
            ir.Run(
                "list_items",
                reaching("auth"),
                (
                    ir.Outcome("empty", ir.Transfer("refund-all", (), reaching())),
                    ir.Outcome(None, ir.Proceed()),
                ),
            ),
            ir.Finish(reaching("auth", "list_items")),
        ),
        transfers=("refund-all",),
    )
    return module(main, login, refund)


ALL = {
    "retry": retry(),
    "failure_paths": failure_paths(),
    "skip": skip(),
    "machine": machine(),
    "nested_retry": nested_retry(),
    "calls": calls(),
}
