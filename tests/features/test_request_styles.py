"""Parameters in every style, location and shape (OpenAPI 3.1, "Style Examples")."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from one_call import Made, call

COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}
SCHEMAS = {
    "primitive": "{type: string}",
    "array": "{type: array, items: {type: string}}",
    "object": "{type: object, additionalProperties: {type: integer}}",
    "any": "{}",
}


@functools.cache
def sending(location: str, style: str, explode: bool, schema: str, extra: str = "") -> Made:
    """A step that sends the input `color` as a parameter."""
    required = "required: true, " if location == "path" else ""
    place = f"in: {location}, {required}style: {style}, explode: {str(explode).lower()}"
    return call(
        f"parameters: [{{name: color, in: {location}, value: $inputs.color}}]",
        inputs="color!: {}" if schema == "{}" else f"color!: {schema}",
        operation=f"parameters: [{{name: color, {place}, {extra}schema: {schema}}}]",
        path="/c/{color}/end" if location == "path" else "/c",
    )


# The specification has "." for an empty label, which a client would take out of the path.
PATHS = [
    (
        "matrix",
        False,
        ";color",
        ";color=blue",
        ";color=blue,black,brown",
        ";color=R,100,G,200,B,150",
    ),
    (
        "matrix",
        True,
        ";color",
        ";color=blue",
        ";color=blue;color=black;color=brown",
        ";R=100;G=200;B=150",
    ),
    ("label", False, "%2E", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("label", True, "%2E", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("simple", False, None, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("simple", True, None, "blue", "blue,black,brown", "R=100,G=200,B=150"),
]


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize(("style", "explode", "empty", "text", "array", "mapping"), PATHS)
def test_path(
    style: str,
    explode: bool,
    empty: str | None,
    text: str,
    array: str,
    mapping: str,
    typed: bool,
) -> None:
    cases: list[tuple[str, Any, str | None]] = [
        ("primitive", "", empty),
        ("primitive", "blue", text),
        ("array", COLOURS, array),
        ("object", RGB, mapping),
    ]
    for shape, value, expected in cases:
        made = sending("path", style, explode, SCHEMAS[shape if typed else "any"])
        if expected is None:  # no segment at all
            assert isinstance(made.run([], color=value).error, made.module.UnsendableValue)
            continue
        sent = made.sent(color=value).url.raw_path.decode()
        assert sent == f"/c/{expected}/end", (shape, value)


QUERIES = [
    ("form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    (
        "form",
        True,
        "color=",
        "color=blue",
        "color=blue&color=black&color=brown",
        "R=100&G=200&B=150",
    ),
    (
        "spaceDelimited",
        False,
        None,
        None,
        "color=blue%20black%20brown",
        "color=R%20100%20G%20200%20B%20150",
    ),
    ("pipeDelimited", False, None, None, "color=blue|black|brown", "color=R|100|G|200|B|150"),
    ("deepObject", True, None, None, None, "color[R]=100&color[G]=200&color[B]=150"),
]


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize(("style", "explode", "empty", "text", "array", "mapping"), QUERIES)
def test_query(
    style: str,
    explode: bool,
    empty: str | None,
    text: str | None,
    array: str | None,
    mapping: str | None,
    typed: bool,
) -> None:
    cases: list[tuple[str, Any, str | None]] = [
        ("primitive", "", empty),
        ("primitive", "blue", text),
        ("array", COLOURS, array),
        ("object", RGB, mapping),
    ]
    for shape, value, expected in cases:
        if expected is not None:
            made = sending("query", style, explode, SCHEMAS[shape if typed else "any"])
            sent = made.query(color=value).replace("%7C", "|").replace("%2C", ",")
            sent = sent.replace("%5B", "[").replace("%5D", "]").replace("+", "%20")
            assert sent == expected, (shape, value)


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize(
    ("explode", "mapping"), [(False, "R,100,G,200,B,150"), (True, "R=100,G=200,B=150")]
)
def test_header(explode: bool, mapping: str, typed: bool) -> None:
    cases: list[tuple[str, Any, str]] = [
        ("primitive", "blue", "blue"),
        ("array", COLOURS, "blue,black,brown"),
        ("object", RGB, mapping),
    ]
    for shape, value, expected in cases:
        made = sending("header", "simple", explode, SCHEMAS[shape if typed else "any"])
        assert made.sent(color=value).headers["color"] == expected, (shape, value)


@pytest.mark.parametrize("typed", [True, False])
def test_cookie(typed: bool) -> None:
    cases: list[tuple[str, Any, str]] = [
        ("primitive", "blue", "color=blue"),
        ("array", COLOURS, "color=blue,black,brown"),
        ("object", RGB, "color=R,100,G,200,B,150"),
    ]
    for shape, value, expected in cases:
        made = sending("cookie", "form", False, SCHEMAS[shape if typed else "any"])
        assert made.sent(color=value).headers["Cookie"] == expected, (shape, value)


# --- Values -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (0, "0"), (1.5, "1.5"), ("a b&c=d/?#", None), ("ä", None)],
)
def test_scalars_are_spelled_as_in_json_and_percent_encoded(value: Any, text: str | None) -> None:
    made = sending("query", "form", True, "{}")
    sent = made.sent(color=value)
    assert dict(sent.url.params) == {"color": value if text is None else text}
    assert made.sent(color=value).url.fragment == ""


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("a/b", "a%2Fb"),
        ("a b", "a%20b"),
        ("ä?#%", "%C3%A4%3F%23%25"),
        ("a,b;c=d", "a%2Cb%3Bc%3Dd"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("a..b", "a..b"),
        (True, "true"),
        (12, "12"),
        ("-_.~", "-_.~"),
    ],
)
def test_path_values_are_percent_encoded(value: Any, segment: str) -> None:
    made = sending("path", "simple", False, "{}")
    assert made.sent(color=value).url.raw_path.decode() == f"/c/{segment}/end"


def test_items_are_encoded_and_delimiters_are_not() -> None:
    made = sending("path", "simple", False, SCHEMAS["array"])
    assert made.sent(color=["a,b", "c/d"]).url.raw_path == b"/c/a%2Cb,c%2Fd/end"
    made = sending("query", "form", False, SCHEMAS["array"])
    assert made.query(color=["a,b", "c&d"]) == "color=a%2Cb,c%26d"


def test_labels_are_no_steps_through_the_path() -> None:
    made = sending("path", "label", True, SCHEMAS["array"])
    assert made.sent(color=["", ""]).url.raw_path == b"/c/%2E%2E/end"
    assert made.sent(color=["", "a"]).url.raw_path == b"/c/..a/end"


def test_empty_and_null_items() -> None:
    made = sending("query", "form", True, "{}")
    assert made.query(color=[]) == ""
    assert made.query(color={}) == ""
    assert made.query(color=["a", None, "", 0, False]) == "color=a&color=&color=0&color=false"
    assert made.query(color={"a": None, "b": ""}) == "b="
    made = sending("query", "form", False, "{}")
    assert made.query(color=[]) == ""
    assert made.query(color=["a", None, "b"]) == "color=a,b"


def test_nested_values_are_json() -> None:
    made = sending("query", "form", True, "{}")
    assert dict(made.sent(color=[{"a": [1]}]).url.params) == {"color": '{"a":[1]}'}


def test_deep_objects_in_deep_objects() -> None:
    made = sending("query", "deepObject", True, "{type: object}")
    sent = made.sent(color={"a": {"b": 1}, "c": ["x", "y"]}).url.params.multi_items()
    assert sent == [("color[a][b]", "1"), ("color[c]", "x"), ("color[c]", "y")]


def test_reserved_characters_are_allowed_where_the_operation_says_so() -> None:
    made = sending("query", "form", True, "{type: string}", "allowReserved: true, ")
    assert made.query(color="a/b?c:d,e") == "color=a/b?c:d,e"
    # What would end the value or the query is still encoded.
    assert made.query(color="a&b#c d") in ("color=a%26b%23c%20d", "color=a%26b%23c+d")


def test_the_default_style_of_each_location() -> None:
    made = call(
        """
        parameters:
        - {name: p, in: path, value: [1, 2]}
        - {name: q, in: query, value: [1, 2]}
        - {name: h, in: header, value: [1, 2]}
        - {name: c, in: cookie, value: 1}
        """,
        operation="""
        parameters:
        - {name: p, in: path, required: true, schema: {type: array}}
        - {name: q, in: query, schema: {type: array}}
        - {name: h, in: header, schema: {type: array}}
        - {name: c, in: cookie, schema: {type: integer}}
        """,
        path="/c/{p}",
    )
    sent = made.sent()
    assert str(sent.url) == "https://api.test/c/1,2?q=1&q=2"
    assert (sent.headers["h"], sent.headers["Cookie"]) == ("1,2", "c=1")


def test_content_parameters_are_json() -> None:
    made = call(
        """
        parameters:
        - {name: filter, in: query, value: {a: [1, true], b: $inputs.b}}
        - {name: X-Data, in: header, value: {a: $inputs.b}}
        - {name: id, in: path, value: {a: 1}}
        """,
        inputs="b: {type: string}",
        operation="""
        parameters:
        - {name: filter, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: X-Data, in: header, content: {application/json: {schema: {type: object}}}}
        - {name: id, in: path, required: true, content: {application/json: {}}}
        """,
        path="/c/{id}",
    )
    sent = made.sent(b="x&y")
    assert dict(sent.url.params) == {"filter": '{"a":[1,true],"b":"x&y"}'}
    assert sent.headers["X-Data"] == '{"a":"x&y"}'
    assert sent.url.raw_path.startswith(b"/c/%7B%22a%22%3A1%7D")
    assert dict(made.sent().url.params) == {"filter": '{"a":[1,true]}'}


def test_a_content_parameter_takes_json_text_as_it_is() -> None:
    made = call(
        "parameters: [{name: filter, in: query, value: $inputs.f}]",
        inputs="f!: {type: object}",
        operation="parameters: [{name: filter, in: query, content: {application/json: {}}}]",
    )
    assert dict(made.sent(f={"a": 1}).url.params) == {"filter": '{"a":1}'}


def test_several_parameters_keep_their_order_and_the_servers_query() -> None:
    made = call(
        "parameters: [{name: b, in: query, value: 1}, {name: a, in: query, value: [1, 2]}]",
        operation="parameters: [{name: a, in: query, schema: {type: array}},"
        " {name: b, in: query, schema: {type: integer}}]",
    )
    assert made.query() == "b=1&a=1&a=2"


def test_cookies_share_one_header() -> None:
    made = call(
        "parameters: [{name: a, in: cookie, value: 1}, {name: b, in: cookie, value: $inputs.b}]",
        inputs="b!: {type: string}",
        operation="parameters: [{name: a, in: cookie, schema: {}},"
        " {name: b, in: cookie, schema: {}}]",
    )
    assert made.sent(b="x").headers.get_list("Cookie") == ["a=1; b=x"]
    assert ";" not in made.sent(b="x;y").headers["Cookie"].replace("; b=", "")


# --- Parameters and the operation ---------------------------------------------------------


def test_an_undeclared_parameter_is_sent_with_a_warning() -> None:
    made = call(
        "parameters: [{name: limt, in: query, value: 1}, {name: X-Own, in: header, value: a}]",
        operation="parameters: [{name: limit, in: query, schema: {type: integer}}]",
    )
    assert [(code, text) for code, text, _ in made.findings] == [
        ("AZ602", "limt"),
        ("AZ602", "X-Own"),
    ]
    assert "did you mean 'limit'?" in made.built.report
    sent = made.sent()
    assert (sent.url.query, sent.headers["X-Own"]) == (b"limt=1", "a")


def test_authorization_needs_no_declaration() -> None:
    made = call("parameters: [{name: Authorization, in: header, value: Basic abc}]")
    assert made.codes == []
    assert made.sent().headers["Authorization"] == "Basic abc"


def test_a_required_parameter_that_is_missing() -> None:
    made = call(operation="parameters: [{name: q, in: query, required: true, schema: {}}]")
    assert made.codes == ["AZ616"]
    made = call(path="/c/{id}", operation="parameters: [{name: id, in: path, required: true}]")
    assert "AZ601" in made.codes


def test_a_path_parameter_that_is_not_in_the_path() -> None:
    made = call(
        "parameters: [{name: idd, in: path, value: 1}]",
        path="/c/{id}",
        operation="parameters: [{name: id, in: path, required: true, schema: {}}]",
    )
    assert made.codes == ["AZ603"]
    assert "did you mean 'id'?" in made.built.report


def test_a_required_parameter_with_a_default_may_be_left_out() -> None:
    made = call(
        operation="parameters: [{name: q, in: query, required: true, schema: {default: 1}}]"
    )
    assert made.built.status == 0


def test_headers_are_matched_by_any_case() -> None:
    made = call(
        "parameters: [{name: x-ids, in: header, value: [1, 2]}]",
        operation="parameters: [{name: X-Ids, in: header, schema: {type: array}}]",
    )
    assert made.codes == []
    assert made.sent().headers["X-Ids"] == "1,2"


@pytest.mark.parametrize(
    "step",
    [
        'parameters: [{name: "X\\r\\nEvil: 1", in: header, value: 1}]',
        "parameters: [{name: X Y, in: header, value: 1}]",
        'parameters: [{name: X-A, in: header, value: "a\\r\\nEvil: 1"}]',
        'requestBody: {contentType: "text/plain\\r\\nEvil: 1", payload: a}',
    ],
)
def test_a_header_that_cannot_be_sent_is_an_error(step: str) -> None:
    made = call(step, operation="requestBody: {content: {text/plain: {}}}")
    assert made.built.status == 1
    assert "AZ613" in made.codes
