"""A document and its API that use everything of which text reaches a module, for the tests to
poison and to damage."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

Place: TypeAlias = tuple[str | int, ...]

_ARAZZO = """
arazzo: 1.1.0
info: {title: Orders, summary: Ordering, description: How to order., version: 1.0.0}
sourceDescriptions:
  - {name: shop, url: shop.openapi.yaml, type: openapi}
components:
  inputs:
    who: {type: object, required: [token], properties: {token: {type: string, format: password}}}
  parameters:
    page: {name: page, in: query, value: 1}
  successActions:
    stop: {name: stopNow, type: end, criteria: [{condition: $statusCode == 204}]}
  failureActions:
    again: {name: tryAgain, type: retry, retryAfter: 1, retryLimit: 2}
workflows:
  - workflowId: order-lamp
    summary: Order a lamp.
    description: Orders one lamp and waits for it.
    inputs:
      type: object
      description: What to order.
      required: [token, product]
      properties:
        token: {type: string, title: Token, description: The token., format: password}
        product: {type: string, description: The product., default: lamp, examples: [lamp]}
        colour: {type: [string, 'null'], enum: [red, blue, null], description: The colour.}
        count: {type: integer, format: int64, default: 1}
        lines:
          type: array
          items: {title: Line, type: object, properties: {sku: {type: string}}}
        extra: {type: object, additionalProperties: {type: number}, description: More.}
    failureActions:
      - {reference: $components.failureActions.again}
    outputs:
      id: $steps.place.outputs.id
      sent: $steps.other.outputs.sent
      state: $steps.wait.outputs.state
      note: Order {$steps.place.outputs.id} of {$inputs.product}
    steps:
      - stepId: place
        description: Places the order.
        operationId: placeOrder
        parameters:
          - {reference: $components.parameters.page}
          - {name: shopId, in: path, value: main}
          - {name: X-Trace, in: header, value: trace}
          - {name: session, in: cookie, value: crumb}
          - {name: filter, in: query, value: {a: $inputs.colour, b: text}}
          - {name: Authorization, in: header, value: 'Bearer {$inputs.token}'}
        requestBody:
          contentType: application/json
          payload:
            product: $inputs.product
            note: for {$inputs.product} only
            plain: some text
            lines: $inputs.lines
            deep: {inner: [1, 2.5, true, null, words]}
          replacements:
            - {target: /deep/inner/0, value: new}
            - target: $.deep.inner[?@ == 'words']
              targetSelectorType: {type: jsonpath, version: rfc9535}
              value: $inputs.extra
        successCriteria:
          - {condition: $statusCode == 201}
          - {condition: $response.body#/state == 'open' && $response.header.x-kind != "none"}
          - {context: $response.body#/state, condition: '^(open|paid)$', type: regex}
          - context: $response.body
            condition: $.lines[?@.sku == 'a' && match(@.name, 'x.*')]
            type: jsonpath
        onSuccess:
          - {reference: $components.successActions.stop}
          - name: goOn
            type: goto
            stepId: wait
            criteria: [{condition: $response.body#/state == 'open'}]
        onFailure:
          - name: asForm
            type: goto
            stepId: form
            criteria: [{condition: $statusCode == 415}]
        outputs:
          id: $response.body#/id
          kind: $response.header.X-Kind
          first: {context: $response.body, selector: '$.lines[0].sku', type: jsonpath}
          said: Text about {$response.body#/state}
      - stepId: wait
        description: Waits for the order.
        operationPath: '{$sourceDescriptions.shop.url}#/paths/~1orders~1{id}/get'
        parameters:
          - {name: id, in: path, value: $steps.place.outputs.id}
        successCriteria:
          - {condition: $statusCode == 200}
        onSuccess:
          - name: isDone
            type: goto
            stepId: form
            criteria: [{condition: $response.body#/state == 'paid'}]
          - name: notYet
            type: goto
            stepId: wait
            criteria: [{condition: $response.body#/state == 'open'}]
        outputs:
          state: $response.body#/state
          owner: $response.body#/owner/name
      - stepId: form
        operationId: sendForm
        requestBody:
          contentType: application/x-www-form-urlencoded
          payload: {name: a name, tags: [one, two]}
        outputs:
          text: $response.body
      - stepId: upload
        operationId: $sourceDescriptions.shop.upload
        requestBody:
          contentType: multipart/form-data
          payload: {file: content, name: a.txt}
      - stepId: markup
        operationId: sendMarkup
        requestBody:
          contentType: application/xml
          payload: '<a><b c="d">text {$inputs.product}</b></a>'
          replacements:
            - {target: /a/b, targetSelectorType: xpath, value: changed}
        successCriteria:
          - {context: $response.body, condition: "/a/b[@c='d']", type: xpath}
      - stepId: other
        workflowId: remind
        parameters:
          - {name: about, value: 'Order {$steps.place.outputs.kind}'}
          - {name: token, value: $inputs.token}
        outputs:
          sent: $outputs.sent
  - workflowId: remind
    summary: Send a reminder.
    dependsOn: [prepare]
    inputs:
      type: object
      required: [token]
      properties: {about: {type: string}, token: {type: string, format: password}}
    steps:
      - stepId: send
        operationId: placeOrder
        parameters: [{name: shopId, in: path, value: other}]
        requestBody: {payload: '{"product": "{$inputs.about}"}', contentType: application/json}
        outputs: {sent: $response.body#/id}
    outputs: {sent: $steps.send.outputs.sent, ready: $workflows.prepare.outputs.ready}
  - workflowId: prepare
    inputs: {$ref: '#/components/inputs/who'}
    steps:
      - stepId: look
        operationId: readOrder
        parameters: [{name: id, in: path, value: first}]
        onFailure:
          - {name: elsewhere, type: goto, workflowId: fallback}
        outputs: {ready: $response.body#/id}
    outputs: {ready: $steps.look.outputs.ready}
  - workflowId: fallback
    steps:
      - stepId: ping
        operationId: sendForm
        requestBody: {payload: {name: ping}}
"""

_OPENAPI = """
openapi: 3.1.0
info: {title: Shop, description: A shop., version: 1.0.0}
servers:
  - url: https://{region}.shop.example/v1
    description: The shop.
    variables: {region: {default: eu, enum: [eu, us], description: Where.}}
security: [{key: []}, {login: []}]
paths:
  /shops/{shopId}/orders:
    parameters:
      - {name: shopId, in: path, required: true, schema: {type: string}, description: The shop.}
    post:
      operationId: placeOrder
      summary: Place an order
      description: Places it.
      parameters:
        - {name: page, in: query, schema: {type: integer, default: 1}}
        - {name: session, in: cookie, schema: {type: string}}
        - name: filter
          in: query
          style: deepObject
          explode: true
          schema: {type: object, properties: {a: {type: string}, b: {type: string}}}
        - {name: X-Trace, in: header, schema: {type: string, enum: [trace, none]}}
      requestBody:
        description: The order.
        content:
          application/json: {schema: {$ref: '#/components/schemas/NewOrder'}}
      responses:
        '201':
          description: Placed.
          headers: {X-Kind: {schema: {type: string}, description: Its kind.}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        default:
          description: Not placed.
          content: {application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}}
  /orders/{id}:
    get:
      operationId: readOrder
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /form:
    post:
      operationId: sendForm
      servers: [{url: https://form.example, description: Forms.}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties: {name: {type: string}, tags: {type: array, items: {type: string}}}
            encoding: {tags: {style: pipeDelimited, explode: false}}
      responses: {'200': {description: Done., content: {text/plain: {schema: {type: string}}}}}
  /upload:
    put:
      operationId: upload
      security: [{basic: []}]
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {file: {type: string, format: binary}, name: {type: string}}
            encoding: {file: {contentType: image/png}}
      responses: {'204': {description: Done.}}
  /markup:
    post:
      operationId: sendMarkup
      requestBody:
        content:
          application/xml:
            schema:
              type: object
              xml: {name: a}
              properties: {b: {type: string, xml: {name: b}}}
      responses: {'200': {description: Done., content: {application/xml: {schema: {type: string}}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key, description: The key.}
    login: {type: http, scheme: bearer, description: The login.}
    basic: {type: http, scheme: basic}
  schemas:
    NewOrder:
      title: New order
      description: What is ordered.
      type: object
      required: [product]
      properties:
        product: {type: string, description: The product., pattern: '^[a-z]+$', maxLength: 40}
        note: {type: string}
        plain: {type: string, example: words}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
        deep: {type: object, additionalProperties: true}
        in-stock: {type: boolean, default: true}
    Order:
      description: What was ordered.
      allOf:
        - {$ref: '#/components/schemas/NewOrder'}
        - type: object
          required: [id, state]
          properties:
            id: {type: string, format: uuid, description: The id.}
            state: {$ref: '#/components/schemas/State'}
            owner:
              oneOf:
                - {$ref: '#/components/schemas/Person'}
                - {$ref: '#/components/schemas/Firm'}
              discriminator: {propertyName: kind, mapping: {person: '#/components/schemas/Person'}}
            class: {type: string}
    State: {title: State, type: string, enum: [open, paid, 'on hold'], description: Its state.}
    Line:
      type: object
      properties:
        sku: {type: string}
        name: {type: string}
        parts: {$ref: '#/components/schemas/Line'}
    Person:
      type: object
      required: [kind]
      properties:
        kind: {const: person}
        name: {type: string}
        x-age: {type: integer, multipleOf: 2}
    Firm:
      type: object
      required: [kind]
      properties: {kind: {const: firm}, name: {type: string}}
      patternProperties: {'^x-': {type: string}}
    Problem: {type: object, properties: {detail: {type: string}, code: {enum: [1, 2]}}}
"""

DOCUMENTS: dict[str, Any] = {
    "orders.arazzo.yaml": yaml.safe_load(_ARAZZO),
    "shop.openapi.yaml": yaml.safe_load(_OPENAPI),
}
"""The two documents, by file name."""


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """The path of every value below the root."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*path, key))


def texts(value: Any) -> list[tuple[Place, bool]]:
    """Where text stands: the path, and whether it is the key there (else the value)."""
    found: list[tuple[Place, bool]] = []
    for path in places(value):
        here = at(value, path)
        if isinstance(path[-1], str):
            found.append((path, True))
        if isinstance(here, str):
            found.append((path, False))
    return found


def at(value: Any, path: Place) -> Any:
    """What stands at a path."""
    for key in path:
        value = value[key]
    return value


def replaced(document: Any, path: Place, value: Any) -> Any:
    """A copy with another value at a path."""
    copied = copy.deepcopy(document)
    at(copied, path[:-1])[path[-1]] = value
    return copied


def renamed(document: Any, path: Place, key: str) -> Any:
    """A copy with another key at a path, in the same place of its map."""
    copied = copy.deepcopy(document)
    parent = at(copied, path[:-1])
    items = [(key if each == path[-1] else each, inner) for each, inner in parent.items()]
    parent.clear()
    parent.update(items)
    return copied


def everywhere(value: Any, old: str, new: str) -> Any:
    """A copy in which a text stands for another wherever that is part of a text: a name and
    what refers to it."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [everywhere(item, old, new) for item in value]
    if isinstance(value, dict):
        return {
            everywhere(key, old, new): everywhere(item, old, new) for key, item in value.items()
        }
    return value
