"""Runtime expressions: the grammar of Arazzo 1.1, what 1.0 and published documents add."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.expressions import ast
from arazzo_gen.expressions.runtime import ExpressionError, parse_expression, split_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$url", ast.Url()),
        ("$method", ast.Method()),
        ("$statusCode", ast.StatusCode()),
        ("$self", ast.SelfUri()),
        ("$request.header.X-Id", ast.MessagePart("request", "header", "X-Id")),
        ("$request.query.page size", ast.MessagePart("request", "query", "page size")),
        ("$request.path.id", ast.MessagePart("request", "path", "id")),
        ("$request.body#/a", ast.MessagePart("request", "body", pointer=("a",))),
        ("$response.body", ast.MessagePart("response", "body")),
        ("$response.body#", ast.MessagePart("response", "body")),
        ("$response.body#/", ast.MessagePart("response", "body", pointer=("",))),
        (
            "$response.body#/a~1b/0/~01",
            ast.MessagePart("response", "body", pointer=("a/b", "0", "~1")),
        ),
        ("$message.payload#/x", ast.MessagePart("message", "payload", pointer=("x",))),
        ("$inputs", ast.Inputs("")),
        ("$inputs.a", ast.Inputs("a")),
        ("$inputs.a.b[0]#/c", ast.Inputs("a.b[0]", ("c",))),
        ("$inputs.track[title]", ast.Inputs("track[title]")),
        ("$outputs.token", ast.Outputs("token")),
        ("$steps.log-in.outputs", ast.StepOutput("log-in", "")),
        ("$steps.log_in.outputs.token#/0", ast.StepOutput("log_in", "token", ("0",))),
        ("$steps.my step.outputs.outputs.x", ast.StepOutput("my step", "outputs.x")),
        ("$steps.s.token#/a", ast.StepOutput("s", "token", ("a",), short=True)),
        ("$workflows.w.inputs.a", ast.WorkflowValue("w", "inputs", "a")),
        ("$workflows.w.outputs.a.b#/c", ast.WorkflowValue("w", "outputs", "a.b", ("c",))),
        ("$sourceDescriptions.pets.getPet", ast.SourceReference("pets", "getPet")),
        ("$sourceDescriptions.pets.get/pet.x", ast.SourceReference("pets", "get/pet.x")),
        ("$components.parameters.page", ast.ComponentReference("parameters", "page")),
        ("$components.inputs.user", ast.ComponentReference("inputs", "user")),
    ],
)
def test_reads_every_form_of_the_grammar(text: str, expected: ast.Expression) -> None:
    assert parse_expression(text) == expected


@pytest.mark.parametrize(
    ("text", "pointer", "better"),
    [
        ("$response.body.a[0].b", ("a", "0", "b"), "$response.body#/a/0/b"),
        ("$response.body[0].id", ("0", "id"), "$response.body#/0/id"),
        ("$response.body['a/b']", ("a/b",), "$response.body#/a~1b"),
        ("$response.body#name", ("name",), "$response.body#/name"),
        ("$request.body/name/x", ("name", "x"), "$request.body#/name/x"),
    ],
)
def test_body_dialects_become_a_pointer(text: str, pointer: tuple[str, ...], better: str) -> None:
    parsed = parse_expression(text)
    assert isinstance(parsed, ast.MessagePart)
    assert parsed.pointer == pointer
    assert parsed.written == text
    assert parsed.right == better


def test_plural_headers_are_a_dialect() -> None:
    parsed = parse_expression("$response.headers.X-Id")
    assert isinstance(parsed, ast.MessagePart)
    assert (parsed.part, parsed.name) == ("header", "X-Id")
    assert parsed.right == "$response.header.X-Id"


@pytest.mark.parametrize(
    ("text", "offset", "word"),
    [
        ("", 0, ""),
        ("inputs.a", 0, ""),
        ("$", 0, "$response"),
        ("$body.x", 0, "$response.body"),
        ("$statuscode", 0, "$statusCode"),
        ("$statusCode.x", 11, "{$statusCode}"),
        ("$response", 9, "$response.body"),
        ("$response.status", 10, "$statusCode"),
        ("$response.boddy", 10, "$response.body"),
        ("$response.header.a b", 18, "$response.header.a"),
        ("$response.body[*].id", 14, "Selector Object"),
        ("$response.body.items[?(@.id)]", 20, "Selector Object"),
        ("$response.body#/a~2", 17, "~0"),
        ("$inputs.a#b", 10, "#/b"),
        ("$inputs.", 7, "<name>"),
        ("$inputs[0]", 7, "<name>"),
        ("$inputs.list[*]", 12, "Selector Object"),
        ("$inputs.{a}", 8, ""),
        ("$steps.s", 8, "$steps.s.outputs.<name>"),
        ("$steps", 6, ""),
        ("$workflows.w.token", 12, "$workflows.w.outputs"),
        ("$workflows.w.steps.s.outputs.x", 12, "$workflows.w.outputs"),
        ("$sourceDescriptions.pets", 24, "operationId"),
        ("$sourceDescriptions.pets#/paths", 24, "$sourceDescriptions.pets.url"),
        ("$components.parameter.x", 12, "parameters"),
        ("$components.parameters", 22, "<name>"),
    ],
)
def test_errors_say_where_and_what_to_write(text: str, offset: int, word: str) -> None:
    parsed = parse_expression(text)
    assert isinstance(parsed, ExpressionError)
    assert parsed.offset == offset
    assert word in (parsed.help or "")
    assert parsed.message
    assert not parsed.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "declared", "expected"),
    [
        ("a.b", {"a", "a.b"}, ("a.b", ())),
        ("a.b.c", {"a", "a.b"}, ("a.b", ("c",))),
        ("list[0].id", {"list"}, ("list", (0, "id"))),
        ("list.0", {"list"}, ("list", (0,))),
        ("o['x y'][\"z\"]", {"o"}, ("o", ("x y", "z"))),
        ("track[title]", {"track[title]"}, ("track[title]", ())),
        ("track[title]", {"track"}, None),
        ("ab.c", {"a"}, None),
        ("a.", {"a"}, None),
        ("", {"a"}, None),
    ],
)
def test_split_name_prefers_the_declared_name(
    name: str, declared: set[str], expected: tuple[str, tuple[str | int, ...]] | None
) -> None:
    assert split_name(name, declared) == expected


_PIECES = st.lists(
    st.sampled_from(
        [
            "$",
            "inputs",
            "steps",
            ".",
            "outputs",
            "#",
            "/",
            "~",
            "~1",
            "[0]",
            "[",
            "'",
            "response",
            "body",
            "header",
            "workflows",
            "sourceDescriptions",
            "components",
            " ",
            "é",
            "\n",
            "[*]",
        ]
    )
    | st.text(max_size=3),
    max_size=12,
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(_PIECES)
def test_any_text_gives_a_tree_or_an_error_inside_the_text(pieces: list[str]) -> None:
    text = "$" + "".join(pieces)
    parsed = parse_expression(text)
    if isinstance(parsed, ExpressionError):
        assert 0 <= parsed.offset <= len(text)
