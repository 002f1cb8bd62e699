"""Parameters that are arrays and objects: read back from requests as clients have sent them, in all
styles, and what is wrong with them."""

from __future__ import annotations

import functools
import json
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.mock.checks import Checker
from arazzo_gen.mock.received import received
from arazzo_gen.mock.routes import Match, Router, new_route
from arazzo_gen.mock.spellings import value_of
from arazzo_gen.openapi.model import Operation
from arazzo_gen.python.target import PythonTarget
from arazzo_gen.typing.nodes import Nodes
from playback import load_module
from unit.mock.documents import Serving, mock_of_document
from unit.mock.jobs import asks, read_operations

API = """
openapi: 3.1.0
info: {title: Search, version: "1"}
servers: [{url: https://search.test}]
paths:
  PATH:
    get:
      operationId: search
      parameters: [PARAMETER]
      responses: {"204": {description: Done}}
"""


def search(parameter: dict[str, Any]) -> Operation:
    """The operation that has one parameter."""
    path = "/s/{p}/end" if parameter["in"] == "path" else "/s"
    text = API.replace("PATH", path).replace("PARAMETER", json.dumps(parameter))
    return read_operations(text)["search"]


def wrong(parameter: dict[str, Any], target: str, **headers: str) -> list[str]:
    operation = search({"name": "p", "required": True, **parameter})
    asked = asks("GET", target, **headers)
    match = Router([new_route("search", operation)]).find("GET", asked.path)
    assert isinstance(match, Match)
    return Checker(Nodes(operation.document.refs)).wrong(asked, match)


NUMBERS = {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}
COLOUR = {
    "type": "object",
    "required": ["R"],
    "additionalProperties": False,
    "properties": {"R": {"type": "integer"}, "name": {"type": "string"}},
}
EITHER = {"oneOf": [{"type": "string", "pattern": "^[a-z]+$"}, NUMBERS]}
NESTED = {
    "type": "object",
    "properties": {
        "size": {"type": "object", "properties": {"min": {"type": "integer"}}},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}},
    },
}


def in_query(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"in": "query", "schema": schema, **more}


@pytest.mark.parametrize(
    ("parameter", "target"),
    [
        (in_query(NUMBERS), "/s?p=1&p=2"),
        (in_query(NUMBERS), "/s?p=1,2"),
        (in_query(NUMBERS, explode=False), "/s?p=1,2"),
        (in_query(NUMBERS, explode=False), "/s?p=1%2C2"),
        (in_query(NUMBERS, style="spaceDelimited"), "/s?p=1%202"),
        (in_query(NUMBERS, style="spaceDelimited"), "/s?p=1+2"),
        (in_query(NUMBERS, style="pipeDelimited"), "/s?p=1|2"),
        (in_query(NUMBERS, style="pipeDelimited"), "/s?p=1%7C2"),
        (in_query(EITHER), "/s?p=abc"),
        (in_query(EITHER), "/s?p=1&p=2"),
        (in_query(COLOUR), "/s?R=1&page=2"),
        (in_query(COLOUR, explode=False), "/s?p=R,1,name,x"),
        (in_query(NESTED, style="deepObject"), "/s?p[size][min]=1&p[tags]=a&p[tags]=b"),
        (in_query(NESTED, style="deepObject"), "/s?p%5Btags%5D%5B%5D=a"),
        ({"in": "query", "content": {"application/json": {"schema": COLOUR}}}, '/s?p={"R":1}'),
        ({"in": "path", "style": "label", "schema": NUMBERS}, "/s/.1,2/end"),
        ({"in": "path", "style": "matrix", "explode": True, "schema": NUMBERS}, "/s/;p=1;p=2/end"),
        ({"in": "path", "explode": True, "schema": COLOUR}, "/s/R=1,name=a%2Cb/end"),
    ],
)
def test_what_is_right(parameter: dict[str, Any], target: str) -> None:
    assert wrong(parameter, target) == []


@pytest.mark.parametrize(
    ("parameter", "target", "message"),
    [
        (in_query(NUMBERS), "/s", "the query parameter 'p' is missing"),
        (in_query(NUMBERS), "/s?p=1&p=x", "the query parameter 'p': /1: is no integer"),
        (in_query(NUMBERS, explode=False), "/s?p=1,2,3,4", "has more than 3 items"),
        (in_query(NUMBERS, style="pipeDelimited"), "/s?p=1|a", "/1: is no integer"),
        (in_query(EITHER), "/s?p=A", "fits none of the schemas of oneOf"),
        (in_query(COLOUR), "/s?name=x", "the query parameter 'p': has no 'R'"),
        (in_query(COLOUR, explode=False), "/s?p=R,1,G,2", "/G: is not allowed"),
        (in_query(NESTED, style="deepObject"), "/s?p[size][min]=x", "/size/min: is no integer"),
        (in_query(NESTED, style="deepObject"), "/s?p[tags]=c", "/tags/0: is none of the values"),
        ({"in": "query", "content": {"application/json": {"schema": COLOUR}}}, "/s?p={}", "no 'R'"),
        ({"in": "path", "style": "label", "schema": NUMBERS}, "/s/1,2/end", "not in the style"),
        ({"in": "path", "style": "matrix", "schema": NUMBERS}, "/s/;q=1/end", "not in the style"),
        ({"in": "path", "schema": NUMBERS}, "/s/1,b/end", "/1: is no integer"),
    ],
)  # fmt: skip
def test_what_is_wrong(parameter: dict[str, Any], target: str, message: str) -> None:
    found = wrong(parameter, target)
    assert len(found) == 1
    assert message in found[0]


