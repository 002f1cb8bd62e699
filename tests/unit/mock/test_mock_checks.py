"""What is wrong with requests."""

from __future__ import annotations

import pytest

from arazzo_gen.mock.checks import Checker
from arazzo_gen.mock.received import Received
from arazzo_gen.mock.routes import Match, Router, new_route
from arazzo_gen.typing.nodes import Nodes
from unit.mock.jobs import OPERATIONS, ROUTES, asks, read_operations

TOKEN = {"authorization": "Bearer t"}
JSON = {"content_type": "application/json"}


NODES = Nodes(OPERATIONS["create"].document.refs)


def wrong(asked: Received) -> list[str]:
    match = Router(ROUTES.values()).find(asked.method, asked.path)
    assert isinstance(match, Match)
    return Checker(NODES).wrong(asked, match)


def test_what_is_right() -> None:
    assert not wrong(asks("POST", "/jobs?dry=true", b'{"name": "a"}', **TOKEN, **JSON))
    assert not wrong(asks("GET", "/jobs/7"))
    assert not wrong(asks("GET", "/jobs/7/files/a.csv?limit=3"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (asks("POST", "/jobs", b'{"name": "a"}', **JSON), "no credentials: Authorization: Bearer"),
        (asks("POST", "/jobs", **TOKEN), "the body is missing"),
        (asks("POST", "/jobs", b"{}", **TOKEN, **JSON), "the body: has no 'name'"),
        (asks("POST", "/jobs", b"[]", **TOKEN, **JSON), "the body: is no object"),
        (asks("POST", "/jobs", b"{", **TOKEN, **JSON), "the body is no JSON"),
        (asks("POST", "/jobs", b"[" * 99999, **TOKEN, **JSON), "the body is no JSON"),
        (
            asks("POST", "/jobs", b"a=1", **TOKEN, content_type="text/plain"),
            "the body is text/plain, not application/json",
        ),
        (asks("POST", "/jobs", b"{}", **TOKEN), "the body is of no content type"),
        (asks("GET", "/jobs/7/files/a.csv"), "the query parameter 'limit' is missing"),
        (
            asks("GET", "/jobs/7/files/a.csv?limit=x"),
            "the query parameter 'limit': is no integer",
        ),
    ],
)
def test_what_is_wrong(asked: Received, message: str) -> None:
    found = wrong(asked)
    assert len(found) == 1
    assert message in found[0]


def test_what_a_workflow_sends_itself_is_no_mistake_of_a_client() -> None:
    checker = Checker(NODES)
    wrong = asks("POST", "/jobs", b"{}", **TOKEN, **JSON)
    match = Router(ROUTES.values()).find("POST", "/jobs")
    assert isinstance(match, Match)
    checker.excuse(wrong, match)
    assert not checker.wrong(wrong, match)
    assert checker.wrong(asks("POST", "/jobs", b"[]", **TOKEN, **JSON), match)


FORM = """
openapi: 3.1.0
info: {title: Tokens, version: '1'}
servers: [{url: https://jobs.test/v1}]
paths:
  /tokens:
    post:
      operationId: token
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [kind]
              additionalProperties: false
              properties:
                kind: {const: password}
                days: {type: integer}
                scope: {type: array, items: {enum: [a, b]}}
      responses: {'200': {description: It}}
"""


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (b"kind=password", []),
        (b"kind=password&days=3&scope=a&scope=b", []),
        (b"kind=password&scope=%5B%22a%22%5D", []),
        (b"kind=password&scope=c", ["the body: /scope/0: is none of the values of enum"]),
        (b"days=x", ["the body: has no 'kind'", "the body: /days: is no integer"]),
        (b"kind=password&more=1", ["the body: /more: is not allowed"]),
    ],
)
def test_forms(content: bytes, messages: list[str]) -> None:
    operation = read_operations(FORM)["token"]
    asked = asks("POST", "/tokens", content, content_type="application/x-www-form-urlencoded")
    match = Match(new_route("jobs", operation), {})
    assert Checker(Nodes(operation.document.refs)).wrong(asked, match) == messages
