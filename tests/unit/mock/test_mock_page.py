"""The page of a mock: its curl commands for each kind of body, and documents that are hostile."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.mock.api import MockApi
from arazzo_gen.mock.page import page
from arazzo_gen.mock.received import received
from unit.draw.attacks import SPELL, attacks
from unit.draw.reading import SHOP, parsed
from unit.mock.documents import URL, mock_of_document

ELEMENTS = frozenset({
    "a", "body", "br", "code", "details", "h1", "h2", "h3", "head", "header", "html", "li", "main",
    "meta", "p", "pre", "section", "span", "style", "summary", "table", "tbody", "td", "th",
    "thead", "title", "tr", "ul",
})  # fmt: skip
"""What the template of the page has."""
BODIES = """
openapi: 3.1.0
info: {title: Bodies, version: "1"}
servers: [{url: https://bodies.test}]
paths:
  /body:
    post:
      operationId: send
      requestBody: {content: {CONTENT_TYPE: {schema: {}}}}
      responses: {"200": {description: taken}}
"""


@pytest.mark.parametrize(
    ("content_type", "payload", "words"),
    [
        (
            "application/json",
            {"a": [1, "é"]},
            ["-H", "content-type: application/json", "--data-raw", '{"a": [1, "\\u00e9"]}'],
        ),
        (
            "multipart/form-data",
            {"meta": {"n": 1}, "at": "@file;type=x"},
            ["--form-string", 'meta={"n":1}', "--form-string", "at=@file;type=x"],
        ),
        (
            "application/x-ndjson",
            [{"a": 1}, "b"],
            ["-H", "content-type: application/x-ndjson", "--data-raw", '{"a": 1}\n"b"\n'],
        ),
        (
            "application/x-www-form-urlencoded",
            {"a b": "c&d"},
            [
                "-H",
                "content-type: application/x-www-form-urlencoded",
                "--data-raw",
                "a%20b=c%26d",
            ],
        ),
        ("text/plain", "a text", ["-H", "content-type: text/plain", "--data-raw", "a text"]),
    ],
)
def test_a_curl_command_sends_the_body(
    tmp_path: Path, content_type: str, payload: Any, words: list[str]
) -> None:
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "Bodies", "version": "1"},
        "sourceDescriptions": [{"name": "b", "url": "b.openapi.yaml", "type": "openapi"}],
        "workflows": [
            {
                "workflowId": "w",
                "steps": [
                    {
                        "stepId": "s",
                        "operationId": "send",
                        "requestBody": {"contentType": content_type, "payload": payload},
                    }
                ],
            }
        ],
    }
    source = BODIES.replace("CONTENT_TYPE", content_type)
    mock = mock_of_document(tmp_path, document, b=source)
    texts = [each.text for each in parsed(page(mock.api, mock.told, URL)).all("pre")]
    (curl,) = [text for text in texts if text.startswith("curl ")]
    assert shlex.split(curl) == ["curl", "-X", "POST", f"{URL}/b/body", *words]


# --- Hostile text ---------------------------------------------------------------------


def elements(html: str) -> set[str]:
    """The names of the elements of a page, none of which may be another than the template's."""
    found = {each.name for each in parsed(html).all()}
    assert found <= ELEMENTS
    return found


def test_the_text_of_a_document_stays_text(tmp_path: Path) -> None:
    shop = (SHOP.parent / "shop.openapi.yaml").read_text()
    mock = mock_of_document(tmp_path, attacks(), shop=shop)
    html = page(mock.api, mock.told, URL)
    assert "pre" in elements(html)
    assert f"w{SPELL}" in parsed(html).all("h2")[0].text
    assert "\u202e" not in html


@settings(max_examples=25)
@given(st.text(max_size=30), st.binary(max_size=30))
def test_what_is_sent_stays_text(text: str, content: bytes) -> None:
    api = MockApi([], None)
    api.serve(received("GET", f"/{text}{SPELL}", [], content + SPELL.encode()))
    html = page(api, [], URL)
    assert "details" in elements(html)
    assert parsed(html).all("details")[0].all("pre")[0].text.endswith(SPELL)
