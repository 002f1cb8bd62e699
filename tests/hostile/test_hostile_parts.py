"""Parts of documents on their own: expressions of any text, and schemas of any shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import containment
import strings
import whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.expressions.condition import ParsedCondition, parse_condition
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.jsonpath.parser import ParsedQuery, ParsedTest, parse_criterion
from arazzo_gen.expressions.regex import ParsedRegex, parse_regex
from arazzo_gen.expressions.xpath import ParsedXPath, parse_xpath
from unit.typing.test_typing_hostile import anything, schemas

PIECES = (
    *[
        "$statusCode",
        "$response.body#/a",
        "$inputs.x",
        "{$inputs.x}",
        "$",
        "@",
        ".a",
        "..",
        "[",
        "]",
    ],
    *[
        "(",
        ")",
        "?",
        "*",
        "+",
        "{2,}",
        "|",
        "\\",
        "\\d",
        "[^",
        "(?:",
        "(?=",
        "(?<n>",
        "\\k<n>",
        "$)",
    ],
    *[
        "==",
        "!=",
        "<",
        "&&",
        "||",
        "!",
        " ",
        "'",
        '"',
        "1",
        "-1",
        "1e9",
        "null",
        "true",
        "match(",
        ",",
    ],
    *[
        "/a",
        "//",
        "::",
        "text()",
        "position()",
        " and ",
        "not(",
        ":",
        "1:2:3",
        "#/",
        "~1",
        "\ud800",
    ],
)
texts = (
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
    | st.text(max_size=40)
    | st.sampled_from(strings.ESCAPES)
)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(texts)
def test_any_text_is_an_expression_or_says_why_not(text: str) -> None:
    found: list[Any] = [parse_condition(text), parse_criterion(text), parse_regex(text)]
    found += [parse_xpath(text, version) for version in ("xpath-10", "xpath-31")]
    kinds = (ParsedCondition, ParsedQuery, ParsedTest, ParsedRegex, ParsedXPath)
    for each in found:
        assert isinstance(each, (*kinds, ExpressionError))
        if isinstance(each, ExpressionError):
            assert each.message
            assert 0 <= each.offset <= len(text)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(a=schemas(), b=schemas(), c=anything)
def test_any_schemas_are_types_that_compile(tmp_path: Path, a: Any, b: Any, c: Any) -> None:
    def moved(value: Any) -> Any:
        return whole.everywhere(value, "#/definitions/", "#/components/schemas/")

    api = whole.DOCUMENTS["shop.openapi.yaml"]
    known = {**api["components"]["schemas"], "Order": moved(a), "a": moved(a), "b": moved(b)}
    known |= {"c": moved(c), "NewOrder": moved(b)}
    changed = {**api, "components": {**api["components"], "schemas": known}}
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "T", "version": "1"},
        "sourceDescriptions": [{"name": "shop", "url": "shop.openapi.yaml", "type": "openapi"}],
        "workflows": [
            {
                "workflowId": "read",
                "inputs": {"type": "object", "properties": {"x": moved(b)}},
                "steps": [
                    {
                        "stepId": "s",
                        "operationId": "readOrder",
                        "parameters": [{"name": "id", "in": "path", "value": "x"}],
                        "outputs": {"all": "$response.body", "a": "$response.body#/a"},
                    }
                ],
                "outputs": {"all": "$steps.s.outputs.all", "a": "$steps.s.outputs.a"},
            }
        ],
    }
    (tmp_path / "shop.openapi.yaml").write_text(json.dumps(changed))
    path = tmp_path / "w.arazzo.yaml"
    path.write_text(json.dumps(document))
    options = Options(
        documents=(path,), cwd=tmp_path, output=tmp_path / "out", validate="off", keep_going=True
    )
    for name, text in compile_documents(options, Report()).items():
        containment.check_contained(text, name)
