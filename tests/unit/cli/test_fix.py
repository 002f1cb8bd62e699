"""`check --fix`: what is written, what is left alone, and that nothing is left to do afterwards."""

from __future__ import annotations

import codecs
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arazzo_gen import cli_fix
from arazzo_gen.cli import main
from command_line import CliRunner, Result

SAMPLE = Path(__file__).parents[2] / "reports" / "fix"
DOCUMENT = Path("orders.arazzo.yaml")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def fix(*arguments: str) -> Result:
    return run("check", str(DOCUMENT), "--fix", *arguments)


def left(*codes: str) -> list[str]:
    """The findings of some codes in the document."""
    result = run("check", str(DOCUMENT), "--format", "json")
    found: list[dict[str, Any]] = json.loads(result.stdout)["diagnostics"]
    return [one["message"] for one in found if one["code"] in codes]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_modules_stay_the_same(folder: Path) -> None:
    run("build", str(DOCUMENT), "-o", "before")
    assert fix().exit_code == 0
    run("build", str(DOCUMENT), "-o", "after")
    before, after = (Path(name, "order.py").read_text() for name in ("before", "after"))
    criterion = "$.status == 'done' || $.items.length > 0"
    assert criterion in before  # errors quote it
    assert after == before.replace(criterion, "$[?$.status == 'done' || length($.items) > 0]")


@pytest.mark.parametrize("form", ["bom", "crlf", "json"])
def test_the_form_of_a_file_stays(folder: Path, form: str) -> None:
    import yaml

    text = DOCUMENT.read_text()
    if form == "bom":
        DOCUMENT.write_bytes(codecs.BOM_UTF8 + text.encode())
    elif form == "crlf":
        DOCUMENT.write_bytes(text.replace("\n", "\r\n").encode())
    else:
        plain = yaml.safe_load(text.replace("1.0  ", "'1.0'"))
        DOCUMENT.write_text(json.dumps(plain, indent="\t"))
    before = DOCUMENT.read_bytes()
    os.chmod(DOCUMENT, 0o640)
    assert fix().exit_code == 0
    after = DOCUMENT.read_bytes()
    assert DOCUMENT.stat().st_mode & 0o777 == 0o640
    assert left("AZ124", "AZ208", "AZ303") == []
    assert after.startswith(codecs.BOM_UTF8) == (form == "bom")
    assert after.count(b"\n") == before.count(b"\n")
    assert after.count(b"\r\n") == before.count(b"\r\n")
    if form == "json":
        assert json.loads(after)["arazzo"] == "1.0.1"
        assert after.count(b"\t") == before.count(b"\t")


def test_what_is_not_asked_for_is_not_mended(folder: Path) -> None:
    text = DOCUMENT.read_text()
    DOCUMENT.write_text(text.replace("# a bare filter", "# arazzo-gen: ignore[AZ402]"))
    fix("--ignore", "AZ303,AZ124", "--select", "AZ303,AZ402")
    assert DOCUMENT.read_text() == text.replace("# a bare filter", "# arazzo-gen: ignore[AZ402]")


def test_a_diff_writes_nothing(folder: Path) -> None:
    before = DOCUMENT.read_bytes()
    result = fix("--diff", "--format", "json")
    assert result.exit_code == 1
    assert "+arazzo: 1.0.1" in result.stderr
    assert "AZ303" not in result.stdout
    assert DOCUMENT.read_bytes() == before


@pytest.mark.parametrize("kind", ["changed", "gone"])
def test_a_file_that_has_changed_meanwhile_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    compile_all = cli_fix.compile_all

    def change(*arguments: Any) -> Any:
        result = compile_all(*arguments)
        if kind == "gone":
            DOCUMENT.unlink(missing_ok=True)
        else:
            DOCUMENT.write_text("mine\n")
        return result

    monkeypatch.setattr(cli_fix, "compile_all", change)
    result = fix()
    assert result.exit_code == 1
    assert "error[AZ903]: cannot write orders.arazzo.yaml: " in result.stderr
    assert "fixed" not in result.stdout
    assert not DOCUMENT.exists() if kind == "gone" else DOCUMENT.read_text() == "mine\n"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_document_through_a_link_is_written_where_it_is(folder: Path) -> None:
    (folder / "real").mkdir()
    for name in ("shop.openapi.yaml", "stock.openapi.yaml", DOCUMENT.name):
        os.rename(name, f"real/{name}")
    DOCUMENT.symlink_to(Path("real", DOCUMENT.name))
    assert fix().exit_code == 0
    assert DOCUMENT.is_symlink()
    assert "arazzo: 1.0.1" in Path("real", DOCUMENT.name).read_text()


