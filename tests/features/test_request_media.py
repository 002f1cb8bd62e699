"""Bodies by their media types: ranges, charsets, XML, encodings of parts, lines of JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import httpx
import pytest
from bodies import sending, taking
from one_call import Fresh, Made, Whatever, call, plain

# --- Content types ------------------------------------------------------------------------


def content_type(declared: str, payload: str = "$inputs.v", **inputs: Any) -> tuple[str, bytes]:
    """The Content-Type and the body for an operation that takes some media types."""
    made = sending(payload, inputs="v: {}", operation=f"requestBody: {{content: {declared}}}")
    sent = made.sent(**inputs)
    return sent.headers["Content-Type"], sent.content


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("{text/csv: {}, application/json: {}}", "application/json"),
        ("{application/xml: {}, application/vnd.a+json: {}}", "application/vnd.a+json"),
        ("{application/octet-stream: {}, text/plain: {}}", "application/octet-stream"),
        ("{'*/*': {}}", "application/json"),
        ("{'*/*': {schema: {format: binary}}}", "application/octet-stream"),
        ("{'application/*': {}}", "application/json"),
        ("{'text/*': {}}", "text/plain"),
        ("{'image/*': {}}", "application/octet-stream"),
        ("{'image/*': {}, application/pdf: {}}", "application/pdf"),
    ],
)
def test_which_content_type_an_operation_means(declared: str, kind: str) -> None:
    assert content_type(declared, v="x")[0] == kind


def test_a_file_says_what_it_is_where_the_operation_does_not() -> None:
    file = ("a.png", b"data", "image/png")
    assert content_type("{'image/*': {}}", v=file) == ("image/png", b"data")
    assert content_type("{image/gif: {}}", v=file) == ("image/gif", b"data")


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("text/plain", "é€".encode()),
        ("text/plain; charset=utf-8", "é€".encode()),
        ("text/plain; charset=windows-1252", "é€".encode("cp1252")),
        ('text/csv;charset="UTF-16LE"', "é€".encode("utf-16-le")),
        ("application/xml; charset=iso-8859-15", "é€".encode("iso-8859-15")),
    ],
)
@pytest.mark.parametrize("payload", ["é€", "$inputs.v"])
def test_text_is_in_the_charset_that_its_type_says(kind: str, sent: bytes, payload: str) -> None:
    made = sending(payload, inputs="v: {type: string}", operation=taking("a/b"), content=kind)
    request = made.sent(v="é€")
    assert (request.headers["Content-Type"], request.content) == (kind, sent)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("application/json; charset=utf-8", '{"a":"é€😀"}'.encode()),
        ("application/json; charset=iso-8859-1", b'{"a":"\\u00e9\\u20ac\\ud83d\\ude00"}'),
        ("application/json; charset=us-ascii", b'{"a":"\\u00e9\\u20ac\\ud83d\\ude00"}'),
        ('application/vnd.a+json;Charset="windows-1252"', b'{"a":"\\u00e9\\u20ac\\ud83d\\ude00"}'),
        ("application/json; charset=nothing", '{"a":"é€😀"}'.encode()),
    ],
)
@pytest.mark.parametrize("payload", ["{a: é€😀}", "{a: $inputs.v}", '\'{"a": "{$inputs.v}"}\''])
def test_json_is_in_the_charset_that_its_type_says(kind: str, sent: bytes, payload: str) -> None:
    made = sending(payload, inputs="v: {type: string}", operation=taking("a/b"), content=kind)
    request = made.sent(v="é€😀")
    assert (request.headers["Content-Type"], request.content) == (kind, sent)


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-32-be", "cp037", "shift_jis"])
def test_json_is_the_same_in_all_charsets(charset: str) -> None:
    kind = f"application/json; charset={charset}"
    made = sending("$inputs.v", inputs="v: {}", operation=taking("a/b"), content=kind)
    for value in ("é€😀", {"a": [1, None, "\n"]}, 5, False, []):
        assert json.loads(made.sent(v=value).content.decode(charset)) == value
    assert made.sent().content == b""
    lines = f"application/jsonl; charset={charset}"
    made = sending("[{a: $inputs.v}, 1]", inputs="v: {}", operation=taking("a/b"), content=lines)
    written = made.sent(v="é€😀").content.decode(charset)
    assert [json.loads(line) for line in written.splitlines()] == [{"a": "é€😀"}, 1]


@pytest.mark.parametrize("method", ["get", "head", "delete", "options", "query"])
def test_a_body_with_any_method(method: str) -> None:
    made = call(
        "requestBody: {payload: {a: 1}}",
        operation="requestBody: {content: {application/json: {}}}",
        method=method,
        api="openapi: 3.2.0",
    )
    sent = made.sent()
    assert (sent.method, sent.content) == (method.upper(), b'{"a":1}')


@pytest.mark.parametrize("kind", ["application/jsonl", "application/x-ndjson"])
def test_a_list_as_lines_of_json(kind: str) -> None:
    made = sending("[{a: 1}, $inputs.v]", inputs="v: {}", operation=taking(kind))
    sent = made.sent(v="x")
    assert (sent.headers["Content-Type"], sent.content) == (kind, b'{"a":1}\n"x"\n')
    made = sending("'{\"a\": 1}'", operation=taking(kind))
    assert made.body() == '{"a": 1}'


def test_an_iterator_of_bytes() -> None:
    made = sending("$inputs.v", inputs="v: {}", operation=taking("application/octet-stream"))
    assert made.sent(v=Fresh(lambda: iter([b"a", b"bc"]))).content == b"abc"


def test_another_attempt_sends_the_whole_file_again() -> None:
    made = call(
        """
        requestBody: {payload: $inputs.v}
        onFailure: [{name: again, type: retry, retryLimit: 1}]
        """,
        inputs="v!: {type: string, format: binary}",
        operation=taking("application/octet-stream"),
    )
    outcome = made.run(
        [Whatever().reply({}, status=503), Whatever().reply({})],
        v=Fresh(lambda: io.BytesIO(b"data")),
    )
    assert [request.content for request in outcome.requests] == [b"data", b"data"]


# --- XML ----------------------------------------------------------------------------------

PET = """
    components:
      schemas:
        Pet:
          type: object
          properties:
            id: {type: integer, xml: {attribute: true}}
            name: {type: string, xml: {name: called}}
            tags: {type: array, xml: {wrapped: true}, items: {type: string, xml: {name: tag}}}
            ages: {type: array, items: {type: integer, xml: {name: age}}}
            friends: {type: array, xml: {wrapped: true}, items: {$ref: '#/components/schemas/Pet'}}
            home:
              type: object
              xml: {prefix: h, namespace: http://h.test}
              properties: {street: {type: string, xml: {prefix: h}}}
        Root: {type: object, xml: {name: r, namespace: http://r.test}}
"""


def xml(payload: str, schema: str = "{$ref: '#/components/schemas/Pet'}", **inputs: Any) -> str:
    """The XML that is sent for a payload."""
    made = call(
        f"requestBody: {{payload: {payload}}}",
        inputs="v: {}",
        operation=f"requestBody: {{content: {{application/xml: {{schema: {schema}}}}}}}",
        api=PET,
    )
    assert made.sent(**inputs).headers["Content-Type"] == "application/xml"
    return made.body(**inputs)


@pytest.mark.parametrize(
    ("payload", "sent"),
    [
        ("{id: 1, name: 'A & <b>'}", '<Pet id="1"><called>A &amp; &lt;b&gt;</called></Pet>'),
        ("{tags: [a, b]}", "<Pet><tags><tag>a</tag><tag>b</tag></tags></Pet>"),
        ("{tags: []}", "<Pet><tags></tags></Pet>"),
        ("{ages: [1, 2]}", "<Pet><age>1</age><age>2</age></Pet>"),
        (
            "{home: {street: s}}",
            '<Pet><h:home xmlns:h="http://h.test"><h:street>s</h:street></h:home></Pet>',
        ),
        (
            "{friends: [{id: 2, name: b}]}",
            '<Pet><friends><friends id="2"><called>b</called></friends></friends></Pet>',
        ),
        ("{other: true, none: null}", "<Pet><other>true</other></Pet>"),
        ("{name: $inputs.v}", "<Pet></Pet>"),
    ],
)
def test_an_object_as_xml(payload: str, sent: str) -> None:
    assert xml(payload) == sent


def test_an_object_that_is_one_expression_as_xml() -> None:
    assert xml("$inputs.v", v={"id": '"', "ages": [1]}) == '<Pet id="&quot;"><age>1</age></Pet>'
    assert xml("$inputs.v", v="<own/>") == "<own/>"


def test_a_root_with_a_namespace_and_a_root_in_the_payload() -> None:
    assert xml("{a: 1}", "{$ref: '#/components/schemas/Root'}") == (
        '<r xmlns="http://r.test"><a>1</a></r>'
    )
    assert xml("{order: {id: [1, 2]}}", "{}") == "<order><id>1</id><id>2</id></order>"


def test_an_xml_payload_without_a_root() -> None:
    made = sending("{a: 1, b: 2}", operation=taking("application/xml"))
    assert made.codes == ["AZ607"]
    assert "one root" in made.built.report


# --- Forms and parts ----------------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("{a: {style: form, explode: false}}", "a=x%2Fy,z&o=%7B%22k%22%3A1%7D"),
        ("{a: {style: pipeDelimited}}", "a=x%2Fy%7Cz&o=%7B%22k%22%3A1%7D"),
        ("{a: {style: spaceDelimited}}", "a=x%2Fy%20z&o=%7B%22k%22%3A1%7D"),
        ("{a: {allowReserved: true}}", "a=x/y&a=z&o=%7B%22k%22%3A1%7D"),
        (
            "{a: {contentType: application/json}}",
            "a=%5B%22x%2Fy%22%2C%22z%22%5D&o=%7B%22k%22%3A1%7D",
        ),
        ("{o: {style: deepObject}}", "a=x%2Fy&a=z&o%5Bk%5D=1"),
        ("{o: {explode: true}}", "a=x%2Fy&a=z&k=1"),
    ],
)
def test_the_encoding_of_a_forms_fields(encoding: str, sent: str) -> None:
    made = sending("{a: [x/y, z], o: {k: 1}}", operation=taking(FORM, encoding=encoding))
    assert made.body() == sent


def parts(request: httpx.Request) -> list[str]:
    """The parts of a multipart body, as text."""
    content = plain(request)[3].decode()
    return [part.removesuffix("\r\n") for part in content.split("--BOUNDARY")[1:-1]]


def multipart(properties: str, encoding: str, payload: str, **inputs: Any) -> list[str]:
    """The parts that are sent."""
    schema = f"{{type: object, properties: {properties}}}"
    made: Made = sending(
        payload, inputs="v: {}", operation=taking("multipart/form-data", schema, encoding)
    )
    return parts(made.sent(**inputs))


def test_objects_are_parts_of_json() -> None:
    sent = multipart("{o: {type: object}}", "{}", "{o: {a: 1}, l: [{b: 2}], t: x}")
    assert sent == [
        '\r\nContent-Disposition: form-data; name="o"\r\nContent-Type: application/json\r\n\r\n'
        '{"a":1}',
        '\r\nContent-Disposition: form-data; name="l"\r\nContent-Type: application/json\r\n\r\n'
        '{"b":2}',
        '\r\nContent-Disposition: form-data; name="t"\r\n\r\nx',
    ]


def test_a_list_of_files() -> None:
    sent = multipart(
        "{f: {type: array, items: {type: string, format: binary}}}",
        "{f: {contentType: 'image/*, image/png'}}",
        "{f: $inputs.v}",
        v=[b"one", ("two.gif", b"two", "image/gif")],
    )
    assert [part.split("\r\n")[1:3] for part in sent] == [
        ['Content-Disposition: form-data; name="f"; filename="f"', "Content-Type: image/png"],
        ['Content-Disposition: form-data; name="f"; filename="two.gif"', "Content-Type: image/gif"],
    ]


def test_the_content_type_and_headers_of_a_part() -> None:
    headers = "{X-Kind: {schema: {const: note}}, X-Open: {schema: {type: string}}}"
    (sent,) = multipart(
        "{note: {type: string}}",
        f"{{note: {{contentType: text/markdown, headers: {headers}}}}}",
        "{note: '# hi'}",
    )
    lines = sent.split("\r\n")
    assert 'Content-Disposition: form-data; name="note"' in lines
    assert "Content-Type: text/markdown" in lines
    assert "X-Kind: note" in lines
    assert lines[-1] == "# hi"


def test_another_kind_of_multipart() -> None:
    made = sending("{a: 1}", operation=taking("multipart/mixed"))
    sent = made.sent()
    assert plain(sent)[2] == "multipart/mixed; boundary=BOUNDARY"
    assert len(parts(sent)) == 1
