"""The large documents of the marker's test, and every place in them where text stands.

They are those of `whole.py`, and a document of Arazzo 1.0 over an API in Swagger. The places are
found by a walk: every scalar that is a string, and every key that is no keyword of the formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import whole
import yaml

Text: TypeAlias = tuple[str, whole.Place, bool]
"""A document's file name, a path in it, and whether the text is the key there (else the value)."""

_ARAZZO = """
arazzo: 1.0.1
info: {title: Old lamps, summary: An old shop., description: It speaks Swagger., version: '1'}
sourceDescriptions:
  - {name: old, url: old.swagger.yaml, type: openapi, x-note: a note}
workflows:
  - workflowId: mend-lamp
    summary: Mend a lamp.
    description: "Sends a lamp in.\\n\\n- first it is looked at\\n- then it is mended\\n"
    x-owner: the workshop
    inputs:
      type: object
      required: [lamp]
      properties:
        lamp: {type: string, title: A lamp, description: The lamp., enum: [desk, floor]}
        how-long: {type: integer, default: 3}
        size: {type: string, default: small, examples: [large], pattern: '^[a-z]+$'}
        kept: {const: always}
        flags: {type: object, additionalProperties: {type: boolean}, default: {quick: true}}
    parameters:
      - {name: X-Shop, in: header, value: workshop}
    steps:
      - stepId: send-in
        description: Sends it in.
        operationId: mend
        parameters:
          - {name: lampId, in: path, value: $inputs.lamp}
          - {name: tags, in: query, value: [old, broken]}
          - {name: when, in: query, value: today}
        requestBody:
          contentType: application/json
          payload: {lamp: $inputs.lamp, words: as new, nested: {more: [text]}}
        successCriteria:
          - {condition: $statusCode == 200}
          - {context: $response.body#/state, condition: '^(new|old)$', type: regex}
        onSuccess:
          - name: tell-them
            type: goto
            stepId: tell
            criteria: [{condition: "$response.body#/state == 'new'"}]
          - {name: enough, type: end}
        outputs: {state: $response.body#/state, all-of-it: $response.body}
      - stepId: tell
        operationId: tell
        requestBody:
          contentType: application/x-www-form-urlencoded
          payload: {text: It is mended., to: everyone}
        onFailure:
          - {name: once-more, type: retry, retryAfter: 1, retryLimit: 1}
    outputs: {state: $steps.send-in.outputs.state, said: 'It is {$steps.send-in.outputs.state}.'}
"""

_SWAGGER = """
swagger: '2.0'
info:
  title: Old shop
  description: An old shop.
  termsOfService: https://old.example/terms
  contact: {name: Somebody, url: https://old.example/, email: a@old.example}
  license: {name: Some, url: https://old.example/license}
  version: '1'
host: old.example
basePath: /v0
schemes: [https]
consumes: [application/json]
produces: [application/json]
tags: [{name: lamps, description: About lamps., externalDocs: {url: https://old.example/d}}]
externalDocs: {description: More., url: https://old.example/docs}
security: [{old-key: []}, {grant: ['read:lamps']}]
securityDefinitions:
  old-key: {type: apiKey, in: query, name: api key, description: The old key.}
  grant:
    type: oauth2
    flow: accessCode
    authorizationUrl: https://old.example/auth
    tokenUrl: https://old.example/token
    description: A grant.
    scopes: {'read:lamps': Read lamps.}
parameters:
  when: {name: when, in: query, type: string, enum: [today, later], default: later}
responses:
  Lamp:
    description: The lamp.
    schema: {$ref: '#/definitions/Lamp'}
    headers: {X-Left: {type: integer, description: What is left.}}
    examples: {application/json: {state: new}}
paths:
  /lamps/{lampId}:
    parameters:
      - {name: lampId, in: path, required: true, type: string, description: Its id.}
    put:
      operationId: mend
      summary: Mend it
      description: Mends it.
      tags: [lamps]
      parameters:
        - {$ref: '#/parameters/when'}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: pipes}
        - {name: X-Shop, in: header, type: string, pattern: '^[a-z]*$', x-example: workshop}
        - {name: body, in: body, description: What., schema: {$ref: '#/definitions/Task'}}
      responses: {'200': {$ref: '#/responses/Lamp'}, default: {description: It is not mended.}}
  /tell:
    post:
      operationId: tell
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: text, in: formData, type: string, description: What is said.}
        - {name: to, in: formData, type: string, default: nobody}
      responses: {'204': {description: Told.}}
definitions:
  Task:
    title: A task
    type: object
    required: [lamp]
    properties:
      lamp: {type: string, description: Which., example: desk}
      words: {type: string, format: an own format, default: as it was}
      nested: {type: object, additionalProperties: {type: array, items: {type: string}}}
  Lamp:
    description: A lamp.
    type: object
    discriminator: kind
    externalDocs: {url: https://old.example/lamps}
    properties:
      kind: {type: string}
      state: {type: string, enum: [new, old, on hold], description: Its state.}
      parts: {type: array, items: {$ref: '#/definitions/Lamp'}}
      x-price: {type: number, xml: {name: price, namespace: 'https://old.example/x', prefix: o}}
    example: {kind: desk, state: new}
"""

