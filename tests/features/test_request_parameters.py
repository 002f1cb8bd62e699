"""Parameters beyond their styles: names, defaults, `content`, the whole query, OpenAPI 3.2."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from one_call import Made, call


def one(parameter: str, value: str = "$inputs.v", *, path: str = "/call", api: str = "") -> Made:
    """A step that sends the input `v` as a parameter, which is written as a YAML flow map."""
    import yaml

    read = yaml.safe_load(f"{{{parameter}}}")
    return call(
        f"parameters: [{{name: {read['name']!r}, in: {read['in']}, value: {value}}}]",
        inputs="v: {}",
        operation=f"parameters: [{{{parameter}}}]",
        path=path,
        api=api,
    )


# --- Names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("$top", "%24top=1"),
        ("filter[name]", "filter%5Bname%5D=1"),
        ("a b&c=d", "a%20b%26c%3Dd=1"),
        ("\u00e9", "%C3%A9=1"),
        ("class", "class=1"),
    ],
)
def test_a_query_parameters_name_is_percent_encoded(name: str, sent: str) -> None:
    for more in ("", ", style: form, explode: false", ", allowReserved: true"):
        made = one(f"name: {name!r}, in: query, schema: {{}}{more}")
        assert made.query(v=1).replace("+", "%20") == sent


def test_deep_objects_with_names_that_are_special() -> None:
    made = one("name: 'f[x]', in: query, style: deepObject, schema: {}")
    assert made.query(v={"a]b": 1}) == "f%5Bx%5D%5Ba%5Db%5D=1"


@pytest.mark.parametrize(
    ("style", "sent"),
    [("simple", "1"), ("matrix", ";user-id%24=1"), ("label", ".1")],
)
def test_a_path_parameters_name_has_any_characters(style: str, sent: str) -> None:
    made = one(
        f"name: user-id$, in: path, required: true, style: {style}, schema: {{type: integer}}",
        path="/u/{user-id$}/x",
    )
    assert made.sent(v=1).url.raw_path.decode() == f"/u/{sent}/x"


def test_a_cookies_name_cannot_break_out() -> None:
    for more in ("explode: false", "explode: true"):
        made = one(f"name: 'a;b=c', in: cookie, {more}, schema: {{}}")
        assert made.sent(v="x").headers["Cookie"] == "a%3Bb%3Dc=x"


def test_one_name_in_several_locations() -> None:
    made = call(
        """
        parameters:
        - {name: id, in: path, value: 1}
        - {name: id, in: query, value: 2}
        - {name: id, in: header, value: 3}
        - {name: id, in: cookie, value: 4}
        """,
        operation="""
        parameters:
        - {name: id, in: path, required: true, schema: {}}
        - {name: id, in: query, schema: {}}
        - {name: id, in: header, schema: {}}
        - {name: id, in: cookie, schema: {}}
        """,
        path="/c/{id}",
    )
    sent = made.sent()
    assert (sent.url.raw_path, sent.headers["id"]) == (b"/c/1?id=2", "3")
    assert sent.headers["Cookie"] == "id=4"


def test_an_operations_parameter_goes_before_its_path_items() -> None:
    made = call(
        "parameters: [{name: ids, in: query, value: [1, 2]}]",
        operation="parameters: [{name: ids, in: query, explode: false, schema: {type: array}}]",
        api="""
        paths:
          /call:
            parameters:
            - {name: ids, in: query, style: pipeDelimited, explode: false, schema: {type: array}}
            - {name: from, in: query, required: true, schema: {default: a b}}
            post:
              operationId: call
              parameters: [{name: ids, in: query, explode: false, schema: {type: array}}]
              responses: {'200': {description: ''}}
        """,
    )
    assert made.query() == "ids=1,2&from=a%20b"


# --- Paths --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        (".", "%2E"),
        ("..", "%2E%2E"),
        ("...", "..."),
        ("a/../b", "a%2F..%2Fb"),
        ("%", "%25"),
        ("%2F", "%252F"),
        ("\u65e5\u672c", "%E6%97%A5%E6%9C%AC"),
        ("\\", "%5C"),
        ("a?b#c", "a%3Fb%23c"),
        ("x;y=z,w", "x%3By%3Dz%2Cw"),
    ],
)
@pytest.mark.parametrize("schema", ["{type: string}", "{}"])
def test_a_path_value_stays_in_its_segment(value: str, segment: str, schema: str) -> None:
    made = one(f"name: v, in: path, required: true, schema: {schema}", path="/a/{v}/b")
    assert made.sent(v=value).url.raw_path.decode() == f"/a/{segment}/b"


@pytest.mark.parametrize("schema", ["{type: string}", "{}"])
def test_a_path_value_that_is_empty_is_refused(schema: str) -> None:
    made = one(f"name: v, in: path, required: true, schema: {schema}", path="/a/{v}/b")
    error = made.run([], v="").error
    assert isinstance(error, made.module.UnsendableValue)
    assert (error.name, error.reason) == (None, "a value in its path is empty")


def test_parts_of_one_segment() -> None:
    made = call(
        "parameters: [{name: a, in: path, value: x/1}, {name: b, in: path, value: .}]",
        operation="parameters: [{name: a, in: path, required: true, schema: {}},"
        " {name: b, in: path, required: true, schema: {}}]",
        path="/f/{a}.{b}/~x y/\u00e9",
    )
    assert made.sent().url.raw_path == b"/f/x%2F1.%2E/~x%20y/%C3%A9"


# --- Defaults -----------------------------------------------------------------------------


def test_a_required_parameter_that_is_left_out_has_its_default() -> None:
    made = call(
        operation="""
        parameters:
        - {name: v, in: path, required: true, schema: {default: v 1}}
        - {name: page, in: query, required: true, schema: {$ref: '#/components/schemas/Page'}}
        - {name: ids, in: query, required: true, explode: false, schema: {default: [1, 2]}}
        - {name: Api-Version, in: header, required: true, schema: {default: '2022-11-28'}}
        - {name: flag, in: cookie, required: true, schema: {type: boolean, default: true}}
        - {name: size, in: query, schema: {default: 10}}
        """,
        api="components: {schemas: {Page: {type: integer, default: 0}}}",
        path="/{v}/call",
    )
    assert made.codes == []
    sent = made.sent()
    assert sent.url.raw_path == b"/v%201/call?page=0&ids=1,2"
    assert (sent.headers["Api-Version"], sent.headers["Cookie"]) == ("2022-11-28", "flag=true")


def test_a_value_goes_before_a_default() -> None:
    made = one("name: page, in: query, required: true, schema: {default: 1}")
    assert made.query(v=2) == "page=2"


def test_an_empty_value_is_sent() -> None:
    made = one("name: flag, in: query, allowEmptyValue: true, schema: {type: boolean}", "''")
    assert made.query() == "flag="


# --- `content` ----------------------------------------------------------------------------

PLACES = ["query", "header", "cookie"]


def content(location: str, media: str, schema: str = "{}") -> Made:
    """A step that sends a parameter of a media type."""
    return one(f"name: q, in: {location}, content: {{'{media}': {{schema: {schema}}}}}")


def value_sent(made: Made, location: str, value: Any) -> str | None:
    """The parameter's value, decoded; None where it is not sent."""
    from urllib.parse import unquote

    sent = made.sent(v=value) if value is not None else made.sent()
    if location == "query":
        return sent.url.params.get("q")
    if location == "cookie":
        cookie = sent.headers.get("Cookie")
        return unquote(cookie.removeprefix("q=")) if cookie else None
    return sent.headers.get("q")


