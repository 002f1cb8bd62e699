"""Security schemes that a step's parameters do not satisfy become optional keywords."""

from __future__ import annotations

import inspect
import json

import pytest
from one_call import Made, call, workflow

from playback import assert_hidden

SCHEMES = """
    components:
      securitySchemes:
        bearerAuth: {type: http, scheme: bearer}
        basicAuth: {type: http, scheme: basic}
        oauth: {type: oauth2, flows: {}}
        oidc: {type: openIdConnect, openIdConnectUrl: https://id.test}
        headerKey: {type: apiKey, in: header, name: X-Api-Key}
        queryKey: {type: apiKey, in: query, name: api_key}
        cookieKey: {type: apiKey, in: cookie, name: sid}
"""


def secured(security: str, step: str = "", *, api: str = "", inputs: str = "") -> Made:
    """A step whose operation has some security requirements, written as YAML."""
    return call(step, operation=f"security: {security}", api=f"{SCHEMES}{api}", inputs=inputs)


def keywords(made: Made) -> list[str]:
    """The keywords of `run` that are credentials."""
    own = {"client", "api_url", "polling", "on_step"}
    return [name for name in inspect.signature(made.module.run).parameters if name not in own]


@pytest.mark.parametrize(
    ("scheme", "keyword", "given", "header", "value"),
    [
        ("bearerAuth", "bearer_auth", "t0k", "Authorization", "Bearer t0k"),
        ("oauth", "oauth", "t0k", "Authorization", "Bearer t0k"),
        ("oidc", "oidc", "t0k", "Authorization", "Bearer t0k"),
        ("basicAuth", "basic_auth", "me:pässword", "Authorization", "Basic bWU6cMOkc3N3b3Jk"),
        ("headerKey", "header_key", "k3y", "X-Api-Key", "k3y"),
        ("cookieKey", "cookie_key", "k3y", "Cookie", "sid=k3y"),
    ],
)
def test_a_scheme_is_a_keyword(
    scheme: str, keyword: str, given: str, header: str, value: str
) -> None:
    made = secured(f"[{{{scheme}: []}}]")
    assert keywords(made) == [keyword]
    assert made.sent(**{keyword: given}).headers[header] == value
    assert header not in made.sent().headers


@pytest.mark.parametrize(
    ("scheme", "given", "sent"),
    [
        ("{type: http, scheme: DPoP}", "DPoP t0k", "DPoP t0k"),
        ("{type: http, scheme: Bearer, bearerFormat: JWT}", "t0k", "Bearer t0k"),
        ("{type: http, scheme: BASIC}", "a:b", "Basic YTpi"),
    ],
)
def test_schemes_of_http(scheme: str, given: str, sent: str) -> None:
    made = call(
        operation="security: [{mine: []}]",
        api=f"components: {{securitySchemes: {{mine: {scheme}}}}}",
    )
    assert keywords(made) == ["mine"]
    assert made.sent(mine=given).headers["Authorization"] == sent


@pytest.mark.parametrize("scheme", ["{type: http, scheme: digest}", "{type: mutualTLS}"])
def test_schemes_that_are_left_to_the_client(scheme: str) -> None:
    made = call(
        operation="security: [{mine: []}]",
        api=f"components: {{securitySchemes: {{mine: {scheme}}}}}",
    )
    assert keywords(made) == []


def test_a_scheme_by_reference_and_by_its_uri() -> None:
    schemes = """
    components:
      securitySchemes:
        mine: {$ref: '#/components/securitySchemes/real'}
        real: {type: apiKey, in: header, name: X-Key}
    """
    made = call(operation="security: [{mine: []}]", api=schemes)
    assert made.sent(mine="k").headers["X-Key"] == "k"
    made = call(
        operation="security: [{'#/components/securitySchemes/real': []}]",
        api=f"    openapi: 3.2.0\n{schemes}",
    )
    assert made.sent(real="k").headers["X-Key"] == "k"


