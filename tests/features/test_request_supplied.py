"""Required parameters that no step gives become keywords of the client (AZ616)."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from one_call import MODES, Made, call, workflow

from building import build
from playback import execute, on


def needing(parameter: str, *, api: str = "", more: str = "", step: str = "") -> Made:
    """A step whose operation requires a parameter, in YAML without `required`."""
    return call(step, operation=f"parameters: [{{required: true, {parameter}}}]\n{more}", api=api)


def keywords(made: Made, function: str = "run") -> dict[str, Any]:
    """The keywords of a function beyond those that all have, with their defaults."""
    own = {"client", "api_url", "base_url", "polling", "on_step"}
    found = inspect.signature(getattr(made.module, function)).parameters.values()
    return {each.name: each.default for each in found if each.name not in own}


NEEDED = inspect.Parameter.empty


@pytest.mark.parametrize(
    ("parameter", "keyword", "value", "sent"),
    [
        ("name: v, in: query, schema: {type: string}", "v", "a&b", "v=a%26b"),
        ("name: api-v, in: query, schema: {type: string}", "api_v", "1", "api-v=1"),
        ("name: n, in: query, schema: {type: integer}", "n", 2, "n=2"),
        ("name: ids, in: query, schema: {type: array, items: {type: integer}}", "ids", [1, 2],
         "ids=1&ids=2"),
        ("name: ids, in: query, explode: false, schema: {type: array, items: {type: string}}",
         "ids", ["a", "b"], "ids=a,b"),
        ("name: f, in: query, style: deepObject, schema: {type: object}", "f", {"a": "b"},
         "f%5Ba%5D=b"),
        ("name: f, in: query, content: {application/json: {schema: {type: object}}}", "f",
         {"a": 1}, "f=%7B%22a%22%3A1%7D"),
        ("name: client, in: query, schema: {type: string}", "client_", "a", "client=a"),
        ("name: class, in: query, schema: {type: string}", "class_", "a", "class=a"),
    ],
)  # fmt: skip
def test_a_query_parameter(parameter: str, keyword: str, value: Any, sent: str) -> None:
    made = needing(parameter)
    assert made.codes == ["AZ616"]
    assert keywords(made) == keywords(made, "call") == {keyword: NEEDED}
    assert made.query(**{keyword: value}) == sent


def test_a_cookie() -> None:
    made = needing("name: sid, in: cookie, schema: {type: string}")
    assert (made.codes, keywords(made)) == (["AZ616"], {"sid": NEEDED})
    assert made.sent(sid="a;b").headers["Cookie"] == "sid=a%3Bb"


def test_a_whole_query() -> None:
    content = "content: {application/x-www-form-urlencoded: {schema: {type: object}}}"
    made = needing(f"name: q, in: querystring, {content}", api="openapi: 3.2.0")
    assert (made.codes, keywords(made)) == (["AZ616"], {"q": NEEDED})
    assert made.query(q={"a": "1"}) == "a=1"


def test_a_header_may_be_the_clients_own() -> None:
    made = needing("name: X-Tenant, in: header, schema: {type: string}")
    assert (made.codes, keywords(made)) == (["AZ616"], {"x_tenant": None})
    assert made.sent(x_tenant="a").headers["X-Tenant"] == "a"
    assert "X-Tenant" not in made.sent().headers
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["X-Tenant"])
        return httpx.Response(200, json={})

    with httpx.Client(transport=httpx.MockTransport(answer), headers={"X-Tenant": "own"}) as client:
        made.module.run(client=client)
        made.module.run(client=client, x_tenant="given")
    assert seen == ["own", "given"]


@pytest.mark.parametrize("value", ["a\nb", "ä", " a"])
def test_what_no_header_can_have_is_refused(value: str) -> None:
    made = needing("name: X-Tenant, in: header, schema: {type: string}")
    error = made.run([], x_tenant=value).error
    assert isinstance(error, made.module.UnsendableValue)


@pytest.mark.parametrize(
    "name",
    ["User-Agent", "accept", "Accept-Encoding", "content-type", "Content-Length", "Host",
     "Connection"],
)  # fmt: skip
def test_what_every_client_sends_needs_nothing(name: str) -> None:
    made = needing(f"name: {name}, in: header, schema: {{type: string}}")
    assert (made.codes, keywords(made)) == ([], {})
    made.sent()


@pytest.mark.parametrize("more", ["default: '7'", "enum: ['7']"])
@pytest.mark.parametrize("name", ["Content-Length", "Host", "Connection"])
def test_no_value_of_the_document_frames_a_message(name: str, more: str) -> None:
    sent = needing(f"name: {name}, in: header, schema: {{type: string, {more}}}").sent()
    assert sent.headers.get(name) != "7"


@pytest.mark.parametrize(
    ("schema", "sent"),
    [
        ("{type: string, enum: [b]}", "b"),
        ("{type: string, const: b}", "b"),
        ("{const: 3}", "3"),
        ("{type: number, enum: [2.5]}", "2.5"),
        ("{type: boolean, enum: [true]}", "true"),
        ("{type: string, enum: [2024]}", "2024"),
        ("{type: string, nullable: true, enum: [b, null]}", "b"),
        ("{$ref: '#/components/schemas/Only'}", "b"),
        ("{allOf: [{$ref: '#/components/schemas/Only'}], description: it}", "b"),
        ("{type: array, items: {type: string}, enum: [[a, b]]}", "a,b"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_the_only_value_is_sent(place: str, schema: str, sent: str) -> None:
    made = needing(
        f"name: only, in: {place}, explode: false, schema: {schema}",
        api="components: {schemas: {Only: {type: string, enum: [b]}}}",
    )
    assert (made.codes, keywords(made)) == ([], {})
    request = made.sent()
    got = {
        "header": request.headers.get("only"),
        "query": str(request.url.query.decode()).removeprefix("only="),
        "cookie": request.headers.get("cookie", "").removeprefix("only="),
    }
    assert got[place] == sent


@pytest.mark.parametrize("schema", ["{enum: [a, b]}", "{type: array, items: {enum: [a]}}"])
def test_one_of_several_values_is_asked_for(schema: str) -> None:
    made = needing(f"name: q, in: query, schema: {schema}")
    assert (made.codes, keywords(made)) == (["AZ616"], {"q": NEEDED})


def test_types_come_from_the_schema() -> None:
    made = call(
        operation="""
        parameters:
        - {name: mode, in: query, required: true, schema: {type: string, enum: [a, b]}}
        - {name: n, in: header, required: true, schema: {type: integer}}
        - {name: any, in: query, required: true, schema: {}}
        """
    )
    signature = inspect.signature(made.module.run, eval_str=True).parameters
    assert str(signature["mode"].annotation) == "typing.Literal['a', 'b']"
    assert signature["n"].annotation == int | None
    assert str(inspect.signature(made.module.run).parameters["any"].annotation) == "JsonValue"


def test_an_optional_parameter_is_none_of_the_callers_business() -> None:
    made = call(operation="parameters: [{name: q, in: query, schema: {type: string}}]")
    assert (made.codes, keywords(made)) == ([], {})


def test_a_path_parameter_stays_an_error() -> None:
    made = call(
        path="/c/{id}",
        operation="parameters: [{name: id, in: path, required: true, schema: {enum: [a]}}]",
    )
    assert made.codes == ["AZ601"]


@pytest.mark.parametrize("given", ["tennant", "other"])
def test_a_misspelt_name_is_said_once(given: str) -> None:
    made = needing(
        "name: tenant, in: query, schema: {type: string}",
        step=f"parameters: [{{name: {given}, in: query, value: x}}]",
    )
    assert made.codes == ["AZ616"]
    assert ("did you mean 'tenant'?" in made.built.report) is (given == "tennant")
    assert made.query(tenant="y") == f"{given}=x&tenant=y"


def test_an_input_of_that_name_is_proposed() -> None:
    made = call(
        operation="parameters: [{name: X-T, in: header, required: true, schema: {type: string}}]",
        inputs="X-T: {type: string}",
    )
    assert "`- {name: X-T, in: header, value: $inputs.X-T}`" in made.built.report


def test_a_header_with_an_impossible_name() -> None:
    made = needing("name: 'X T', in: header, schema: {type: string}")
    assert sorted(made.codes) == ["AZ613", "AZ616"]


# --- Several steps and workflows --------------------------------------------------------

OPERATIONS = """
openapi: 3.0.3
info: {title: T, version: "1"}
servers: [{url: https://api.test}]
paths:
  /a:
    get: {operationId: a, parameters: [&tenant {name: X-Tenant, in: header, required: true,
      description: The tenant., schema: {type: string}}], responses: &r {"200": {description: ok}}}
  /b:
    get: {operationId: b, parameters: [{name: x-tenant, in: header, required: true,
      schema: {type: string}}], responses: *r}
  /c:
    get: {operationId: c, parameters: [{name: x-tenant, in: query, required: true,
      schema: {type: string}}], responses: *r}
  /d:
    get: {operationId: d, parameters: [{name: X-Tenant, in: header, required: true,
      schema: {type: integer}}], responses: *r}
  /poll:
    get: {operationId: poll, parameters: [*tenant], responses: {"200": {description: ok, content:
      {application/json: {schema: {type: object, properties: {s: {type: string}}}}}}}}
"""


def steps(*operations: str, more: str = "") -> Made:
    """A workflow of steps that give their operations nothing."""
    listed = "".join(f"- {{stepId: {each}, operationId: {each}}}\n" for each in operations)
    sources: Mapping[str, Any] = yaml.safe_load(OPERATIONS)
    return workflow(f"steps:\n{listed}{more}", sources=sources)


def test_steps_share_a_keyword() -> None:
    made = steps("a", "b")
    assert made.codes == ["AZ616", "AZ616"]
    assert keywords(made) == {"x_tenant": None}
    outcome = made.run([on("GET", "/a").reply(), on("GET", "/b").reply()], x_tenant="t")
    assert [request.headers["X-Tenant"] for request in outcome.requests] == ["t", "t"]


def test_parameters_of_another_place_or_type_do_not() -> None:
    assert keywords(steps("a", "c")) == {"x_tenant_2": NEEDED, "x_tenant": None}
    assert keywords(steps("a", "d")) == {"x_tenant": None, "x_tenant_2": None}


def test_a_docstring_says_where_it_goes() -> None:
    text = steps("a", "c").module.run.__doc__
    assert "x_tenant: The tenant. Sent in the header `X-Tenant`; the client's own" in text
    assert "x_tenant_2: Sent in the query parameter `x-tenant`." in text


def test_a_loop_and_a_retry_send_it_each_time() -> None:
    made = steps(
        more="""
- stepId: poll
  operationId: poll
  onSuccess:
  - {name: again, type: goto, stepId: poll, criteria: [{condition: $response.body#/s == 'open'}]}
  onFailure:
  - {name: retry, type: retry, retryAfter: 1, stepId: a}
- {stepId: a, operationId: a}
"""
    )
    answers = [
        on("GET", "/poll").reply({"s": "open"}),
        on("GET", "/poll").reply({}, status=503),
        on("GET", "/a").reply(),
        on("GET", "/poll").reply({"s": "done"}),
        on("GET", "/a").reply(),
    ]
    polling = made.module.Polling(jitter=0)
    outcome = made.run(answers, x_tenant="t", polling=polling)
    assert outcome.error is None
    assert [request.headers["X-Tenant"] for request in outcome.requests] == ["t"] * 5


NESTED = """
arazzo: 1.1.0
info: {title: T, version: "1"}
sourceDescriptions: [{name: api, url: api.openapi.yaml, type: openapi}]
workflows:
- workflowId: outer
  dependsOn: [first]
  inputs: {type: object, properties: {x-tenant: {type: string}}}
  steps:
  - {stepId: one, workflowId: inner}
  - stepId: two
    operationId: b
    onSuccess: [{name: on, type: goto, workflowId: last}]
- {workflowId: first, steps: [{stepId: s, operationId: a}]}
- {workflowId: inner, steps: [{stepId: s, operationId: c}]}
- {workflowId: last, steps: [{stepId: s, operationId: d}]}
"""


@pytest.mark.parametrize("mode", MODES)
def test_called_workflows_get_it_from_their_caller(mode: Any, tmp_path: Path) -> None:
    documents = {"t.arazzo.yaml": NESTED, "api.openapi.yaml": OPERATIONS}
    built = build(tmp_path, documents, "--workflow", "outer")
    assert built.status == 0, built.report
    outcome = execute(
        built.module,
        mode,
        [on("GET", f"/{each}").reply() for each in "acbd"],
        x_tenant="h", x_tenant_3="q", x_tenant_4=7,  # _2 is the input, which nothing reads
    )  # fmt: skip
    assert outcome.error is None
    first, inner, two, last = outcome.requests
    assert (first.headers["X-Tenant"], two.headers["x-tenant"]) == ("h", "h")
    assert inner.url.params["x-tenant"] == "q"
    assert last.headers["X-Tenant"] == "7"


def test_a_name_that_a_step_reads() -> None:
    made = call(
        "parameters: [{name: q, in: query, value: $inputs.x_tenant}]",
        operation="""
        parameters:
        - {name: q, in: query, schema: {type: string}}
        - {name: X-Tenant, in: header, required: true, schema: {type: string}}
        """,
        inputs="x_tenant!: {type: string}",
    )
    assert keywords(made) == {"x_tenant": NEEDED, "x_tenant_2": None}
    sent = made.sent(x_tenant="in", x_tenant_2="head")
    assert (sent.url.query, sent.headers["X-Tenant"]) == (b"q=in", "head")


# --- Credentials ------------------------------------------------------------------------

KEY = "components: {securitySchemes: {myKey: {type: apiKey, in: %s, name: X-Key}}}"


@pytest.mark.parametrize("place", ["header", "query", "cookie"])
@pytest.mark.parametrize("more", ["", "security: [{myKey: []}]", "security: []"])
def test_a_parameter_that_a_scheme_names_is_a_credential(place: str, more: str) -> None:
    made = needing(
        f"name: X-Key, in: {place}, schema: {{type: string}}", api=KEY % place, more=more
    )
    assert (made.codes, keywords(made)) == ([], {"my_key": None})
    sent = made.sent(my_key="k")
    found = {"header": sent.headers.get("X-Key"), "query": sent.url.params.get("X-Key")}
    assert found.get(place, sent.headers.get("Cookie", "")[6:]) == "k"
