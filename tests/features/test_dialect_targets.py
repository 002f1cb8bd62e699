"""Operations and workflows that a step names by a place, as other tools accept it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from building import Built, build
from playback import execute, on

SHOP = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.test}]
paths:
  /lamps: {get: {operationId: listLamps, responses: {'200': {description: ''}}}}
  /lamps/{id}:
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ''}}
  /orders:
    get: {operationId: listOrders, responses: {'200': {description: ''}}}
    post: {operationId: placeOrder, responses: {'200': {description: ''}}}
  /both: {get: {responses: {'200': {description: ''}}}}
  /a.b~c: {put: {responses: {'200': {description: ''}}}}
"""
RAIL = """
openapi: 3.1.0
info: {title: Rail, version: '1'}
servers: [{url: https://rail.test}]
paths:
  /trains: {get: {responses: {'200': {description: ''}}}}
"""
BANK = """
openapi: 3.1.0
info: {title: Bank, version: '1'}
servers: [{url: https://bank.test}]
paths:
  /both: {get: {responses: {'200': {description: ''}}}}
"""
CHILD = """
- workflowId: child
  steps: [{stepId: list, operationId: listLamps}]
"""
HEAD = "arazzo: 1.0.1\ninfo: {title: Places, version: '1'}\nsourceDescriptions:\n"
ZERO = CHILD.replace("child", "'0'")
OTHER = f"{HEAD}- {{name: shop, url: shop.yaml}}\nworkflows:\n{CHILD}{ZERO}"


def made(folder: Path, target: str, *flags: str, more: str = "") -> Built:
    """Build a workflow of one step with a target."""
    sources = ["shop: shop.yaml", "bank: bank.yaml", "flows: flows.yaml", "'a/b.c': rail.yaml"]
    lines = [f"- {{name: {name}, url: {url}}}" for name, url in (s.split(": ") for s in sources)]
    document = (
        HEAD
        + "\n".join(lines)
        + f"""
workflows:
- workflowId: main
  steps:
  - stepId: only
    {target}
{more}"""
    )
    files = {"shop.yaml": SHOP, "bank.yaml": BANK, "rail.yaml": RAIL, "flows.yaml": OTHER}
    return build(folder, {**files, "main.arazzo.yaml": document}, "--workflow", "main", *flags)


def codes(built: Built) -> list[str]:
    """The codes of the findings; not those about the name of the last source."""
    return [code for code in re.findall(r"\[(AZ\d+)\]", built.report) if code != "AZ112"]


ORDERS = "{$sourceDescriptions.shop.url}#/paths/~1orders/post"


@pytest.mark.parametrize(
    ("target", "method", "url", "right"),
    [
        ("operationPath: /lamps", "GET", "https://shop.test/lamps", ""),
        ("operationPath: POST /orders", "POST", "https://shop.test/orders", ORDERS),
        ("operationPath: post   /orders", "POST", "https://shop.test/orders", ORDERS),
        ("operationPath: '#/paths/~1orders/post'", "POST", "https://shop.test/orders", ORDERS),
        ("operationPath: 'shop#/paths/~1orders/post'", "POST", "https://shop.test/orders", ORDERS),
        ("operationPath: 'POST shop#/paths/~1orders'", "POST", "https://shop.test/orders", ORDERS),
        ("operationPath: '{shop}./lamps'", "GET", "https://shop.test/lamps", ""),
        ("operationPath: 'shop./lamps'", "GET", "https://shop.test/lamps", ""),
        ("operationPath: 'GET {$sourceDescriptions.bank.url}/both'", "GET", "https://bank.test/both",
         "{$sourceDescriptions.bank.url}#/paths/~1both/get"),
        ("operationPath: '{$sourceDescriptions.bank}#/paths/~1both'", "GET",
         "https://bank.test/both", "{$sourceDescriptions.bank.url}#/paths/~1both/get"),
        ("operationPath: $sourceDescriptions.bank.url/both", "GET", "https://bank.test/both", ""),
        ("operationPath: 'a/b.c#/paths/~1trains/get'", "GET", "https://rail.test/trains", ""),
        ("operationPath: /a.b~c", "PUT", "https://shop.test/a.b~c",
         "{$sourceDescriptions.shop.url}#/paths/~1a.b~0c/put"),
        ("operationId: $sourceDescriptions.shop#/paths/~1orders/post", "POST",
         "https://shop.test/orders", f"operationPath: '{ORDERS}'"),
        ("operationId: '{$sourceDescriptions.shop.url}#/paths/~1orders/post'", "POST",
         "https://shop.test/orders", f"operationPath: '{ORDERS}'"),
        ("operationId: 'shop#/paths/~1lamps/get'", "GET", "https://shop.test/lamps", ""),
        ("operationId: '#/paths/~1lamps/get'", "GET", "https://shop.test/lamps", ""),
        ("workflowId: $sourceDescriptions.flows#/workflows/child", "GET",
         "https://shop.test/lamps", "`$sourceDescriptions.flows.child`"),
        ("workflowId: '{$sourceDescriptions.flows.url}#/workflows/child'", "GET",
         "https://shop.test/lamps", "`$sourceDescriptions.flows.child`"),
        ("workflowId: 'flows#/workflows/1'", "GET", "https://shop.test/lamps",
         "`$sourceDescriptions.flows.0`"),
        ("workflowId: flows.child", "GET", "https://shop.test/lamps",
         "`$sourceDescriptions.flows.child`"),
        ("workflowId: $sourceDescriptions.flows.workflows.child", "GET",
         "https://shop.test/lamps", "`$sourceDescriptions.flows.child`"),
        ("workflowId: '#/workflows/child'", "GET", "https://shop.test/lamps", "`child`"),
        ("workflowId: '#/workflows/1'", "GET", "https://shop.test/lamps", "`child`"),
    ],
)  # fmt: skip
def test_a_place_that_one_alone_fits(
    target: str, method: str, url: str, right: str, tmp_path: Path
) -> None:
    built = made(tmp_path, target, more=CHILD)
    assert codes(built)[:1] == ["AZ208"]
    assert f"write `{right}".replace("``", "`") in built.report
    assert built.status == 0
    _, _, path = url.partition(".test")
    outcome = execute(built.module, "sync", [on(method, path).reply({})])
    assert [str(request.url) for request in outcome.requests] == [url]
    (tmp_path / "strict").mkdir()
    assert made(tmp_path / "strict", target, "--strict", more=CHILD).status == 1


