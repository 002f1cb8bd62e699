"""Server variables, which are keywords of `run` and of the steps."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from one_call import MODES, Made, call, openapi, workflow

from building import build, write_documents
from playback import Exchange, execute, execute_step, load_module, on
from typecheck import mypy_findings, pyright_findings


def served(url: str, variables: Mapping[str, Any] | None = None, step: str = "") -> Made:
    """A step whose document has one server."""
    server = {"url": url, **({"variables": variables} if variables else {})}
    return call(step, api=f"servers: [{json.dumps(server)}]")


def parameters(made: Made, function: str = "run") -> dict[str, inspect.Parameter]:
    """The keywords of a function that are about servers."""
    found = inspect.signature(getattr(made.module, function)).parameters
    return {name: each for name, each in found.items() if name.startswith(("api_", "base_"))}


def shown(made: Made, function: str = "run") -> dict[str, tuple[str, Any]]:
    """Those keywords with their annotations and defaults."""
    return {
        name: (each.annotation, each.default) for name, each in parameters(made, function).items()
    }


TENANT = served(
    "https://{tenant}.{region}.id.test",
    {"tenant": {"default": "YOUR_TENANT"}, "region": {"default": "eu", "enum": ["eu", "us"]}},
)


# --- Keywords -----------------------------------------------------------------------------


def test_a_server_variable_is_a_keyword_with_its_enum_and_default() -> None:
    assert shown(TENANT) == {
        "api_url": ("str | None", None),
        "api_tenant": ("str | None", None),
        "api_region": ("Literal['eu', 'us']", "eu"),
    }
    assert str(TENANT.sent(api_tenant="acme").url) == "https://acme.eu.id.test/call"
    assert str(TENANT.sent(api_tenant="a", api_region="us").url) == "https://a.us.id.test/call"


@pytest.mark.parametrize("mode", MODES)
def test_a_step_has_the_keywords_of_its_server(mode: Any) -> None:
    assert list(parameters(TENANT, "call")) == ["base_url", "api_tenant", "api_region"]
    assert list(parameters(TENANT, "call")) == list(parameters(TENANT, "call_async"))
    exchange = [on("POST", "/call", host="acme.eu.id.test").reply({})]
    assert execute_step(TENANT.module, "call", mode, exchange, api_tenant="acme").error is None
    exchange = [on("POST", "/call", host="x.test").reply({})]
    outcome = execute_step(TENANT.module, "call", mode, exchange, base_url="https://x.test")
    assert outcome.error is None


def test_a_base_url_that_is_given_wins() -> None:
    assert str(TENANT.sent(api_url="https://x.test").url) == "https://x.test/call"
    sent = TENANT.sent(api_url="https://x.test", api_tenant="acme", api_region="us")
    assert str(sent.url) == "https://x.test/call"


def test_a_variable_without_a_default_is_needed_where_no_url_is_given() -> None:
    for mode in MODES:
        for outcome in (
            execute(TENANT.module, mode, []),
            execute_step(TENANT.module, "call", mode, []),
        ):
            assert isinstance(outcome.error, TypeError)
            assert "api_tenant" in str(outcome.error)


@pytest.mark.parametrize(
    ("url", "variable", "sent"),
    [
        ("https://{r}.a.test", {"default": "eu"}, "https://us.a.test/call"),
        (
            "https://a.test/v{r}",
            {"default": "2", "enum": ["1", "2", "us"]},
            "https://a.test/vus/call",
        ),
        ("https://a.test/{r}/", {"default": "v1"}, "https://a.test/us/call"),
        ("https://a.test/{r}/{r}", {"default": "v1"}, "https://a.test/us/us/call"),
        ("https://a.test{r}", {"default": ""}, "https://a.testus/call"),
        ("https://a.test/{r}", {"default": ""}, "https://a.test/us/call"),
        ("https://{r}a.test", {"default": "", "enum": ["", "us"]}, "https://usa.test/call"),
    ],
)
def test_a_variable_may_stand_anywhere(url: str, variable: dict[str, Any], sent: str) -> None:
    made = served(url, {"r": variable})
    assert made.codes == []
    assert str(made.sent(api_r="us").url) == sent
    assert (
        str(made.sent().url) == url.replace("{r}", str(variable["default"])).rstrip("/") + "/call"
    )


def test_a_variable_of_one_value_is_no_keyword() -> None:
    made = served(
        "https://{r}.a.test/{v}",
        {"r": {"enum": ["eu"], "default": "eu"}, "v": {"enum": ["v1"]}, "unused": {"default": "x"}},
    )
    assert list(parameters(made)) == ["api_url"]
    assert made.module.API_URL == "https://eu.a.test/v1"


def test_a_default_that_the_enum_lacks_is_one_of_its_values() -> None:
    made = served("https://{r}.a.test", {"r": {"default": "xx", "enum": ["eu", "us"]}})
    assert made.codes == ["AZ808"]
    assert shown(made)["api_r"] == ("Literal['xx', 'eu', 'us']", "xx")
    assert str(made.sent().url) == "https://xx.a.test/call"


def test_a_declared_variable_without_a_default_is_needed() -> None:
    made = served("https://{r}.a.test", {"r": {"description": "The region"}})
    assert made.codes == ["AZ808"]
    with pytest.raises(TypeError, match="api_r"):
        made.module.run()
    assert str(made.sent(api_r="eu").url) == "https://eu.a.test/call"


def test_a_variable_called_url_leaves_the_base_url_its_name() -> None:
    made = served("https://{url}.a.test", {"url": {"default": "b"}})
    assert str(made.sent(api_url="https://x.test").url) == "https://x.test/call"
    assert str(made.sent(api_url_2="c").url) == "https://c.a.test/call"


def test_an_input_keeps_the_name_that_a_variable_would_have() -> None:
    server = {"url": "https://{id}.a.test", "variables": {"id": {"default": "b"}}}
    made = call(
        "parameters: [{name: q, in: query, value: $inputs.api_id}]",
        inputs="api_id!: {type: string}",
        operation="parameters: [{name: q, in: query, schema: {type: string}}]",
        api=f"servers: [{json.dumps(server)}]",
    )
    sent = made.sent(api_id="in", api_id_2="host")
    assert str(sent.url) == "https://host.a.test/call?q=in"


def test_a_step_value_called_like_a_variable() -> None:
    server = {"url": "https://{id}.a.test", "variables": {"id": {"default": "b"}}}
    operation = "parameters: [{name: q, in: query, schema: {type: string}}]"
    made = workflow(
        """
        steps:
        - stepId: first
          operationId: call
          outputs: {api_id: $response.body#/id}
        - stepId: second
          operationId: call
          parameters: [{name: q, in: query, value: $steps.first.outputs.api_id}]
        """,
        sources=openapi(operation, api=f"servers: [{json.dumps(server)}]"),
    )
    exchanges = [
        on("POST", "/call", host="h.a.test").reply({"id": "x"}),
        on("POST", "/call", host="h.a.test", query={"q": "x"}).reply({}),
    ]
    assert made.run(exchanges, api_id="h").error is None


def test_the_description_of_a_variable_is_in_the_docstring() -> None:
    made = served("https://{r}.a.test", {"r": {"default": "eu", "description": "Your region."}})
    assert "api_r: Your region (`r`).\n" in made.module.run.__doc__


# --- Servers of operations, several sources, called workflows -----------------------------


def test_servers_of_operations_share_variables_that_are_alike() -> None:
    variables = {"t": {"default": "acme"}}
    document = openapi(
        api=f"servers: [{json.dumps({'url': 'https://{t}.a.test', 'variables': variables})}]"
    )
    answer = {"200": {"description": ""}}
    for name, shared in (("up", variables), ("other", {"t": {"default": "else"}})):
        server = {"url": f"https://{{t}}.{name}.test", "variables": shared}
        document["paths"][f"/{name}"] = {
            "servers": [server],
            "post": {"operationId": name, "responses": answer},
        }
    steps = ", ".join(
        f"{{stepId: {each}, operationId: {each}}}" for each in ("call", "up", "other")
    )
    made = workflow(f"steps: [{steps}]", sources=document)
    assert list(parameters(made)) == [
        "api_url", "api_url_2", "api_url_3", "api_t", "api_t_2",
    ]  # fmt: skip
    exchanges = [
        on("POST", "/call", host="x.a.test").reply({}),
        on("POST", "/up", host="x.up.test").reply({}),
        on("POST", "/other", host="y.other.test").reply({}),
    ]
    assert made.run(exchanges, api_t="x", api_t_2="y").error is None


CALLS = """
arazzo: 1.0.1
info: {title: T, version: "1"}
sourceDescriptions:
- {name: shop, url: shop.json, type: openapi}
- {name: bank, url: bank.json, type: openapi}
- {name: other, url: child.arazzo.yaml, type: arazzo}
workflows:
- workflowId: parent
  steps:
  - {stepId: buy, operationId: $sourceDescriptions.shop.buy}
  - {stepId: pay, operationId: $sourceDescriptions.bank.pay}
  - {stepId: deliver, workflowId: $sourceDescriptions.other.deliver}
"""
CHILD = """
arazzo: 1.0.1
info: {title: T, version: "1"}
sourceDescriptions: [{name: post, url: post.json, type: openapi}]
workflows:
- {workflowId: deliver, steps: [{stepId: send, operationId: send}]}
"""


def api(operation: str, url: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """An API of one operation on a server with variables."""
    document = openapi(path=f"/{operation}")
    document["servers"] = [{"url": url, "variables": variables}]
    document["paths"][f"/{operation}"]["post"]["operationId"] = operation
    return document


def calls(folder: Path) -> Path:
    """The module of a workflow with three sources with variables, one of them behind a call."""
    built = build(
        folder,
        {
            "shop.json": api("buy", "https://{env}.shop.test", {"env": {"default": "live"}}),
            "bank.json": api("pay", "https://{env}.bank.test", {"env": {"default": "<env>"}}),
            "post.json": api("send", "https://post.test/{v}", {"v": {"default": "your_version"}}),
            "p.arazzo.yaml": CALLS,
        },
    )
    assert built.status == 0, built.report
    assert built.report.count("AZ813") == 2
    return built.files["parent"]


def test_called_workflows_of_another_document_get_the_servers(tmp_path: Path) -> None:
    write_documents(tmp_path, {"child.arazzo.yaml": CHILD})
    module = load_module(calls(tmp_path))
    for mode in MODES:
        exchanges: list[Exchange] = [
            on("POST", "/buy", host="live.shop.test").reply({}),
            on("POST", "/pay", host="b.bank.test").reply({}),
            on("POST", "/v3/send", host="post.test").reply({}),
        ]
        outcome = execute(module, mode, exchanges, bank_env="b", post_v="v3")
        assert outcome.error is None
        given = {"bank_url": "https://x.test", "post_url": "https://y.test/p"}
        exchanges = [
            on("POST", "/buy", host="t.shop.test").reply({}),
            on("POST", "/pay", host="x.test").reply({}),
            on("POST", "/p/send", host="y.test").reply({}),
        ]
        assert execute(module, mode, exchanges, shop_env="t", **given).error is None
        step = [on("POST", "/v3/send", host="post.test").reply({})]
        assert execute_step(module, "deliver", mode, step, post_v="v3").error is None
        step = [on("POST", "/send", host="y.test").reply({})]
        assert execute_step(module, "deliver", mode, step, post_url="https://y.test").error is None
        assert isinstance(execute_step(module, "deliver", mode, []).error, TypeError)


@pytest.mark.xdist_group("typecheck")
@pytest.mark.standalone
def test_modules_with_variables_pass_the_type_checkers(tmp_path: Path) -> None:
    write_documents(tmp_path, {"child.arazzo.yaml": CHILD})
    paths = [calls(tmp_path), *TENANT.built.files.values()]
    assert mypy_findings(paths, tmp_path) == ""
    assert pyright_findings(paths, tmp_path) == ""


@pytest.mark.parametrize(
    ("url", "variables", "sent"),
    [
        ("/v{v}", {"v": {"default": "2"}}, "https://docs.test/v3/call"),
        ("v{v}/", {"v": {"default": "2"}}, "https://docs.test/apis/v3/call"),
        ("../{v}", {"v": {"default": "2"}}, "https://docs.test/3/call"),
        ("//{v}.cdn.test/x", {"v": {"default": "2"}}, "https://3.cdn.test/x/call"),
        ("{v}/x", {"v": {"default": "/b"}}, "https://docs.test3/x/call"),
        ("{v}://a.test", {"v": {"default": "http", "enum": ["http", "3"]}}, None),
    ],
)
def test_a_relative_server_with_variables(
    tmp_path: Path, url: str, variables: Any, sent: str | None
) -> None:
    document = {**openapi(), "servers": [{"url": url, "variables": variables}]}
    arazzo = {
        "arazzo": "1.1.0",
        "info": {"title": "T", "version": "1"},
        "sourceDescriptions": [
            {"name": "api", "url": "https://docs.test/apis/api.json", "type": "openapi"}
        ],
        "workflows": [{"workflowId": "w", "steps": [{"stepId": "s", "operationId": "call"}]}],
    }
    files = {"copy.json": document, "a.arazzo.yaml": arazzo}
    built = build(tmp_path, files, "--source", f"api={tmp_path / 'copy.json'}")
    assert built.status == 0, built.report
    assert built.module._api_url(None, "3") == (sent or "3://a.test/call").removesuffix("/call")


def test_a_relative_server_of_a_file_has_no_keywords_for_its_variables() -> None:
    made = served("/v{v}", {"v": {"default": "2"}})
    assert made.codes == ["AZ610"]
    assert list(parameters(made)) == ["api_url"]
