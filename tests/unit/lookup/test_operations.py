"""What is said of an operation that no source has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.cli import main
from arazzo_gen.diagnostics.nearest import alike, alone
from command_line import CliRunner

FLOW = """\
arazzo: 1.0.1
info: {title: Orders, version: 1.0.0}
sourceDescriptions: [SOURCES]
workflows:
  - workflowId: orders
    steps: [{stepId: list, operationId: OPERATION}]
"""


def api(name: str, *operations: str) -> None:
    paths = {
        f"/{one}": {"get": {"operationId": one, "responses": {"200": {"description": "ok"}}}}
        for one in operations
    }
    document: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}}
    document |= {"servers": [{"url": "https://a.example.com"}], "paths": paths}
    Path(name).parent.mkdir(exist_ok=True)
    if name.endswith(".json"):
        Path(name).write_text(json.dumps(document))
        return
    import yaml

    Path(name).write_text(yaml.safe_dump(document))


def flow(operation: str, *sources: str) -> None:
    listed = ", ".join(
        f"{{name: {Path(path).stem}, url: {path}, type: openapi}}" for path in sources
    )
    Path("flow.arazzo.yaml").write_text(
        FLOW.replace("SOURCES", listed).replace("OPERATION", operation)
    )


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def help_of() -> str:
    result = CliRunner().invoke(main, ["check", "flow.arazzo.yaml", "--format", "json"])
    (found,) = json.loads(result.stdout)["diagnostics"]
    assert found["code"] == "AZ202"
    return str(found["help"])


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json"])
def test_the_document_beside_the_source_that_has_it(suffix: str) -> None:
    api("apis/shop.yaml", "listOrders", "getOrder", "placeOrder")
    api(f"apis/stock.{suffix}", "readStock", "getItems")
    flow("readStock", "apis/shop.yaml")
    assert help_of() == f"it is in `apis/stock.{suffix}`: name that in `sourceDescriptions`"
    flow("$sourceDescriptions.shop.readStock", "apis/shop.yaml")
    assert help_of() == f"it is in `apis/stock.{suffix}`: name that in `sourceDescriptions`"
    flow("readStocks", "apis/shop.yaml")
    assert help_of() == f"did you mean 'readStock' of `apis/stock.{suffix}`?"


def test_a_near_name_of_the_source_goes_before_one_beside_it() -> None:
    api("apis/shop.yaml", "listOrders", "getOrder")
    api("apis/stock.yaml", "listOrderz")
    flow("listOrder", "apis/shop.yaml")
    assert help_of() == "did you mean 'listOrders'?"


def test_another_source_of_the_document_has_it() -> None:
    api("shop.yaml", "listOrders")
    api("stock.yaml", "readStock")
    flow("$sourceDescriptions.shop.readStock", "shop.yaml", "stock.yaml")
    assert help_of() == "did you mean `$sourceDescriptions.stock.readStock`?"
    CliRunner().invoke(main, ["check", "flow.arazzo.yaml", "--fix", "--unsafe-fixes"])
    assert (
        "operationId: $sourceDescriptions.stock.readStock" in Path("flow.arazzo.yaml").read_text()
    )


def test_names_that_are_like_it_and_never_unrelated_ones() -> None:
    api("shop.yaml", "listCustomers", "getOrderStatus", "cancelOrder", "ping", "getInvoices")
    flow("fetchAllOrdersOfToday", "shop.yaml")
    assert help_of() == "known: `getOrderStatus`, `cancelOrder`"
    flow("uploadPicture", "shop.yaml")
    assert help_of() == "none of its 5 operations has such a name"


def test_what_is_no_openapi_document_is_passed_over() -> None:
    api("shop.yaml", "listOrders")
    Path("notes.yaml").write_text("operationId: readStock\n")
    flow("readStock", "shop.yaml")
    assert help_of() == "known: `listOrders`"


def test_a_misspelt_name_is_an_unsafe_fix_where_one_alone_is_near() -> None:
    api("shop.yaml", "listOrders", "getOrder", "ping")
    flow("listOrdrs", "shop.yaml")
    before = Path("flow.arazzo.yaml").read_text()
    CliRunner().invoke(main, ["check", "flow.arazzo.yaml", "--fix"])
    assert Path("flow.arazzo.yaml").read_text() == before
    result = CliRunner().invoke(main, ["check", "flow.arazzo.yaml", "--fix", "--unsafe-fixes"])
    assert result.exit_code == 0
    assert "operationId: listOrders}" in Path("flow.arazzo.yaml").read_text()
    api("shop.yaml", "listOrders", "listOrder", "ping")
    Path("flow.arazzo.yaml").write_text(before)
    CliRunner().invoke(main, ["check", "flow.arazzo.yaml", "--fix", "--unsafe-fixes"])
    assert Path("flow.arazzo.yaml").read_text() == before


def test_which_name_alone_is_near() -> None:
    assert alone("listOrder", ["listOrders", "ping"]) == "listOrders"
    assert alone("listOrder", ["listOrders", "listOrdera"]) is None
    assert alone("listorders", ["listOrders", "listOrderz"]) == "listOrders"
    assert alone("list_orders", ["listOrders", "LISTORDERS"]) is None
    assert alone("x", ["ping"]) is None


def test_names_with_a_word_in_common() -> None:
    names = ["listOrders", "get_order_items", "ping", "getHTTPStatus", "listUsers"]
    assert alike("createOrder", names) == ["listOrders", "get_order_items"]
    assert alike("readHttpStatus", names) == ["getHTTPStatus"]
    assert alike("list", names) == []