SHARED = """\
arazzo: 1.0.1
info: {title: Shared, version: 1.0.0}
sourceDescriptions: [{name: shop, url: shop.openapi.yaml, type: openapi}]
components:
  parameters:
    note: {name: note, in: query, value: for $inputs.who}
workflows:
"""

WORKFLOW = """\
  - workflowId: NAME
    inputs: &inputs {type: object, properties: {who: {type: string}}}
    steps:
      - stepId: list
        operationId: listOrders
        parameters: [{reference: $components.parameters.note}]
"""


def test_a_text_that_two_workflows_share_is_mended_once(folder: Path) -> None:
    DOCUMENT.write_text(SHARED + WORKFLOW.replace("NAME", "one") + WORKFLOW.replace("NAME", "two"))
    assert fix().stdout.startswith("fixed      orders.arazzo.yaml: 1 AZ303\n")
    assert "value: 'for {$inputs.who}'}" in DOCUMENT.read_text()


def test_an_edit_that_makes_an_error_elsewhere_is_left_out(folder: Path) -> None:
    """Where the other workflow has no such input, the text is no expression to it."""
    other = WORKFLOW.replace("NAME", "two").replace("who:", "what:")
    DOCUMENT.write_text(SHARED + WORKFLOW.replace("NAME", "one") + other)
    before = DOCUMENT.read_text()
    result = fix()
    assert result.exit_code == 0
    assert DOCUMENT.read_text() == before
    assert "AZ303" in result.stderr


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("$[?$.status == 'x']", "$[?$.status == 'x']"),
        ("@.status == 'x' && !($.items.length == 2)", None),
        ("$.status != 'x'", "$.status != 'x'"),
        ("length($.items) >= 1", "$[?length($.items) >= 1]"),
        ("$.length == 2", "$.length == 2"),
        ("$.status == null", "$.status == null"),
        ("$.status == $.other", "$.status == $.other"),
        ("$.status == 'x' || $.status != 'y'", "$.status == 'x' || $.status != 'y'"),
        ("$.status == '{$inputs.orderId}'", "$.status == '{$inputs.orderId}'"),
        ("$.items.length > 0 && $.status == 'x'", None),
        ("search($.status, 'x')", "$[?search($.status, 'x')]"),
        ("$.items empty false", "$[?length($.items) > 0]"),
        ("@.status in ['x', 1] && $.b", "$[?($.status == 'x' || $.status == 1) && $.b]"),
        ("$[?@.status nin ['x']]", "$[?!(@.status == 'x')]"),
    ],
)
def test_a_bare_filter_becomes_a_query_where_that_means_the_same(
    folder: Path, written: str, right: str | None
) -> None:
    if right is None:
        inner = written.replace("@", "$").replace("$.items.length", "length($.items)")
        right = f"$[?{inner}]"
    text = DOCUMENT.read_text()
    start = text.index("$.status == 'done'")
    end = text.index("   # a bare")
    DOCUMENT.write_text(text[:start] + '"' + written + '"' + text[end:])
    fix("--select", "AZ402")
    assert f'condition: "{right}"   # a bare' in DOCUMENT.read_text()


VALUES = st.lists(
    st.sampled_from(
        [
            "$inputs.token",
            "$inputs.buyer.name",
            "{$inputs.buyer.name}",
            "{$inputs.token}",
            "$inputs.none",
            "it's",
            "#",
            " #",
            ": ",
            " ",
            "é",
            "{",
            "\\",
        ]
    ),
    min_size=1,
    max_size=4,
).map("".join)
STYLES = st.sampled_from(["plain", "single", "double", "folded", "flow"])


def _written(value: str, style: str) -> str:
    single = "'" + value.replace("'", "''") + "'"
    return {
        "plain": value,
        "single": single,
        "double": json.dumps(value),
        "folded": f">-\n              {value}",
        "flow": single,
    }[style]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(VALUES, STYLES)
def test_what_is_mended_stays_mended(folder: Path, value: str, style: str) -> None:
    text = (SAMPLE / DOCUMENT).read_text()
    line = next(line for line in text.splitlines() if "value: Bearer" in line)
    parts = "          - name: Authorization\n            in: header\n            value: "
    if style == "flow":
        new = line.replace("Bearer $inputs.token", _written(value, style))
    else:
        new = parts + _written(value, style)
    DOCUMENT.write_text(text.replace(line, new))
    before = run("check", str(DOCUMENT), "--format", "concise").stderr
    fix()
    once = DOCUMENT.read_text()
    after = fix()
    assert DOCUMENT.read_text() == once
    assert "fixed" not in after.stdout
    if "error[" not in before:
        assert "error[" not in after.stderr
        assert "AZ303" not in after.stderr


