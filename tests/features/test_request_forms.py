"""Url-encoded forms and multipart bodies."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from bodies import HOSTILE, sending, taking
from one_call import Fresh, Made, call, plain

# --- Forms --------------------------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"


def form(made: Made, **inputs: Any) -> list[tuple[str, str]]:
    """The fields of the form that is sent."""
    sent = made.sent(**inputs)
    assert sent.headers["Content-Type"].startswith(FORM)
    return parse_qsl(sent.content.decode(), keep_blank_values=True)


def test_a_form_given_as_a_map() -> None:
    made = sending(
        "{a: $inputs.a, b: [1, x], c: true, d: '', e: {k: 1}}",
        inputs="a: {type: string}",
        operation=taking(FORM),
    )
    rest = [("b", "1"), ("b", "x"), ("c", "true"), ("d", ""), ("e", '{"k":1}')]
    assert sorted(form(made, a="x&y=z ä")) == [("a", "x&y=z ä"), *rest]
    assert sorted(form(made)) == rest


def test_a_form_given_as_text() -> None:
    made = sending(
        "'grant_type=code&code={$inputs.code}&redirect_uri=http%3A%2F%2Fx'",
        inputs="code!: {type: string}",
        operation=taking(FORM),
    )
    assert form(made, code="abc") == [
        ("grant_type", "code"),
        ("code", "abc"),
        ("redirect_uri", "http://x"),
    ]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_cannot_break_out_of_a_form_text(value: str) -> None:
    made = sending(
        "'a={$inputs.a}&b={$inputs.b}'",
        inputs="a!: {type: string}\nb!: {type: integer}",
        operation=taking(FORM),
    )
    assert form(made, a=value, b=1) == [("a", value), ("b", "1")]


def test_a_field_of_a_form_text_is_left_out_where_its_value_is() -> None:
    made = sending(
        "'a={$inputs.a}&b=x{$inputs.b}&c=d'",
        inputs="a: {type: string}\nb: {type: string}",
        operation=taking(FORM),
    )
    assert sorted(form(made, b="y")) == [
        ("b", "xy"),
        ("c", "d"),
    ]
    assert form(made) == [("c", "d")]


def test_a_form_that_is_one_expression() -> None:
    made = sending("$inputs.fields", inputs="fields!: {type: object}", operation=taking(FORM))
    assert form(made, fields={"a": "1", "b": ["x", "y"]}) == [("a", "1"), ("b", "x"), ("b", "y")]


def test_the_styles_of_form_fields() -> None:
    schema = "{type: object, properties: {a: {type: array}, o: {type: object}}}"
    encoding = "{a: {style: form, explode: false}, o: {style: deepObject, explode: true}}"
    made = sending("{a: [1, 2], o: {k: v}}", operation=taking(FORM, schema, encoding))
    assert form(made) == [("a", "1,2"), ("o[k]", "v")]


def test_the_styles_of_fields_that_a_form_cannot_have_are_left_out() -> None:
    encoding = "{a: {style: form, explode: false}, o: {style: deepObject}}"
    plainly = sending("{b: x y}", operation=taking(FORM, encoding=encoding))
    assert "_styled_form" not in plainly.code
    assert form(plainly) == [("b", "x y")]
    one = sending("{a: [1, 2]}", operation=taking(FORM, encoding=encoding))
    assert '"o":' not in one.code
    assert form(one) == [("a", "1,2")]
    whole = sending("$inputs.f", inputs="f!: {}", operation=taking(FORM, encoding=encoding))
    assert form(whole, f={"o": {"k": "v"}}) == [("o[k]", "v")]


def test_a_replacement_may_set_a_field_with_a_style() -> None:
    operation = taking(FORM, encoding="{o: {style: deepObject}}")
    made = call(
        """
        requestBody:
          payload: {b: x}
          replacements: [{target: /o, value: {k: v}}]
        """,
        operation=operation,
    )
    assert sorted(form(made)) == [("b", "x"), ("o[k]", "v")]


# --- Multipart ----------------------------------------------------------------------------

MULTIPART = taking(
    "multipart/form-data",
    "{type: object, properties: {file: {type: string, format: binary}, name: {type: string},"
    " meta: {type: object}}}",
)


def parts(request: httpx.Request) -> list[tuple[str, str, str]]:
    """Each part's disposition, content type and text."""
    kind, content = plain(request)[2:]
    assert kind == "multipart/form-data; boundary=BOUNDARY"
    found = []
    for part in content.decode().split("--BOUNDARY\r\n")[1:]:
        head, _, body = part.partition("\r\n\r\n")
        disposition = re.search(r"Content-Disposition: form-data; (.*)", head)
        type_ = re.search(r"Content-Type: (.*)", head)
        assert disposition is not None
        text = body.removesuffix("\r\n--BOUNDARY--\r\n").removesuffix("\r\n")
        found.append((disposition[1].strip(), type_[1].strip() if type_ else "", text))
    return found


