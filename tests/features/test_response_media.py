"""What `$response.body` is, by the content types that are declared and that come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from one_call import Made, Whatever, call

from typecheck import mypy_findings, pyright_findings


def reading(content: object, pointer: str = "", *, more: str = "") -> Made:
    """A step whose output is the body of a response with some `content`."""
    responses = json.dumps({"200": {"description": "", "content": content}})
    if content is None:
        responses = '{"200": {"description": ""}}'
    return call(
        f"outputs: {{a: $response.body{pointer}}}\n{more}", operation=f"responses: {responses}"
    )


def read(made: Made, content: bytes, kind: str | None, status: int = 200) -> Any:
    """The output of a run whose answer has a body and a content type, or the error."""
    answered = Whatever()
    headers = {} if kind is None else {"Content-Type": kind}
    object.__setattr__(
        answered, "answer", lambda: httpx.Response(status, headers=headers, content=content)
    )
    outcome = made.run([answered])
    return outcome.error or outcome.outputs.a


TEXT = reading({"text/plain": {}})
JSON = reading({"application/json": {"schema": {"type": "object"}}})
PROBLEM = reading({"application/problem+json": {"schema": {"type": "object"}}})
LEAF = reading(
    {"application/json": {"schema": {"type": "object", "properties": {"b": {"type": "string"}}}}},
    "#/b",
)
UNDECLARED = reading(None)
UNDECLARED_LEAF = reading(None, "#/b")
OPEN = reading({"*/*": {"schema": {"type": "string"}}})


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/csv; charset=utf-8", "application/json", None]
)
@pytest.mark.parametrize("text", ["hello", '{"b": 1}', "", "1.10", "é"])
def test_a_declared_text_is_text(text: str, kind: str | None) -> None:
    assert read(TEXT, text.encode(), kind) == text


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"\xe9", "text/plain; charset=iso-8859-1", "é"),
        (b"\xe9", "text/plain; charset=no-such-thing", "\ufffd"),
        ("é".encode("utf-16"), "text/plain; charset=utf-16", "é"),
        (b"\xff\x00", "text/plain", "\ufffd\x00"),
    ],
)
def test_a_text_is_decoded_by_its_charset(content: bytes, kind: str, expected: str) -> None:
    assert read(TEXT, content, kind) == expected


@pytest.mark.parametrize(
    "kind",
    [
        "application/json", "application/json; charset=utf-8", "application/problem+json",
        "text/plain", "text/html", "application/octet-stream", "nonsense", None,
    ],
)  # fmt: skip
@pytest.mark.parametrize("made", [JSON, PROBLEM, UNDECLARED], ids=["JSON", "+json", "undeclared"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_json_is_read_whatever_the_header(made: Made, kind: str | None, encoding: str) -> None:
    assert read(made, '{"b": "é"}'.encode(encoding), kind) == {"b": "é"}


@pytest.mark.parametrize("content", [b"", b"{", b"hello", b"\xff\xfe\xfd", b"[" * 100_000])
def test_what_is_no_json_is_not_there(content: bytes) -> None:
    error = read(JSON, content, "application/json")
    assert isinstance(error, JSON.module.MissingValue)
    assert (error.step_id, error.name) == ("call", "a")
    assert read(LEAF, content, "application/json") is None
    assert read(UNDECLARED, content, "application/json") is None
    assert read(UNDECLARED_LEAF, content, "text/plain") is None


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"hello", "text/plain", "hello"),
        (b"hello", None, "hello"),
        (b"<a/>", "application/xml", "<a/>"),
        (b"1.10", "text/plain", "1.10"),
        (b"007", None, "007"),
        (b"1.5", "application/json", 1.5),
        (b'"a"', "application/json", "a"),
        (b"null", "application/json", None),
        (b"", "text/plain", None),
        (b"", None, None),
        (b"\xe9", "text/plain; charset=iso-8859-1", "é"),
    ],
)
def test_an_operation_that_declares_no_content(
    content: bytes, kind: str | None, expected: object
) -> None:
    assert read(UNDECLARED, content, kind) == expected


def test_an_empty_204() -> None:
    made = call("outputs: {a: $response.body}", operation="responses: {'204': {description: ''}}")
    assert read(made, b"", None, 204) is None


def test_a_range_of_everything_may_be_text() -> None:
    assert read(OPEN, b"hello", "text/plain") == "hello"
    assert read(OPEN, b'"hello"', "application/json") == "hello"
    assert isinstance(read(OPEN, b"", "text/plain"), OPEN.module.MissingValue)


def test_a_condition_on_a_text_that_is_not_declared() -> None:
    made = reading(None, more="successCriteria: [{condition: $response.body == 'ready'}]")
    assert read(made, b"Ready", "text/plain") == "Ready"
    assert isinstance(read(made, b"busy", "text/plain"), made.module.StepFailed)


def test_an_xpath_into_a_body_that_is_not_declared() -> None:
    criterion = "{context: $response.body, type: xpath, condition: '/state = \"done\"'}"
    made = reading(None, more=f"successCriteria: [{criterion}]")
    assert read(made, b"<state>done</state>", "application/xml") == "<state>done</state>"
    assert isinstance(read(made, b"<state/>", "application/xml"), made.module.StepFailed)


@pytest.mark.parametrize(
    ("made", "annotation"),
    [
        (TEXT, "a: str"), (JSON, "a: dict[str, JsonValue]"), (LEAF, "a: str | None"),
        (UNDECLARED, "a: JsonValue"), (OPEN, "a: str"),
    ],
    ids=["text", "JSON", "leaf", "undeclared", "open"],
)  # fmt: skip
def test_the_types_say_so(made: Made, annotation: str) -> None:
    assert f"    {annotation}\n" in made.code


@pytest.mark.xdist_group("typecheck")
@pytest.mark.parametrize("made", [UNDECLARED, OPEN], ids=["undeclared", "open"])
@pytest.mark.standalone
def test_type_checkers_agree(made: Made, tmp_path: Path) -> None:
    path = made.built.files["feature"]
    assert mypy_findings([path], tmp_path) == ""
    assert pyright_findings([path], tmp_path) == ""