def test_the_schemes_of_a_swagger_document() -> None:
    oauth = {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://x.test"}
    operation = {
        "operationId": "call",
        "security": [{"key": [], "me": []}, {"token": ["read"]}],
        "responses": {"200": {"description": ""}},
    }
    made = workflow(
        "steps: [{stepId: call, operationId: call}]",
        sources={
            "swagger": "2.0",
            "info": {"title": "T", "version": "1"},
            "host": "api.test",
            "paths": {"/call": {"post": operation}},
            "securityDefinitions": {
                "key": {"type": "apiKey", "in": "query", "name": "k"},
                "me": {"type": "basic"},
                "token": {**oauth, "scopes": {"read": ""}},
            },
        },
    )
    assert sorted(keywords(made)) == ["key", "me", "token"]
    sent = made.sent(key="1", me="a:b")
    assert (sent.url.query, sent.headers["Authorization"]) == (b"k=1", "Basic YTpi")
    assert made.sent(token="t").headers["Authorization"] == "Bearer t"


def test_a_key_in_the_query() -> None:
    made = secured("[{queryKey: []}]")
    assert made.query(query_key="a&b") == "api_key=a%26b"
    assert made.query() == ""


def test_both_of_two_schemes() -> None:
    made = secured("[{bearerAuth: [], headerKey: []}]")
    sent = made.sent(bearer_auth="t", header_key="k")
    assert (sent.headers["Authorization"], sent.headers["X-Api-Key"]) == ("Bearer t", "k")


def test_one_of_two_schemes() -> None:
    made = secured("[{bearerAuth: []}, {headerKey: []}]")
    assert sorted(keywords(made)) == ["bearer_auth", "header_key"]
    assert "X-Api-Key" not in made.sent(bearer_auth="t").headers
    assert "Authorization" not in made.sent(header_key="k").headers


def test_the_steps_own_parameter_satisfies_a_scheme() -> None:
    own = "parameters: [{name: Authorization, in: header, value: 'Bearer {$inputs.t}'}]"
    made = secured("[{bearerAuth: []}]", own, inputs="t!: {type: string}")
    assert keywords(made) == ["t"]
    assert made.sent(t="x").headers["Authorization"] == "Bearer x"
    own = "parameters: [{name: x-api-key, in: header, value: k}]"
    made = secured("[{headerKey: []}]", own)
    assert keywords(made) == []
    assert made.codes == []


def test_one_satisfied_alternative_is_enough() -> None:
    own = "parameters: [{name: api_key, in: query, value: k}]"
    made = secured("[{bearerAuth: []}, {queryKey: []}]", own)
    assert keywords(made) == []


def test_what_is_left_of_an_alternative() -> None:
    own = "parameters: [{name: Authorization, in: header, value: Bearer x}]"
    made = secured("[{bearerAuth: [], headerKey: []}]", own)
    assert keywords(made) == ["header_key"]


def test_security_of_the_document() -> None:
    made = call(api=f"{SCHEMES}    security: [{{bearerAuth: []}}]")
    assert keywords(made) == ["bearer_auth"]
    made = call(operation="security: []", api=f"{SCHEMES}    security: [{{bearerAuth: []}}]")
    assert keywords(made) == []


@pytest.mark.parametrize(
    ("security", "names"),
    [
        ("[{}, {bearerAuth: []}]", ["bearer_auth"]),
        ("[{bearerAuth: []}, {}]", ["bearer_auth"]),
        ("[{bearerAuth: []}, {headerKey: []}, {}]", ["bearer_auth", "header_key"]),
        ("[{}]", []),
    ],
)
def test_optional_security(security: str, names: list[str]) -> None:
    made = secured(security)
    assert keywords(made) == names
    assert made.sent().headers.get("Authorization") is None
    if names:
        assert made.sent(bearer_auth="t").headers["Authorization"] == "Bearer t"


def test_optional_security_of_the_document() -> None:
    made = call(api=f"{SCHEMES}    security: [{{bearerAuth: []}}, {{}}]")
    assert keywords(made) == ["bearer_auth"]


def test_a_scheme_beside_one_that_is_left_to_the_client() -> None:
    schemes = "tls: {type: mutualTLS}, key: {type: apiKey, in: header, name: X-Key}"
    made = call(
        operation="security: [{tls: []}, {key: []}]",
        api=f"components: {{securitySchemes: {{{schemes}}}}}",
    )
    assert keywords(made) == ["key"]


def test_a_scheme_that_does_not_exist() -> None:
    made = secured("[{bearrAuth: []}]")
    assert made.codes == ["AZ807"]
    assert "did you mean 'bearerAuth'?" in made.built.report


def test_the_clients_own_authorization_stays() -> None:
    import httpx

    made = secured("[{bearerAuth: []}]")
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("Authorization"))
        return httpx.Response(200, json={})

    transport = httpx.MockTransport(answer)
    with httpx.Client(transport=transport, headers={"Authorization": "Bearer own"}) as client:
        made.module.run(client=client)
        made.module.run(client=client, bearer_auth="given")
    with httpx.Client(transport=transport, auth=("u", "p")) as client:
        made.module.run(client=client)
    assert seen == ["Bearer own", "Bearer given", "Basic dTpw"]


@pytest.mark.parametrize(
    "scheme", ["bearerAuth", "basicAuth", "headerKey", "queryKey", "cookieKey"]
)
def test_a_credential_never_shows_in_an_error(scheme: str) -> None:
    made = secured(f"[{{{scheme}: []}}]")
    (keyword,) = keywords(made)
    failed = made.answered({}, status=401, **{keyword: "hunter:2secret"})
    assert isinstance(failed.error, made.module.StepFailed)
    assert_hidden(failed.error, "hunter:2secret", "2secret")


