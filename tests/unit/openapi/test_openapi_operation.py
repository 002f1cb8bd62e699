"""Operations, merged with the parts of their path item and document."""

from __future__ import annotations

import pytest

from unit.openapi.documents import api_of, line_of, read_api


def test_parameters_of_the_path_and_of_the_operation() -> None:
    api = read_api(
        """
        openapi: 3.0.3
        paths:
          /a/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: page, in: query, schema: {type: integer, default: 1}}
            get:
              parameters:
                - {name: page, in: query, required: true, description: Which, schema: {}}
                - {name: page, in: header, schema: {type: string}}
                - $ref: '#/components/parameters/Trace'
        components:
          parameters: {Trace: {name: X-Trace, in: header}}
        """
    )
    operation = api.operation("/a/{id}")
    assert [(p.location, p.name, p.required) for p in operation.parameters] == [
        ("path", "id", True),
        ("query", "page", True),
        ("header", "page", False),
        ("header", "X-Trace", False),
    ]
    assert operation.parameters[1].description == "Which"
    assert operation.parameters[1].default is None
    assert api.found == []


@pytest.mark.parametrize(
    ("written", "style", "explode"),
    [
        ("in: query", "form", True),
        ("in: query, explode: false", "form", False),
        ("in: query, style: spaceDelimited", "spaceDelimited", False),
        ("in: query, style: deepObject, explode: true", "deepObject", True),
        ("in: cookie", "form", True),
        ("in: header", "simple", False),
        ("in: header, explode: true", "simple", True),
        ("in: path", "simple", False),
        ("in: path, style: matrix", "matrix", False),
        ("in: path, style: label, explode: true", "label", True),
    ],
)
def test_style_and_explode_have_defaults(written: str, style: str, explode: bool) -> None:
    api = api_of(f"parameters: [{{name: p, {written}}}]")
    parameter = api.operation().parameters[0]
    assert (parameter.style, parameter.explode) == (style, explode)


def test_content_parameters_and_defaults_behind_references() -> None:
    api = api_of(
        """
        parameters:
          - name: filter
            in: query
            allowReserved: true
            content: {application/json: {schema: {type: object}}}
          - {name: size, in: query, schema: {$ref: '#/components/schemas/Size'}}
          - {name: raw, in: querystring, content: {text/plain: {}}}
        """,
        "components: {schemas: {Size: {type: integer, default: 20}}}",
    )
    filter_, size, raw = api.operation().parameters
    assert filter_.content == "application/json"
    assert filter_.allow_reserved
    assert filter_.schema is not None
    assert filter_.schema.plain() == {"type": "object"}
    assert size.default is not None
    assert size.default.value == 20
    assert raw.location == "querystring"


def test_headers_that_others_set_are_never_required() -> None:
    api = api_of("parameters: [{name: Authorization, in: header, required: true}]")
    assert not api.operation().parameters[0].required


def test_a_part_of_the_path_that_none_declares() -> None:
    api = read_api("openapi: 3.1.0\npaths: {'/a/{id}': {get: {}}}")
    parameter = api.operation("/a/{id}").parameters[0]
    assert (parameter.name, parameter.location, parameter.required) == ("id", "path", True)
    assert api.found == ["AZ810 the path has {id}, which no parameter of GET declares"]


def test_a_parameter_that_the_path_has_no_place_for() -> None:
    api = read_api(
        """
        openapi: 3.1.0
        paths:
          /a/{userId}:
            get: {parameters: [{name: user_id, in: path, required: true}]}
        """
    )
    written, added = api.operation("/a/{userId}").parameters
    assert (written.name, written.required) == ("user_id", False)
    assert (added.name, added.required) == ("userId", True)
    assert [d.code for d in api.report.diagnostics] == ["AZ812", "AZ810"]
    assert api.report.diagnostics[0].help == "did you mean 'userId'?"


def test_bodies_and_responses() -> None:
    api = api_of(
        """
        requestBody: {$ref: '#/components/requestBodies/New'}
        responses:
          200:
            headers:
              X-Left: {required: true, schema: {type: integer}}
              X-Ref: {$ref: '#/components/headers/Ref'}
            content:
              application/json: {schema: {type: object}}
              text/csv: {}
          4xx: {description: wrong}
          default: {$ref: '#/components/responses/Error'}
          x-note: 5
        """,
        """
        components:
          requestBodies:
            New:
              required: true
              content:
                multipart/form-data: {schema: {type: object}, encoding: {f: {style: form}}}
          headers: {Ref: {schema: {type: string}}}
          responses: {Error: {content: {application/problem+json: {schema: {type: string}}}}}
        """,
    )
    operation = api.operation()
    assert operation.body is not None
    assert operation.body.required
    media = operation.body.media[0]
    assert media.content_type == "multipart/form-data"
    assert media.encoding is not None
    assert list(media.encoding.entries) == ["f"]
    assert [r.status for r in operation.responses] == ["200", "4XX", "default"]
    assert [m.content_type for m in operation.responses[0].media] == [
        "application/json",
        "text/csv",
    ]
    headers = operation.responses[0].headers
    assert [(h.name, h.required) for h in headers] == [("X-Left", True), ("X-Ref", False)]
    assert operation.responses[2].media[0].schema is not None
    assert api.found == []


