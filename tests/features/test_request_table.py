"""The table of OpenAPI's "Style Examples": each style, explode, location and shape of value.

One workflow has a step for each cell; each cell runs as a step function of its own, and what is
compared is the raw request: the target as it stands in the request line, or the raw header.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from one_call import MODES, Made, Whatever, workflow

from playback import Mode, Unexpected, execute_step

COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}
SCHEMAS: dict[str, Any] = {
    "primitive": {"type": "string"},
    "array": {"type": "array", "items": {"type": "string"}},
    "object": {"type": "object", "additionalProperties": {"type": "integer"}},
    "any": {},
}
SHAPES = tuple(SCHEMAS)


@dataclass(frozen=True)
class Row:
    """A row of the table: what is sent for "", "blue", an array and an object.

    None stands where the specification has "n/a". A leading `~` marks what it leaves to the
    client, or has differently: see the comments.
    """

    location: str
    style: str
    explode: bool
    empty: str | None
    text: str | None
    array: str | None
    mapping: str | None

    @property
    def name(self) -> str:
        """The row's part of the names of its steps."""
        return f"{self.location}_{self.style}_{'exploded' if self.explode else 'whole'}".lower()


def rows(location: str, style: str, *lines: tuple[bool, Any, Any, Any, Any]) -> list[Row]:
    """The rows of one style."""
    return [Row(location, style, *line) for line in lines]


