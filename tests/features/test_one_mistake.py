"""One mistake gives one finding: nothing that follows from it is reported as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report

API = """
openapi: 3.1.0
info: {title: Orders, version: '1'}
servers: [{url: https://orders.test}]
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [product]
              properties: {product: {type: string}, count: {type: integer}}
      responses: {'201': {description: '', content: &order {application/json: {schema: {
        type: object, required: [id, status], properties: {
          id: {type: string}, status: {enum: [queued, done]}}}}}}}
  /orders/{orderId}:
    get:
      operationId: getOrder
      parameters:
      - {name: orderId, in: path, required: true, schema: {type: string}}
      - {name: tenant, in: query, required: true, schema: {type: string}}
      responses: {'200': {description: '', content: *order}}
"""
FLOW = """
arazzo: 1.0.1
info: {title: Orders, version: '1'}
sourceDescriptions: [{name: orders, url: orders.openapi.yaml, type: openapi}]
workflows:
- workflowId: order
  inputs:
    type: object
    required: [product, tenant]
    properties: {product: {type: string}, tenant: {type: string}}
  steps:
  - stepId: create
    operationId: createOrder
    requestBody: {payload: {product: $inputs.product, count: 2}}
    successCriteria: [{condition: $statusCode == 201}]
    outputs: {orderId: $response.body#/id, wanted: $inputs.product}
  - stepId: poll
    operationId: getOrder
    parameters:
    - {name: orderId, in: path, value: $steps.create.outputs.orderId}
    - {name: tenant, in: query, value: $inputs.tenant}
    successCriteria: [{condition: $statusCode == 200}]
    outputs: {state: $response.body#/status}
    onSuccess:
    - name: done
      type: end
      criteria: [{condition: $response.body#/status == 'done'}]
    - name: wait
      type: goto
      stepId: poll
      criteria: [{condition: $response.body#/status == 'queued'}]
  - stepId: last
    workflowId: notify
    parameters: [{name: message, value: $steps.poll.outputs.state}]
  outputs: {id: $steps.create.outputs.orderId, state: $steps.poll.outputs.state}
- workflowId: notify
  inputs: {type: object, required: [message], properties: {message: {type: string}}}
  steps:
  - stepId: send
    operationId: createOrder
    requestBody: {payload: {product: $inputs.message}}
    successCriteria: [{condition: $statusCode == 201}]
"""

INPUTS = """  inputs:
    type: object
    required: [product, tenant]
    properties: {product: {type: string}, tenant: {type: string}}
"""
BODY = "    requestBody: {payload: {product: $inputs.pr"
PARAMETERS = """    parameters:
    - {name: orderId, in: path, value: $steps.create.outputs.orderId}
    - {name: tenant, in: query, value: $inputs.tenant}
"""


def findings(folder: Path, flow: str, api: str = API) -> list[str]:
    """The codes of the findings, each as often as it is made."""
    (folder / "orders.openapi.yaml").write_text(api)
    path = folder / "orders.arazzo.yaml"
    path.write_text(flow)
    report = Report()
    compile_documents(Options(documents=(path,), cwd=folder), report)
    return [one.code for one in report.diagnostics]


def test_without_a_mistake_there_is_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path, FLOW) == []


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        # Names that others use.
        ("stepId: create\n", "stepId: creat\n", "AZ302"),
        ("- stepId: poll\n", "- stepId: pol\n", "AZ302|AZ501"),
        ("- workflowId: notify", "- workflowId: notifi", "AZ204"),
        ("operationId: getOrder", "operationId: getOrdr", "AZ202"),
        ("outputs: {orderId: ", "outputs: {orderid: ", "AZ302"),
        ("outputs: {state: $response", "outputs: {stat: $response", "AZ302"),
        ("[product, tenant]\n    properties: {product:", "[tenant]\n    properties: {x:", "AZ302"),
        ("url: orders.openapi.yaml", "url: order.openapi.yaml", "AZ201"),
        ("stepId: poll\n      criteria", "stepId: pool\n      criteria", "AZ501"),
        ("{name: orderId, in: path", "{name: order_id, in: path", "AZ603"),
        ("{name: tenant, in: query", "{name: tennant, in: query", "AZ616"),
        ("{name: tenant, in: query", "{name: tenant, in: header", "AZ616"),
        ("payload: {product: $inputs.product,", "payload: {prodct: $inputs.product,", "AZ606"),
        ("[{name: message,", "[{name: mesage,", "AZ608"),
        # Values.
        ("{condition: $statusCode == 200}", "{condition: $statusCode = 200}", "AZ401"),
        ("{condition: $statusCode == 200}", "{condition: $statusCode == 202}", "AZ702"),
        ("$response.body#/id", "$response.body#/ident", "AZ701"),
        ("$response.body#/id", "$response.bdy#/id", "AZ301"),
        ("== 'done'", "== 'finished'", "AZ703"),
        ("type: goto", "type: jump", "AZ106"),
        ("in: query", "in: qery", "AZ106"),
        ("count: 2", "count: '{$inputs.product}'", "AZ705"),
        ("count: 2", "count: two", "AZ705"),
        ("count: 2", "count: '2'", "AZ705"),
        ("count: 2", "count: 2.5", "AZ705"),
        ("count: 2", "count: [2]", "AZ705"),
        ("product: $inputs.product, count", "product: 5, count", "AZ705"),
        ("payload: {product: $inputs.product, count: 2}", "payload: [$inputs.product]", "AZ705"),
        ("value: $steps.poll.outputs.state", "value: 5", "AZ705"),
        ("value: $steps.poll.outputs.state", "value: [a]", "AZ705"),
        # Fields that are missing, of another type, or called otherwise.
        ("sourceDescriptions: [{name", "sourceDescription: [{name", "AZ102"),
        ("[{name: orders, url", "[{nam: orders, url", "AZ102"),
        ("[{name: orders, url", "[{url", "AZ102"),
        ("  steps:\n  - stepId: create", "  step:\n  - stepId: create", "AZ102"),
        ("    operationId: createOrder\n    requestBody: {payload: {product: $inputs.pr",
         "    operationID: createOrder\n    requestBody: {payload: {product: $inputs.pr", "AZ108"),
        ("    operationId: getOrder\n", "", "AZ108"),
        ("stepId: create\n", "stepID: create\n", "AZ102"),
        ("parameters:\n    - {name: orderId", "paramaters:\n    - {name: orderId", "AZ104"),
        ("    requestBody: {payload: {product: $inputs.pr",
         "    reqestBody: {payload: {product: $inputs.pr", "AZ104"),
        ("  inputs:\n    type", "  inputz:\n    type", "AZ104"),
        ("outputs: {orderId", "output: {orderId", "AZ104"),
        ("onSuccess:", "on_success:", "AZ104"),
        ("criteria: [{condition: $response.body#/status == 'q",
         "criterias: [{condition: $response.body#/status == 'q", "AZ104"),
        ("    operationId: createOrder\n    requestBody: {payload: {product: $inputs.pr",
         "    operationRef: '#/paths/~1orders/post'\n"
         "    requestBody: {payload: {product: $inputs.pr", "AZ108"),
        ("in: query, value", "value", "AZ102"),
        ("in: query, value", "inn: query, value", "AZ102"),
        ("value: $inputs.tenant", "valeu: $inputs.tenant", "AZ102"),
        ("- name: done\n      type: end", "- name: done\n      typ: end", "AZ102"),
        ("[{condition: $statusCode == 201}]\n    outputs", "5\n    outputs", "AZ103"),
        (INPUTS, "", "AZ302"),
        # Words of other formats, and of other objects, for fields that are missing.
        ("sourceDescriptions: [{name", "sources: [{name", "AZ102"),
        ("sourceDescriptions: [{name", "apis: [{name", "AZ102"),
        ("workflows:\n", "flows:\n", "AZ102"),
        ("- workflowId: order\n", "- id: order\n", "AZ102"),
        ("- stepId: create\n", "- name: create\n", "AZ102"),
        ("name: orders, url", "id: orders, url", "AZ102"),
        ("url: orders.openapi.yaml", "path: orders.openapi.yaml", "AZ102"),
        ("type: openapi}", "kind: openapi}", "AZ104"),
        ("  inputs:\n    type", "  args:\n    type", "AZ104"),
        ("  steps:\n  - stepId: create", "  tasks:\n  - stepId: create", "AZ102"),
        (f"    operationId: createOrder\n{BODY}", f"    operation: createOrder\n{BODY}", "AZ108"),
        ("    workflowId: notify\n", "    workflow: notify\n", "AZ108"),
        (BODY, BODY.replace("requestBody", "body"), "AZ104"),
        (f"{BODY}oduct, count: 2}}}}", "    body: {product: $inputs.product, count: 2}", "AZ104"),
        (f"{BODY}oduct, count: 2}}}}", "    data: {product: $inputs.product, count: 2}", "AZ104"),
        (f"{BODY}oduct, count: 2}}}}", "    sends: {product: $inputs.product, count: 2}", "AZ104"),
        (BODY, BODY.replace("payload", "body"), "AZ104"),
        ("    parameters:\n    - {name: orderId", "    params:\n    - {name: orderId", "AZ104"),
        ("    parameters:\n    - {name: orderId", "    inputs:\n    - {name: orderId", "AZ104"),
        (PARAMETERS, "    with: {orderId: $steps.create.outputs.orderId}\n", "AZ104"),
        ("{name: tenant, in: query", "{id: tenant, in: query", "AZ102"),
        ("{name: tenant, in: query", "{name: tenant, location: query", "AZ102"),
        ("value: $inputs.tenant", "from: $inputs.tenant", "AZ102"),
        ("successCriteria: [{condition: $statusCode == 200}]",
         "success: [{condition: $statusCode == 200}]", "AZ104"),
        ("successCriteria: [{condition: $statusCode == 200}]",
         "conditions: [$statusCode == 200]", "AZ104"),
        ("successCriteria: [{condition: $statusCode == 200}]",
         "assert: $statusCode == 200", "AZ104"),
        ("[{condition: $statusCode == 200}]", "[{if: $statusCode == 200}]", "AZ102"),
        ("onSuccess:", "success:", "AZ104"),
        ("onSuccess:", "then:", "AZ104"),
        ("      type: end\n", "      action: end\n", "AZ102"),
        ("      stepId: poll\n      criteria", "      target: poll\n      criteria", "AZ104"),
        ("criteria: [{condition: $response.body#/status == 'd",
         "when: [{condition: $response.body#/status == 'd", "AZ104"),
        ("    outputs: {orderId", "    extract: {orderId", "AZ104"),
        ("  outputs: {id", "  returns: {id", "AZ104"),
        # Actions.
        ("type: end\n      criteria: [{condition: $response.body#/status == 'done'}]",
         "type: goto\n      stepId: last", "AZ508"),
        ("/status == 'queued'}]", "/status == 'done'}]", "AZ508"),
        # Inputs.
        ("[product, tenant]\n    properties: {", "[product, tenant]\n    properties: {spare: {}, ",
         "AZ714"),
        ("tenant: {type: string}}\n  steps", "tenant: {type: string}, Tenant: {type: string}}\n"
         "  parameters: [{name: tenant, in: query, value: $inputs.Tenant}]\n  steps", "AZ716"),
        ("in: query, value: $inputs.tenant", "in: query, value: x", "AZ714"),
        ("[product, tenant]\n    properties: {", "[product, tenant]\n    default: {tenant: a}\n"
         "    properties: {tenannt: {type: string}, ", "AZ714"),
        # Bodies.
        ("{payload: {product: $inputs.product, count: 2}}",
         "{product: $inputs.product, count: 2}", "AZ104"),
        ("{payload: {product: $inputs.product, count: 2}}",
         "{contentType: application/json, product: $inputs.product, count: 2}", "AZ104"),
        ("{payload: {product: $inputs.product, count: 2}}",
         "{content: {application/json: {product: $inputs.product, count: 2}}}", "AZ104"),
        # Words of other objects and formats.
        ("- workflowId: notify", "- flow: notify", "AZ102"),
        ("operationId: getOrder", "uses: getOrder", "AZ108"),
        ("    outputs: {state: ", "    out: {state: ", "AZ104"),
        ("      stepId: poll\n", "      id: poll\n", "AZ104"),
        ("{condition: $statusCode == 200}", "{criterion: $statusCode == 200}", "AZ102"),
        ("    successCriteria: [{condition: $statusCode == 200}]", "    status: 200", "AZ104"),
        ("criteria: [{condition: $response.body#/status == 'queued'",
         "successCriteria: [{condition: $response.body#/status == 'queued'", "AZ104"),
        # Extensions that change what runs in other tools.
        (BODY, f"    x-security: [{{schemeName: key}}]\n{BODY}", "AZ125"),
        (BODY, f"    x-forEach: $inputs.product\n{BODY}", "AZ125"),
        ("      type: end\n", "      type: end\n      x-retry: 3\n", "AZ125"),
        # Expressions in the spellings of other tools.
        ("value: $inputs.tenant", "value: '{inputs.tenant}'", "AZ306"),
        ("value: $inputs.tenant", "value: '${inputs.tenant}'", "AZ306"),
        ("value: $inputs.tenant", "value: '${{ inputs.tenant }}'", "AZ306"),
        ("value: $inputs.tenant", "value: '{{ tenant }}'", "AZ306"),
        ("value: $inputs.tenant", "value: inputs.tenant", "AZ306"),
        ("value: $inputs.tenant", "value: $.inputs.tenant", "AZ306"),
        ("value: $inputs.tenant", "value: $tenant", "AZ306"),
        ("value: $inputs.tenant", "value: 'of {$tenant}'", "AZ306"),
        ("value: $inputs.tenant", "value: '{{$inputs.tenant}}'", "AZ306"),
        ("value: $steps.create.outputs.orderId", "value: $.steps.create.outputs.orderId", "AZ306"),
        ("value: $steps.create.outputs.orderId",
         "value: '${steps.create.outputs.orderId}'", "AZ306"),
        ("value: $steps.create.outputs.orderId", "value: '{{create.orderId}}'", "AZ306"),
        ("value: $inputs.tenant", "value: 'of $input.tenant'", "AZ306"),
        ("value: $inputs.tenant", "value: 'of $Inputs.tenant'", "AZ306"),
        ("value: $inputs.tenant", "value: \"of $inputs['tenant']\"", "AZ306"),
        ("value: $inputs.tenant", "value: of $tenant", "AZ306"),
        ("value: $inputs.tenant", "value: $(inputs.tenant)", "AZ306"),
        ("value: $inputs.tenant", "value: <<inputs.tenant>>", "AZ306"),
        ("value: $inputs.tenant", "value: '{% inputs.tenant %}'", "AZ306"),
        ("value: $inputs.tenant", "value: '=inputs.tenant'", "AZ306"),
        ("value: $steps.create.outputs.orderId", "value: create.outputs.orderId", "AZ306"),
        ("value: $steps.create.outputs.orderId", "value: of $step.create.outputs.orderId", "AZ306"),
        ("outputs: {orderId: $response.body#/id,",
         "outputs: {orderId: $.response.body.id,", "AZ123"),
        ("outputs: {orderId: $response.body#/id,", "outputs: {orderId: $.id,", "AZ123"),
        ("outputs: {id: $steps.create.outputs.orderId", "outputs: {id: create.orderId", "AZ123"),
        ("outputs: {id: $steps.create.outputs.orderId",
         "outputs: {id: '${steps.create.outputs.orderId}'", "AZ123"),
        ("{condition: $statusCode == 200}", "{condition: statusCode == 200}", "AZ306"),
        ("{condition: $statusCode == 200}", "{condition: response.status == 200}", "AZ306"),
        ("condition: $response.body#/status == 'done'",
         "condition: response.body.status == 'done'", "AZ306"),
        # The document.
        ("arazzo: 1.0.1", "arazzo: 3.0.1", "AZ101"),
        ("arazzo: 1.0.1", "arazzo: !!python/name:os.system x", "AZ005"),
        ("info: {title: Orders, version: '1'}", "info: &a {title: *a, version: '1'}", "AZ005"),
    ],
)  # fmt: skip
def test_one_mistake_gives_one_finding(tmp_path: Path, right: str, wrong: str, code: str) -> None:
    assert right in FLOW
    found = findings(tmp_path, FLOW.replace(right, wrong, 1))
    assert len(found) == 1, found
    assert found[0] in code.split("|")


@pytest.mark.parametrize(
    ("flow", "hint"),
    [
        (FLOW, "did you mean 'orders'?"),
        (FLOW.replace("name: orders,", "name: api,", 1), "there are `api`"),
        (FLOW.replace("name: orders, url: orders", "name: other, url: orders", 1), None),
    ],
)
def test_a_path_for_a_source_that_no_document_has_is_a_warning(
    tmp_path: Path, flow: str, hint: str | None
) -> None:
    (tmp_path / "orders.openapi.yaml").write_text(API)
    (tmp_path / "order.arazzo.yaml").write_text(flow)
    report = Report()
    name = "order" if hint else "other"
    options = Options(
        documents=(tmp_path / "order.arazzo.yaml",),
        cwd=tmp_path,
        sources={name: tmp_path / "orders.openapi.yaml"},
    )
    compile_documents(options, report)
    found = [(one.code, one.severity.value, one.help) for one in report.diagnostics]
    assert found == ([("AZ211", "warning", hint)] if hint else [])


@pytest.mark.parametrize(("name", "file"), [("class", "class_.py"), ("match", "match.py")])
def test_a_module_has_a_name_that_can_be_imported(tmp_path: Path, name: str, file: str) -> None:
    flow = FLOW.replace("workflowId: order", f"workflowId: {name}")
    (tmp_path / "orders.openapi.yaml").write_text(API)
    (tmp_path / "order.arazzo.yaml").write_text(flow)
    options = Options(
        documents=(tmp_path / "order.arazzo.yaml",), cwd=tmp_path, output=tmp_path / "out"
    )
    assert file in compile_documents(options, Report())


@pytest.mark.parametrize("place", ["#/components/parameters/Tenant", "#/nowhere"])
def test_a_reference_that_leads_nowhere_is_one_finding(tmp_path: Path, place: str) -> None:
    parameter = "- {name: orderId, in: path, required: true, schema: {type: string}}\n"
    assert parameter in API
    api = API.replace(parameter, f"{parameter}      - {{$ref: '{place}'}}\n")
    assert findings(tmp_path, FLOW, api) == ["AZ802"]


@pytest.mark.parametrize(
    ("right", "wrong", "edit"),
    [
        ("value: $inputs.tenant", "value: $input.tenant", ("$input", "$inputs")),
        ("value: $inputs.tenant", "value: of $tenant", ("$tenant", "{$inputs.tenant}")),
        ("{name: message, ", "{name: mesage, ", ("mesage", "message")),
        ("count: 2", "cuont: 2", ("cuont", "count")),
        ("status == 'queued'", "status == 'qeued'", ("qeued", "queued")),
        ("operationId: getOrder", "operationID: getOrder", ("operationID", "operationId")),
        ("required: [product, ", "required: [prodcut, ", ("prodcut", "product")),
        ("outputs: {state: $response.body", "outputs: {state: $response.bdy", ("bdy", "body")),
    ],
)
def test_the_right_name_is_an_edit(
    tmp_path: Path, right: str, wrong: str, edit: tuple[str, str]
) -> None:
    (tmp_path / "orders.openapi.yaml").write_text(API)
    path = tmp_path / "orders.arazzo.yaml"
    path.write_text(FLOW.replace(right, wrong, 1))
    report = Report()
    compile_documents(Options(documents=(path,), cwd=tmp_path), report)
    (found,) = report.diagnostics
    assert [(each.old, each.new, each.is_safe) for each in found.edits] == [(*edit, False)]