FIRST = ("orders.arazzo.yaml", "old.arazzo.yaml")
"""The documents that are built."""

DOCUMENTS: dict[str, Any] = {
    **whole.DOCUMENTS,
    "old.arazzo.yaml": yaml.safe_load(_ARAZZO),
    "old.swagger.yaml": yaml.safe_load(_SWAGGER),
}
"""All of them, by file name."""

MODULES = 5
"""How many modules are built of them: one for each workflow."""

KEYWORDS = """
    $ref additionalProperties allOf arazzo authorizationUrl basePath collectionFormat
    components condition const consumes contact content contentType context criteria default
    definitions dependsOn description discriminator email encoding enum example examples
    explode externalDocs failureActions flow format get headers host in info inputs items
    license mapping maxLength multipleOf name namespace onFailure onSuccess oneOf openapi
    operationId operationPath outputs parameters paths pattern patternProperties payload post
    prefix produces properties propertyName put reference replacements requestBody required
    responses retryAfter retryLimit schema schemas scheme schemes scopes security
    securityDefinitions securitySchemes selector servers sourceDescriptions stepId steps style
    successActions successCriteria summary swagger tags target targetSelectorType
    termsOfService title tokenUrl type url value variables version workflowId workflows xml
""".split()  # noqa: SIM905 - as a list, it would take ninety lines
"""The keywords of the formats that stand in them."""

_MAPS = {
    *["properties", "patternProperties", "schemas", "definitions", "parameters", "responses"],
    *["headers", "content", "examples", "variables", "securitySchemes", "securityDefinitions"],
    *["scopes", "encoding", "mapping", "outputs", "inputs", "successActions", "failureActions"],
    *["paths", "security"],
}
_FREE = {"payload", "value", "default", "example", "examples", "const", "enum"}


def is_name(path: whole.Place) -> bool:
    """Whether the last key of a path is chosen by who wrote the document."""
    if not isinstance(path[-1], str):
        return False
    words = [key for key in path[:-1] if isinstance(key, str)]
    if path[0] == "workflows" and path[2:-1] == ("inputs",):
        return False  # a schema, not a map of names
    if path[-2:-1] and path[-2] in _MAPS and path[-3:-2] != ("properties",):
        return True
    if path[-3:-2] == ("security",) or path[-1].startswith("x-"):
        return True
    return any(
        word in _FREE and words[at - 1 : at] != ["properties"] for at, word in enumerate(words)
    )


def keywords() -> set[str]:
    """The keys of the documents that are held for keywords of the formats."""
    return {
        str(path[-1])
        for document in DOCUMENTS.values()
        for path in whole.places(document)
        if isinstance(path[-1], str) and not is_name(path)
    }


def places() -> Iterator[Text]:
    """Every place of a text."""
    for name, document in DOCUMENTS.items():
        for path, is_key in whole.texts(document):
            if not is_key or is_name(path):
                yield name, path, is_key