def test_parts_in_other_files_keep_their_places() -> None:
    api = api_of(
        """
        parameters: [{$ref: 'parts.yaml#/p'}]
        responses: {200: {$ref: 'parts.yaml#/r'}}
        """,
        parts_yaml="""
        p: {name: page, in: query, schema: {$ref: '#/s'}}
        r: {content: {application/json: {schema: {$ref: '#/s'}}}}
        s: {type: integer}
        """,
    )
    operation = api.operation()
    assert operation.parameters[0].span.file.name == "parts.yaml"
    schema = operation.responses[0].media[0].schema
    assert schema is not None
    followed = api.refs.follow(schema)
    assert followed is not None
    assert followed.plain() == {"type": "integer"}


SECURITY = """
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key, description: Ask us}
    inQuery: {type: apiKey, in: query, name: key}
    inCookie: {type: apiKey, in: cookie, name: sid}
    token: {type: http, scheme: Bearer}
    user: {type: http, scheme: basic}
    digest: {type: http, scheme: digest}
    oauth: {type: oauth2, flows: {}}
    oidc: {type: openIdConnect}
    mtls: {type: mutualTLS}
security: [{oauth: [read]}]
"""


@pytest.mark.parametrize(
    ("name", "kind", "parameter"),
    [
        ("key", "header", "X-Key"),
        ("inQuery", "query", "key"),
        ("inCookie", "cookie", "sid"),
        ("token", "bearer", "Authorization"),
        ("user", "basic", "Authorization"),
        ("digest", "none", ""),
        ("oauth", "bearer", "Authorization"),
        ("oidc", "bearer", "Authorization"),
        ("mtls", "none", ""),
    ],
)
def test_security_schemes(name: str, kind: str, parameter: str) -> None:
    operation = api_of(f"security: [{{{name}: []}}]", SECURITY).operation()
    ((use,),) = operation.security
    assert (use.name, use.kind, use.parameter) == (name, kind, parameter)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("summary: inherits", [["oauth"]]),
        ("security: []", []),
        ("security: [{key: []}, {token: [], user: []}]", [["key"], ["token", "user"]]),
        ("security: [{}, {key: []}]", [[], ["key"]]),
    ],
)
def test_security_alternatives(written: str, expected: list[list[str]]) -> None:
    operation = api_of(written, SECURITY).operation()
    assert [[use.name for use in uses] for uses in operation.security] == expected


def test_an_unknown_scheme_is_reported_with_the_nearest() -> None:
    api = api_of("security: [{tokn: []}]", SECURITY)
    ((use,),) = api.operation().security
    assert use.kind == "none"
    assert api.found == ["AZ807 there is no security scheme 'tokn'"]
    assert api.report.diagnostics[0].help == "did you mean 'token'?"


@pytest.mark.parametrize(
    ("own", "item", "expected"),
    [
        ("https://op.example", "https://item.example", "https://op.example"),
        (None, "https://item.example/", "https://item.example"),
        (None, None, "https://root.example"),
        ("/relative", None, None),
    ],
)
def test_the_nearest_server_wins(own: str | None, item: str | None, expected: str | None) -> None:
    operation = f"servers: [{{url: '{own}'}}]" if own else "summary: s"
    path = f"    servers: [{{url: '{item}'}}]\n" if item else ""
    api = read_api(
        "openapi: 3.1.0\nservers: [{url: 'https://root.example'}]\n"
        f"paths:\n  /a:\n{path}    get: {{{operation}}}\n"
    )
    assert api.operation().server.url == expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("parameters: 5", "`parameters` is an array, not an integer"),
        ("parameters: [null]", "a parameter is an object, not null"),
        ("parameters: [{in: query}]", "this parameter has no name"),
        ("parameters: [{name: n}]", "the parameter 'n' cannot be sent: it has no `in`"),
        ("parameters: [{name: n, in: body}]", "`in` is 'body'"),
        ("parameters: [{name: n, in: query, style: matrix}]", "style 'matrix' does not exist"),
        ("requestBody: [1]", "a request body is an object, not an array"),
        ("requestBody: {content: x}", "`content` is an object, not a string"),
        ("responses: []", "`responses` is an object, not an array"),
        ("responses: {ok: {}}", "'ok' is no status code"),
        ("responses: {200: 5}", "a response is an object, not an integer"),
        ("responses: {200: {headers: 5}}", "`headers` is an object"),
        ("security: {}", "`security` is an array"),
        ("security: [x]", "a security requirement is an object"),
    ],
)
def test_broken_parts_are_reported_and_left_out(written: str, said: str) -> None:
    api = api_of(f"{written}\nsummary: still there")
    assert api.operation().summary == "still there"
    assert [d.code for d in api.report.diagnostics] == ["AZ806"]
    assert said in api.report.diagnostics[0].message
    assert not api.report.has_errors


def test_a_finding_points_at_the_broken_part() -> None:
    api = api_of("responses: {200: 5}")
    api.operation()
    assert line_of(api.report.diagnostics[0]) == "5}"