def test_headers_and_cookies() -> None:
    in_header = {"in": "header", "schema": NUMBERS}
    assert wrong(in_header, "/s", p="1, 2") == []
    assert wrong(in_header, "/s", p="1, b") == ["the header parameter 'p': /1: is no integer"]
    in_cookie = {"in": "cookie", "schema": COLOUR}
    assert wrong(in_cookie, "/s", cookie="R=1; session=x") == []
    assert wrong(in_cookie, "/s", cookie="R=red") == ["the cookie parameter 'p': /R: is no integer"]
    text = {"in": "cookie", "schema": {"type": "string", "maxLength": 3}}
    assert wrong(text, "/s", cookie="p=%C3%A4%20b") == []


# --- What clients send ------------------------------------------------------------------

STYLES = [
    ("path", "simple", False), ("path", "simple", True), ("path", "label", False),
    ("path", "label", True), ("path", "matrix", False), ("path", "matrix", True),
    ("query", "form", False), ("query", "form", True), ("query", "spaceDelimited", False),
    ("query", "pipeDelimited", False), ("query", "deepObject", True), ("header", "simple", False),
    ("header", "simple", True), ("cookie", "form", False), ("cookie", "form", True),
]  # fmt: skip

WORDS = st.text("ab1Z-_~%/?#&é=+:@!$'()*", min_size=1, max_size=4)
NUMBER = st.integers(-99, 99)

SHAPES: dict[str, tuple[dict[str, Any], st.SearchStrategy[Any]]] = {
    "text": ({"type": "string"}, WORDS),
    "number": ({"type": "integer"}, NUMBER),
    "texts": (
        {"type": "array", "items": {"type": "string"}},
        st.lists(WORDS, min_size=1, max_size=3),
    ),
    "numbers": (
        {"type": "array", "items": {"type": "integer"}},
        st.lists(NUMBER, min_size=1, max_size=3),
    ),
    "object": (
        {
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"type": "boolean"}, "b&c": {"type": "string"}},
            "additionalProperties": {"type": "integer"},
        },
        st.builds(
            lambda fixed, more: more | fixed,
            st.fixed_dictionaries({"a": st.booleans()}, optional={"b&c": WORDS}),
            st.dictionaries(st.text("xy", min_size=1, max_size=3), NUMBER, max_size=2),
        ),
    ),
}


class Client:
    """A client that sends one parameter, and the reader of what it sends."""

    def __init__(self, location: str, style: str, explode: bool, shape: str) -> None:
        schema = SHAPES[shape][0]
        place = {"in": location, "style": style, "explode": explode, "required": True}
        self.operation = search({"name": "p", "schema": schema, **place})
        text = API.replace("PATH", self.operation.path)
        text = text.replace("PARAMETER", json.dumps({"name": "p", "schema": schema, **place}))
        step = {
            "stepId": "search",
            "operationId": "search",
            "parameters": [{"name": "p", "in": location, "value": "$inputs.v"}],
        }
        inputs = {"type": "object", "required": ["v"], "properties": {"v": schema}}
        document = {
            "arazzo": "1.0.1",
            "info": {"title": "t", "version": "1"},
            "sourceDescriptions": [{"name": "s", "url": "s.openapi.yaml", "type": "openapi"}],
            "workflows": [{"workflowId": "w", "inputs": inputs, "steps": [step]}],
        }
        with tempfile.TemporaryDirectory() as folder:
            mock = mock_of_document(Path(folder), document, s=text)
            program = mock.told[0].module
            path = Path(folder) / program.file
            path.write_text(PythonTarget().files(program)[path.name], encoding="utf-8")
            self.module: ModuleType = load_module(path)
        self.serving = Serving(mock)

    def read(self, value: Any) -> Any:
        """The value as it is read from the request; the mock has found nothing wrong."""
        sent: list[httpx.Request] = []
        with httpx.Client(transport=self.serving, event_hooks={"request": [sent.append]}) as client:
            self.module.run(v=value, client=client)
        assert self.serving.wrong == []
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in sent[0].headers.raw]
        asked = received("GET", sent[0].url.raw_path.decode(), headers, b"")
        match = Router([new_route("s", self.operation)]).find("GET", asked.path)
        assert isinstance(match, Match)
        nodes = Nodes(self.operation.document.refs)
        read = value_of(nodes, self.operation.parameters[0], asked, match)
        assert read is not None
        return read[0]


@functools.cache
def client_of(location: str, style: str, explode: bool, shape: str) -> Client:
    return Client(location, style, explode, shape)


@pytest.mark.parametrize(("location", "style", "explode"), STYLES)
@settings(max_examples=15)
@given(st.data())
def test_what_a_client_sends_is_read_back(
    location: str, style: str, explode: bool, data: st.DataObject
) -> None:
    shape = data.draw(st.sampled_from(sorted(SHAPES)))
    value = data.draw(SHAPES[shape][1])
    if location in ("header", "cookie"):  # neither has an encoding for all that is a delimiter
        value = json.loads(json.dumps(value, ensure_ascii=True).replace("\\u00e9", "e"))
    assert client_of(location, style, explode, shape).read(value) == value