def test_names_that_collide_with_inputs() -> None:
    made = secured(
        "[{bearerAuth: []}]",
        "parameters: [{name: X-A, in: header, value: $inputs.bearer_auth}]",
        inputs="bearer_auth!: {type: string}",
    )
    assert keywords(made) == ["bearer_auth", "bearer_auth_2"]


def test_what_was_sent_as_a_key_stays_out_of_reprs() -> None:
    made = secured(
        "[{queryKey: [], headerKey: []}]",
        """
        parameters:
        - {name: api_key, in: query, value: $inputs.a}
        - {name: X-Api-Key, in: header, value: $inputs.a}
        outputs: {q: $request.query.api_key, h: $request.header.X-Api-Key, u: $url, m: $method}
        """,
        inputs="a!: {type: string}",
    )
    outputs = made.answered({}, a="hunter2").outputs
    assert (outputs.q, outputs.h) == ("hunter2", "hunter2")
    assert repr(outputs) == "Outputs(m='POST')"


def test_a_password_that_was_sent_stays_out_of_reprs() -> None:
    made = call(
        "requestBody: {payload: {p: $inputs.p}}\noutputs: {body: $request.body, u: $url}",
        operation="requestBody: {content: {application/json: {}}}",
        inputs="p!: {type: string, format: password}",
    )
    outputs = made.answered({}, p="hunter2").outputs
    assert outputs.body == {"p": "hunter2"}
    assert repr(outputs) == "Outputs(u='https://api.test/call')"


@pytest.mark.parametrize(
    ("scheme", "keyword"),
    [
        ("OAuth2", "oauth2"),
        ("oAuth2", "oauth2"),
        ("OAUTH2", "oauth2"),
        ("myOAuth2Scheme", "my_oauth2_scheme"),
        ("OAuthImplicit", "oauth_implicit"),
        ("oauth_2_0", "oauth_2_0"),
    ],
)
def test_oauth_is_one_word(scheme: str, keyword: str) -> None:
    made = call(
        operation=f"security: [{{{scheme}: []}}]",
        api=f"components: {{securitySchemes: {{{scheme}: {{type: oauth2, flows: {{}}}}}}}}",
    )
    assert keywords(made) == [keyword]


@pytest.mark.parametrize("reads", ["", "parameters: [{name: X-A, in: header, value: $inputs.b}]"])
def test_an_input_that_nothing_reads_makes_way(reads: str) -> None:
    made = secured("[{bearerAuth: []}]", reads, inputs="bearer_auth!: {}\nb: {type: string}")
    assert made.sent(bearer_auth="t", bearer_auth_2="in").headers["Authorization"] == "Bearer t"
    assert "bearer_auth_2: The input `bearer_auth`." in made.module.run.__doc__


def test_an_input_that_is_read_by_its_whole_keeps_its_name() -> None:
    made = secured(
        "[{bearerAuth: []}]",
        "requestBody: {contentType: application/json, payload: $inputs}",
        inputs="bearer_auth!: {type: string}",
    )
    assert keywords(made) == ["bearer_auth", "bearer_auth_2"]


@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_a_parameter_is_a_credential_where_nothing_requires_its_scheme(place: str) -> None:
    made = call(
        f"""
        parameters: [{{name: X-Key, in: {place}, value: $inputs.k}}]
        outputs: {{url: $url, status: $statusCode, sent: $request.header.X-Key}}
        """,
        inputs="k!: {type: string}",
        api=f"components: {{securitySchemes: {{key: {{type: apiKey, in: {place}, name: X-Key}}}}}}",
    )
    assert made.codes == []
    outputs = made.answered({}, k="hunter2").outputs
    assert "hunter2" not in repr(outputs)


@pytest.mark.parametrize(
    "description",
    [
        "Pass `Bearer <token>`.",
        "Bearer <token>",
        "Enter **Bearer &lt;token&gt;** in the field.",
        "Enter 'Bearer' [space] and then your token.",
        "JWT Authorization header using the Bearer scheme. Example: Authorization - Bearer {token}",
        "`Authorization: Bearer ACCESS_TOKEN`",
        "The token with the prefix Bearer.",
    ],
)
def test_a_docstring_does_not_say_bearer_twice(description: str) -> None:
    scheme = json.dumps({"type": "http", "scheme": "bearer", "description": description})
    made = call(
        operation="security: [{b: []}]", api=f"components: {{securitySchemes: {{b: {scheme}}}}}"
    )
    line = next(x for x in made.code.split("\n") if x.startswith("        b: "))
    assert line.startswith("        b: For the scheme `b`, sent as a Bearer token;")


@pytest.mark.parametrize("description", ["The bearer token of the login.", "A JWT."])
def test_a_docstring_says_what_a_token_is(description: str) -> None:
    scheme = json.dumps({"type": "http", "scheme": "bearer", "description": description})
    made = call(
        operation="security: [{b: []}]", api=f"components: {{securitySchemes: {{b: {scheme}}}}}"
    )
    assert f"        b: {description} Sent as a Bearer token;" in made.code