NAMES = """\
arazzo: 1.0.1
info: {title: Names, version: 1.0.0}
sourceDescriptions: [{name: shop, url: shop.openapi.yaml, type: openapi}]
components:
  parameters:
    note: {name: note, in: query, value: x}
workflows:
  - workflowId: orders
    inputs: {type: object, required: [buyer], properties: {buyer: {type: string}}}
    steps:
      - stepId: listOrders
        operationId: $sourceDescriptions.shop.listOrders
        parameters:
          - {name: buyer, in: query, value: $inputs.buyer}
          - reference: $components.parameters.note
        onSuccess:
          - name: again
            criteria: [{condition: $statusCode == 201}]
            type: goto
            stepId: listOrders
          - {name: done, type: end}
        outputs: {state: $response.body#/status, more: $response.body#/items/0/id}
    outputs: {state: $steps.listOrders.outputs.state, also: $steps.listOrders.outputs.state}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("body#/status", "body#/statuz", "AZ701"),
        ("body#/items/0/id", "body#/itms/0/id", "AZ701"),
        ("body#/items/0/id", "body#/entries/0/id", "AZ701"),
        ("value: $inputs.buyer", "value: $inputs.byer", "AZ302"),
        ("$steps.listOrders.outputs.state,", "$steps.listOrder.outputs.state,", "AZ302"),
        ("shop.listOrders", "shop.listOrdrs", "AZ202"),
        ("$sourceDescriptions.shop", "$sourceDescriptions.shp", "AZ211"),
        ("goto\n            stepId: listOrders", "goto\n            stepId: listOrder", "AZ501"),
        ("parameters.note\n", "parameters.notes\n", "AZ116"),
        ("type: goto", "type: gotto", "AZ106"),
        ("in: query, value: $", "in: qury, value: $", "AZ106"),
        ("onSuccess:", "onSucces:", "AZ104"),
        ("workflowId: orders", "workflowID: orders", "AZ102"),
    ],
)
def test_a_misspelt_name_is_an_unsafe_fix(folder: Path, right: str, wrong: str, code: str) -> None:
    assert NAMES.count(right) == 1
    text = NAMES.replace(right, wrong)
    DOCUMENT.write_text(text)
    assert left(code)
    fix()
    assert DOCUMENT.read_text() == text
    assert f": 1 {code}\n" in fix("--unsafe-fixes").stdout
    assert DOCUMENT.read_text() == NAMES
    assert fix("--unsafe-fixes").exit_code == 0


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("$steps.listOrders.outputs.state,", "$steps.listOrders.state,"),
        ("$steps.listOrders.outputs.state,", "'{$steps.listOrders.state}',"),
    ],
)
def test_an_output_without_outputs_is_a_safe_fix(folder: Path, right: str, wrong: str) -> None:
    assert NAMES.count(right) == 1
    DOCUMENT.write_text(NAMES.replace(right, wrong))
    assert ": 1 AZ303\n" in fix().stdout
    assert ".outputs.state" in DOCUMENT.read_text()
    assert left("AZ303") == []


@pytest.mark.parametrize("context", ["response", "response.body", "'{$response.body}'"])
def test_a_context_in_a_dialect_is_a_safe_fix(folder: Path, context: str) -> None:
    right = "context: $response.body, condition: '$.status"
    text = DOCUMENT.read_text()
    assert right in text
    DOCUMENT.write_text(text.replace(right, right.replace("$response.body", context)))
    assert fix().exit_code == 0
    assert right in DOCUMENT.read_text().replace("'$response.body'", "$response.body")
    assert left("AZ303") == []


def test_a_name_that_is_wrong_in_several_places_is_mended_in_all(folder: Path) -> None:
    DOCUMENT.write_text(NAMES.replace("$steps.listOrders.", "$steps.listOrder."))
    assert ": 2 AZ302\n" in fix("--unsafe-fixes").stdout
    assert DOCUMENT.read_text() == NAMES


def test_where_two_names_are_near_none_is_written(folder: Path) -> None:
    text = NAMES.replace("{buyer: {", "{buyer: {type: string}, buyers: {")
    DOCUMENT.write_text(text.replace("value: $inputs.buyer", "value: $inputs.buyerz"))
    before = DOCUMENT.read_text()
    assert fix("--unsafe-fixes").exit_code == 1
    assert DOCUMENT.read_text() == before