UPLOAD = "{file: $inputs.file, name: $inputs.name, meta: {a: [1]}, none: $inputs.none}"
UPLOADING = """
    file!: {type: string, format: binary}
    name!: {type: string}
    none: {type: string}
"""


@pytest.mark.parametrize(
    ("file", "disposition", "content_type"),
    [
        (b"data", 'name="file"; filename="file"', "application/octet-stream"),
        (("a.csv", b"data", "text/csv"), 'name="file"; filename="a.csv"', "text/csv"),
        (
            Fresh(lambda: ("b.txt", io.BytesIO(b"data"), "text/plain")),
            'name="file"; filename="b.txt"',
            "text/plain",
        ),
        (
            Fresh(lambda: io.BytesIO(b"data")),
            'name="file"; filename="file"',
            "application/octet-stream",
        ),
    ],
)
def test_a_file_in_a_multipart_body(file: Any, disposition: str, content_type: str) -> None:
    made = sending(UPLOAD, inputs=UPLOADING, operation=MULTIPART)
    sent = parts(made.sent(file=file, name='n"x'))
    assert (disposition, content_type, "data") in sent
    assert [text for place, _, text in sent if 'name="name"' in place] == ['n"x']
    assert [text for place, _, text in sent if 'name="meta"' in place] == ['{"a":[1]}']
    assert len(sent) == 3


def test_an_open_file_gives_its_name(tmp_path: Any) -> None:
    path = tmp_path / "report.bin"
    path.write_bytes(b"data")
    made = sending(UPLOAD, inputs=UPLOADING, operation=MULTIPART)
    sent = parts(made.sent(file=Fresh(lambda: path.open("rb")), name="n"))
    assert ('name="file"; filename="report.bin"', "application/octet-stream", "data") in sent


def test_the_content_types_of_parts() -> None:
    operation = taking(
        "multipart/form-data",
        "{type: object, properties: {meta: {type: object}, image: {type: string, format: binary}}}",
        "{meta: {contentType: application/json}, image: {contentType: image/png}}",
    )
    made = sending(
        "{meta: {a: 1}, image: $inputs.image}",
        inputs="image!: {type: string, format: binary}",
        operation=operation,
    )
    sent = parts(made.sent(image=b"png"))
    assert [(kind, text) for _, kind, text in sent] == [
        ("application/json", '{"a":1}'),
        ("image/png", "png"),
    ]


def test_a_multipart_body_without_files() -> None:
    made = sending("{a: 1, b: [x, y], c: true}", operation=taking("multipart/form-data"))
    assert [(place, text) for place, _, text in parts(made.sent())] == [
        ('name="a"', "1"),
        ('name="b"', "x"),
        ('name="b"', "y"),
        ('name="c"', "true"),
    ]


BRACKETS = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "payload",
    [
        "{'configuration[url]': a, 'events[]': [x]}",
        "'configuration[url]=a&events[]={$inputs.e}'",
    ],
)
def test_a_form_has_the_bracketed_names_that_its_schema_requires(payload: str) -> None:
    schema = (
        "{type: object, required: ['configuration[url]', 'events[]'], properties:"
        " {'configuration[url]': {type: string}, 'events[]': {type: array, items: {type: string}}}}"
    )
    made = call(
        f"requestBody: {{contentType: {BRACKETS}, payload: {payload}}}",
        inputs="e: {type: string}" if "$inputs.e" in payload else "",
        operation=f"requestBody: {{content: {{{BRACKETS}: {{schema: {schema}}}}}}}",
    )
    assert made.codes == []
    given = {"e": "x"} if "$inputs.e" in payload else {}
    assert made.body(**given) == "configuration%5Burl%5D=a&events%5B%5D=x"


def test_a_form_that_lacks_one_of_them() -> None:
    schema = "{type: object, required: ['c[url]'], properties: {'c[url]': {type: string}}}"
    made = call(
        f"requestBody: {{contentType: {BRACKETS}, payload: {{}}}}",
        operation=f"requestBody: {{content: {{{BRACKETS}: {{schema: {schema}}}}}}}",
    )
    assert made.codes == ["AZ611"]