def test_the_right_spelling_has_no_warning(tmp_path: Path) -> None:
    assert codes(made(tmp_path, f"operationPath: '{ORDERS}'")) == []


@pytest.mark.parametrize(
    ("target", "code", "says"),
    [
        ("operationPath: /orders", "AZ210", "this operationPath can mean 2 operations"),
        ("operationPath: /both", "AZ210", "`{$sourceDescriptions.shop.url}#/paths/~1both/get`"),
        ("operationId: '#/paths/~1both/get'", "AZ210", "this operationId can mean 2 operations"),
        ("operationPath: /lamp", "AZ210", "does not begin with a source"),
        ("operationPath: /Lamps", "AZ210", "shop.url}#/paths/~1lamps/get`"),
        ("operationPath: /lamps/7", "AZ210", "~1lamps~1{id}/delete`, and give `id` in the path"),
        ("operationPath: DELETE /lamps", "AZ210", "does not begin with a source"),
        ("operationPath: 'POST shop#/paths/~1lamps/get'", "AZ210", ""),
        ("operationPath: 'shop#/paths/~1lamp/get'", "AZ202", "did you mean `#/paths/~1lamps/get`?"),
        ("operationPath: '{shop}./lamp'", "AZ210", "does not begin with a source"),
        ("operationPath: 'bank#/paths/~1lamps/get'", "AZ202", "source 'bank' has no operation"),
        ("operationPath: 'flows#/paths/~1lamps/get'", "AZ202", "is not an OpenAPI document"),
        ("operationPath: '$sourceDescriptions.shp#/paths/~1lamps/get'", "AZ211", "'shop'"),
        ("operationId: '#/paths/~1lamp/get'", "AZ202", "no source has an operation"),
        ("operationId: GET /lamps", "AZ202",
         "write `operationPath: '{$sourceDescriptions.shop.url}#/paths/~1lamps/get'`"),
        ("workflowId: $sourceDescriptions.flows#/workflows/kid", "AZ204",
         "source 'flows' has no workflow '#/workflows/kid'"),
        ("workflowId: $sourceDescriptions.flows#/workflows/0", "AZ204", "has no workflow"),
        ("workflowId: $sourceDescriptions.shop#/workflows/child", "AZ204",
         "is not an Arazzo document"),
        ("workflowId: $sourceDescriptions.flow#/workflows/child", "AZ211", "'flows'"),
        ("workflowId: '#/workflows/2'", "AZ204", "this document has no workflow"),
        ("workflowId: GET flows.child", "AZ204", "this document has no workflow"),
    ],
)  # fmt: skip
def test_a_place_that_none_or_more_fit(target: str, code: str, says: str, tmp_path: Path) -> None:
    built = made(tmp_path, target, more=CHILD)
    assert code in codes(built)
    assert says in built.report
    assert (built.status, built.files) == (1, {})


def test_actions_and_dependencies_name_workflows_alike(tmp_path: Path) -> None:
    place = "$sourceDescriptions.flows#/workflows/child"
    target = f"""operationId: $sourceDescriptions.shop.listOrders
    onSuccess: [{{name: on, type: goto, workflowId: '{place}'}}]
  dependsOn: ['{place}', $sourceDescriptions.flows.child]"""
    built = made(tmp_path, target)
    assert codes(built) == ["AZ208", "AZ208"]
    run = [on("GET", "/lamps"), on("GET", "/orders"), on("GET", "/lamps")]
    outcome = execute(built.module, "async", [each.reply({}) for each in run])
    assert outcome.error is None