TABLE = [
    *rows(
        "path",
        "matrix",
        (
            False,
            ";color",
            ";color=blue",
            ";color=blue,black,brown",
            ";color=R,100,G,200,B,150",
        ),
        (
            True,
            ";color",
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";R=100;G=200;B=150",
        ),
    ),
    # The specification has "." for an empty label, which clients and servers take for a step
    # through the path.
    *rows(
        "path",
        "label",
        (False, "%2E", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        (True, "%2E", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ),
    # The specification has an empty segment for an empty value, which is refused: see below.
    *rows(
        "path",
        "simple",
        (False, None, "blue", "blue,black,brown", "R,100,G,200,B,150"),
        (True, None, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ),
    *rows(
        "header",
        "simple",
        (False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
        (True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ),
    *rows(
        "query",
        "form",
        (False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
        (
            True,
            "color=",
            "color=blue",
            "color=blue&color=black&color=brown",
            "R=100&G=200&B=150",
        ),
    ),
    *rows(
        "query",
        "spaceDelimited",
        (
            False,
            None,
            None,
            "color=blue%20black%20brown",
            "color=R%20100%20G%20200%20B%20150",
        ),
        # Not in the table since 3.0.4; before that, an exploded array was as in `form`.
        (True, None, None, "color=blue&color=black&color=brown", None),
    ),
    *rows(
        "query",
        "pipeDelimited",
        (
            False,
            None,
            None,
            "color=blue%7Cblack%7Cbrown",
            "color=R%7C100%7CG%7C200%7CB%7C150",
        ),
        (True, None, None, "color=blue&color=black&color=brown", None),
    ),
    *rows(
        "query",
        "deepObject",
        (True, None, None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ),
    # The specification joins exploded cookies of the style `form` with "&", and says that this
    # is wrong for cookies (Appendix D): they are sent as the cookies that are meant.
    *rows(
        "cookie",
        "form",
        (False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
        (
            True,
            "color=",
            "color=blue",
            "color=blue; color=black; color=brown",
            "R=100; G=200; B=150",
        ),
    ),
    *rows(
        "cookie",
        "cookie",
        (False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
        (
            True,
            "color=",
            "color=blue",
            "color=blue; color=black; color=brown",
            "R=100; G=200; B=150",
        ),
    ),
]


@functools.cache
def table(extra: str = "") -> Made:
    """A workflow with a step for each row and shape; `extra` is a flag of all parameters."""
    paths: dict[str, Any] = {}
    steps = []
    for row in TABLE:
        for shape in SHAPES:
            name = f"{row.name}_{shape}"
            path = f"/{name}/{{color}}/end" if row.location == "path" else f"/{name}"
            parameter = {
                "name": "color",
                "in": row.location,
                "style": row.style,
                "explode": row.explode,
                "required": row.location == "path",
                "schema": SCHEMAS[shape],
                **({extra: True} if extra else {}),
            }
            answer = {"200": {"description": ""}}
            operation = {"operationId": name, "parameters": [parameter], "responses": answer}
            paths[path] = {"get": operation}
            steps.append(
                f"{{stepId: {name}, operationId: {name}, parameters: "
                f"[{{name: color, in: {row.location}, value: $inputs.{shape}}}]}}"
            )
    return workflow(
        f"steps: [{', '.join(steps)}]",
        inputs="\n".join(f"{name}: {schema}" for name, schema in SCHEMAS.items()).replace("'", ""),
        sources={
            "openapi": "3.2.0",
            "info": {"title": "Table", "version": "1"},
            "servers": [{"url": "https://api.test"}],
            "paths": paths,
        },
    )


def send(row: Row, shape: str, value: Any, mode: Mode = "sync", extra: str = "") -> httpx.Request:
    """The request of one cell."""
    given = {} if value is None else {shape: value}
    outcome = execute_step(
        table(extra).module,
        f"{row.name}_{shape}",
        mode,
        [Whatever().reply({})],
        base_url="https://api.test",
        **given,
    )
    if outcome.error is not None:
        raise outcome.error
    return outcome.requests[0]


def raw(row: Row, request: httpx.Request) -> str | None:
    """The parameter as it stands in the request; None where it is not there."""
    target = request.url.raw_path.decode()
    if row.location == "path":
        return target.split("/", 2)[2].removesuffix("/end")
    if row.location == "query":
        return target.partition("?")[2] if "?" in target else None
    name = b"color" if row.location == "header" else b"Cookie"
    headers = dict(request.headers.raw)
    return headers[name].decode() if name in headers else None


CELLS = [
    pytest.param(row, shape, value, expected, id=f"{row.name}-{shape}-{kind}")
    for row in TABLE
    for kind, shape, value, expected in (
        ("empty", "primitive", "", row.empty),
        ("text", "primitive", "blue", row.text),
        ("array", "array", COLOURS, row.array),
        ("object", "object", RGB, row.mapping),
    )
    if expected is not None
]


@pytest.mark.parametrize(("row", "shape", "value", "expected"), CELLS)
def test_a_value_of_the_shape_that_the_schema_says(
    row: Row, shape: str, value: Any, expected: str
) -> None:
    assert raw(row, send(row, shape, value)) == expected


@pytest.mark.parametrize(("row", "shape", "value", "expected"), CELLS)
def test_a_value_whose_shape_no_schema_says(
    row: Row, shape: str, value: Any, expected: str
) -> None:
    for mode in MODES:
        assert raw(row, send(row, "any", value, mode)) == expected


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_value_that_is_absent(row: Row) -> None:
    if row.location == "path":
        with pytest.raises(Unexpected) as caught:
            send(row, "array", None)
        assert isinstance(caught.value.__cause__, TypeError)
    else:
        for shape in SHAPES:
            assert raw(row, send(row, shape, None)) is None


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
@pytest.mark.parametrize("value", [[], {}, [None], {"a": None}], ids=repr)
def test_a_value_with_nothing_in_it(row: Row, value: Any) -> None:
    """It is no parameter at all where there can be none (RFC 6570, section 2.3)."""
    if row.name in ("path_simple_whole", "path_simple_exploded", "path_matrix_exploded"):
        with pytest.raises(Unexpected) as caught:
            send(row, "any", value)
        assert isinstance(caught.value.__cause__, table("").module.UnsendableValue)
        return
    sent = raw(row, send(row, "any", value))
    nothing = {"query": None, "cookie": None if row.explode else "color=", "header": ""}
    if row.location == "path":
        assert sent in ("%2E", ";color")
    else:
        assert sent == nothing[row.location]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        (1.0, "1.0"),
        (0.1, "0.1"),
        (1e21, "1e+21"),
        (10**20, "100000000000000000000"),
    ],
)
def test_numbers_and_booleans_are_spelled_as_in_json(value: Any, text: str) -> None:
    for row in TABLE:
        plus = "+" if row.location in ("header", "cookie") else "%2B"
        spelled = text.replace("+", plus)
        sent = raw(row, send(row, "any", value))
        if row.text is not None:
            assert sent == row.text.replace("blue", spelled), row.name
        if row.array is not None:
            values = [COLOURS[0], value, COLOURS[2]]
            assert raw(row, send(row, "any", values)) == row.array.replace("black", spelled)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_null_members_are_left_out(row: Row) -> None:
    if row.array is not None:
        sent = raw(row, send(row, "any", [None, *COLOURS[:2], None, COLOURS[2]]))
        assert sent == row.array
    if row.mapping is not None:
        assert raw(row, send(row, "any", {"A": None, **RGB})) == row.mapping


SPECIAL = 'a/b?c#d[e]@f&g=h+i,j;k%l \u00e4"<>|^`{}'
ENCODED = "a%2Fb%3Fc%23d%5Be%5D%40f%26g%3Dh%2Bi%2Cj%3Bk%25l%20%C3%A4%22%3C%3E%7C%5E%60%7B%7D"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_what_is_special_in_a_value_is_percent_encoded(row: Row) -> None:
    if row.location not in ("path", "query"):
        return
    if row.text is not None:
        sent = raw(row, send(row, "any", SPECIAL))
        assert sent is not None
        assert sent.replace("+", "%20") == row.text.replace("blue", ENCODED)
    if row.array is not None:
        assert raw(row, send(row, "any", ["blue", SPECIAL, "brown"])) == row.array.replace(
            "black", ENCODED
        )
    if row.mapping is not None:
        mapping = row.mapping.replace("G", ENCODED).replace("100", ENCODED)
        assert raw(row, send(row, "any", {"R": SPECIAL, SPECIAL: 200, "B": 150})) == mapping


@pytest.mark.parametrize(
    ("style", "sent"),
    [
        # What may stand in a cookie stays (RFC 6265, section 4.1.1), and the comma of a list.
        ("form", "a/b?c#d[e]@f&g=h+i,j%3Bk%25l%20%C3%A4%22<>|^`{}"),
        ("cookie", 'a/b?c#d[e]@f&g=h+i,j%3Bk%l %C3%A4"<>|^`{}'),
    ],
)
def test_what_would_end_a_cookie_is_percent_encoded(style: str, sent: str) -> None:
    for row in TABLE:
        if row.style == style and row.location == "cookie":
            assert raw(row, send(row, "primitive", SPECIAL)) == f"color={sent}"
            assert raw(row, send(row, "any", SPECIAL)) == f"color={sent}"
    for row in TABLE:
        if row.style == style and row.location == "cookie" and row.explode:
            assert raw(row, send(row, "array", ["x", SPECIAL])) == f"color=x; color={sent}"


def test_reserved_characters_where_they_are_allowed() -> None:
    """Not those that would end the value, the query or the segment; triples stay."""
    value = "a/b?c#d[e]@f&g=h+i,j;k%l%2f:!$'()*"
    query = "a/b?c%23d%5Be%5D@f%26g=h%2Bi,j;k%25l%2f:!$'()*"
    path = "a%2Fb%3Fc%23d%5Be%5D@f&g=h+i,j;k%25l%2f:!$'()*"
    for row in TABLE:
        if row.location not in ("path", "query"):
            continue
        kept = path if row.location == "path" else query
        if row.text is not None:
            for shape in ("primitive", "any"):
                sent = raw(row, send(row, shape, value, extra="allowReserved"))
                assert sent == row.text.replace("blue", kept), row.name
        if row.array is not None:
            sent = raw(row, send(row, "array", [value, *COLOURS[1:]], extra="allowReserved"))
            assert sent == row.array.replace("blue", kept), row.name