@pytest.mark.parametrize("location", PLACES)
@pytest.mark.parametrize("media", ["application/json", "application/vnd.x+json"])
def test_a_json_parameter(location: str, media: str) -> None:
    made = content(location, media)
    assert value_sent(made, location, {"a": [1, None, "x y"]}) == '{"a":[1,null,"x y"]}'
    assert value_sent(made, location, "text") == '"text"'
    assert value_sent(made, location, False) == "false"
    assert value_sent(made, location, []) == "[]"
    assert value_sent(made, location, None) is None


@pytest.mark.parametrize("location", PLACES)
def test_a_parameter_of_another_media_type_is_text(location: str) -> None:
    made = content(location, "text/plain", "{type: string}")
    assert value_sent(made, location, "a=b&c d") == "a=b&c d"
    assert value_sent(made, location, 5) == "5"
    assert value_sent(made, location, None) is None


def test_json_text_where_an_object_is_taken_is_sent_as_it_is() -> None:
    parameter = "name: q, in: query, content: {application/json: {schema: {type: object}}}"
    assert dict(one(parameter, "'{\"a\": 1}'").sent().url.params) == {"q": '{"a": 1}'}
    text = "name: q, in: query, content: {application/json: {schema: {type: string}}}"
    assert dict(one(text, "abc").sent().url.params) == {"q": '"abc"'}


def test_a_path_parameter_with_content() -> None:
    parameter = "name: q, in: path, required: true, content: {'%s': {schema: {type: string}}}"
    made = one(parameter % "application/json", path="/c/{q}")
    assert made.sent(v="a/b").url.raw_path == b"/c/%22a%2Fb%22"
    made = one(parameter % "text/plain", path="/c/{q}")
    assert made.sent(v="a/b").url.raw_path == b"/c/a%2Fb"


# --- The query as a whole -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("media", "value", "query"),
    [
        ("application/x-www-form-urlencoded", {"a": [1, "x y"], "b": None}, "a=1&a=x%20y"),
        ("application/x-www-form-urlencoded", "a=1&b=%20", "a=1&b=%20"),
        ("application/json", {"a": [1]}, "%7B%22a%22%3A%5B1%5D%7D"),
        ("application/jsonpath", "$.a[?@.b==1]", "%24.a%5B%3F%40.b%3D%3D1%5D"),
        ("application/json", None, ""),
        ("text/plain", None, ""),
    ],
)
def test_a_querystring_in_its_media_type(media: str, value: Any, query: str) -> None:
    made = one(f"name: q, in: querystring, content: {{{media}: {{}}}}", api="openapi: 3.2.0")
    assert made.codes == []
    assert (made.query() if value is None else made.query(v=value)) == query


def test_a_required_querystring_that_is_missing() -> None:
    made = call(
        operation="parameters: [{name: q, in: querystring, required: true, content:"
        " {application/x-www-form-urlencoded: {}}}]",
        api="openapi: 3.2.0",
    )
    assert made.codes == ["AZ616"]


# --- Cookies ------------------------------------------------------------------------------


def test_cookies_that_are_several_stand_behind_the_others_and_the_clients() -> None:
    made = call(
        "parameters: [{name: a, in: cookie, value: $inputs.v}, {name: b, in: cookie, value: 1}]",
        inputs="v: {type: array, items: {type: string}}",
        operation="parameters: [{name: a, in: cookie, schema: {type: array}},"
        " {name: b, in: cookie, schema: {type: integer}}]",
    )
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("Cookie"))
        return httpx.Response(200, json={})

    with httpx.Client(transport=httpx.MockTransport(answer), cookies={"own": "0"}) as client:
        made.module.run(client=client, v=["x", "y"])
        made.module.run(client=client)
    assert seen == ["own=0; b=1; a=x; a=y", "own=0; b=1"]


@pytest.mark.parametrize("schema", ["{type: string}", "{type: array, items: {type: string}}"])
@pytest.mark.parametrize("name", ["sid", "a b"])
def test_a_cookie_goes_before_the_clients_own(name: str, schema: str) -> None:
    made = call(
        f"parameters: [{{name: '{name}', in: cookie, value: $inputs.v}}]",
        inputs=f"v: {schema}",
        operation=f"parameters: [{{name: '{name}', in: cookie, schema: {schema}}}]",
    )
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("Cookie"))
        spelled = name.replace(" ", "%20")
        return httpx.Response(200, json={}, headers={"Set-Cookie": f"{spelled}=old; Path=/"})

    cookies = {"sid2": "1", "other": "sid=2"}
    with httpx.Client(transport=httpx.MockTransport(answer), cookies=cookies) as client:
        made.module.run(client=client)
        for value in ("x", "y"):
            made.module.run(client=client, v=value if "string}" in schema[:15] else [value])
        made.module.run(client=client)
        assert dict(client.cookies)["sid2"] == "1"
    spelled = name.replace(" ", "%20")
    kept = [pair.split("; ") for pair in map(str, seen)]
    assert all({"sid2=1", "other=sid=2"} <= set(pairs) for pairs in kept)
    own = [[pair for pair in pairs if pair.startswith(f"{spelled}=")] for pairs in kept]
    assert own == [[], [f"{spelled}=x"], [f"{spelled}=y"], [f"{spelled}=old"]]


def test_an_api_key_in_a_cookie_goes_before_the_clients_own() -> None:
    made = call(
        operation="security: [{sid: []}]",
        api="components: {securitySchemes: {sid: {type: apiKey, in: cookie, name: sid}}}",
    )
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("Cookie"))
        return httpx.Response(200, json={})

    with httpx.Client(transport=httpx.MockTransport(answer), cookies={"sid": "old"}) as client:
        made.module.run(client=client, sid="new")
        made.module.run(client=client)
    assert seen == ["sid=new", "sid=old"]
