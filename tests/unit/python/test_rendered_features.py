"""What rendered requests look like on the wire, and what rendered conditions and outputs mean."""

from __future__ import annotations

import json
import operator
import re
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from arazzo_gen import ir
from arazzo_gen.python.render import render
from arazzo_gen.record import replace
from unit.python import irs, programs
from unit.python.irs import INT, JSON, STR, body, equals, text
from unit.python.running import Played, both, load, play, reply

BODIES = programs.bodies()


def sent(module: ir.Module, **inputs: Any) -> httpx.Request:
    """The request that a run of one step sends."""
    played = both(module, lambda: [reply({})], **inputs)
    assert played.error is None, played.error
    return played.requests[0]


def test_parameter_styles() -> None:
    request = sent(programs.parameter_styles(), limit=5)
    assert request.url.raw_path.startswith(b"/m/;point=3,4/.a,b/x%2Fy,2/;color=red;size=m?")
    raw = request.url.query.decode()
    assert parse_qsl(raw) == [
        ("q", "a&b c"), ("inStock", "true"), ("limit", "5"), ("tags", "x"), ("tags", "y z"),
        ("ids", "1,2"), ("sizes", "s|m"), ("filter[color]", "red"), ("filter[size]", "m"),
        ("raw", "a/b?c"), ("json", '{"a":[1]}'),
    ]  # fmt: skip
    assert "raw=a/b?c" in raw
    assert request.headers["X-Ids"] == "1,2"
    assert request.headers["X-Map"] == "color=red,size=m"
    assert request.headers["Cookie"] == "session=a%20b%3Bc; limit=5"


def test_parameters_that_are_absent_are_left_out() -> None:
    request = sent(programs.parameter_styles())
    assert "limit" not in str(request.url)
    assert "X-Limit" not in request.headers
    request = sent(programs.plain_parameters(), tags=["a", "b c"], ratio=0.5)
    assert parse_qsl(request.url.query.decode()) == [
        ("page", "1"), ("tags", "a"), ("tags", "b c"), ("ratio", "0.5"),
    ]  # fmt: skip


def test_query_of_the_client_is_kept() -> None:
    loaded = load(programs.parameter_styles())
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return reply({})

    transport = httpx.MockTransport(answer)
    with httpx.Client(transport=transport, params={"key": "k"}) as client:
        loaded.run(client=client)
    assert seen[0].url.query.startswith(b"key=k&q=")


@pytest.mark.parametrize("value", ["..", ".", "a/../b", "a b", "ä", "?#"])
def test_a_path_value_stays_one_segment(value: str) -> None:
    module = irs.single(
        irs.request("GET", "/items/", irs.plain("id", ir.Input("id", STR)), "/x"),
        ir.Input("id", STR),
    )
    raw = sent(module, id=value).url.raw_path
    assert raw.count(b"/") == 3
    assert httpx.URL(f"http://h{raw.decode()}").path == f"/items/{value}/x"


def test_json_body_leaves_out_what_is_absent() -> None:
    bare = {"fixed": [1, None, {"a": True}], "inner": {}, "list": ["z"], "none": None}
    assert json.loads(sent(BODIES["json"]).content) == bare
    full = json.loads(sent(BODIES["json"], name="N", note="o", free={"x": 1}).content)
    assert full == bare | {"name": "n-N", "inner": {"note": "o", "id": 1}, "list": ["N", "o", "z"]}


def test_json_body_of_another_media_type() -> None:
    request = sent(BODIES["patch"], free={"a": None})
    assert request.headers["Content-Type"] == "application/merge-patch+json"
    assert json.loads(request.content) == {"a": None}
    assert sent(BODIES["json_input"]).content == b""


def test_form_bodies() -> None:
    pairs = parse_qsl(sent(BODIES["form"], name="p&q").content.decode())
    assert sorted(pairs) == [
        ("grant_type", "client_credentials"), ("name", "p&q"), ("scope", "a"), ("scope", "b"),
    ]  # fmt: skip
    pairs = parse_qsl(sent(BODIES["odd_form"], free={"a": [1]}).content.decode())
    assert sorted(pairs) == [
        ("free", '{"a":[1]}'), ("list", "1"), ("list", "false"), ("yes", "true"),
    ]  # fmt: skip
    styled = sent(BODIES["styled_form"], free={"a": 1})
    assert styled.content == b"ids=1%7C2&free%5Ba%5D=1"


def test_multipart_body() -> None:
    module = BODIES["multipart"]
    loaded = load(module)
    for file in (b"PNG", ("p.png", b"PNG", "image/webp")):
        played = play(loaded, [reply({})], is_async=False, note="n", photo=file)
        content = played.requests[0].content
        assert b'name="note"\r\n\r\nn' in content
        assert b"PNG" in content
        assert (b"image/webp" if isinstance(file, tuple) else b"image/png") in content


def test_text_xml_and_binary_bodies() -> None:
    assert sent(BODIES["text"], name="Bob").content == b"Hello Bob"
    assert sent(BODIES["xml"], name="<a/>").headers["Content-Type"] == "application/xml"
    assert sent(BODIES["binary"], photo=b"\x00\xff").content == b"\x00\xff"


def test_replacements_do_not_touch_the_callers_value() -> None:
    free = {"quantity": 1, "address": {"street": "S"}, "list": ["old"]}
    request = sent(BODIES["replaced"], free=free, name="Rome", note="first")
    assert json.loads(request.content) == {
        "quantity": 4,
        "address": {"street": "S", "city": "Rome"},
        "list": ["first", "new"],
    }
    assert free == {"quantity": 1, "address": {"street": "S"}, "list": ["old"]}


def test_replacements_at_jsonpaths() -> None:
    free = {
        "items": [{"price": 1, "note": "x"}, {"price": 3, "note": "y", "last": 0, "first": 0}],
        "deep": [{"secret": "s"}],
        "secret": "t",
        "a": [9, 9],
        "b": {"k": 9},
    }
    request = sent(programs.replaced_nodes(), free=free)
    assert json.loads(request.content) == {
        "items": [{"price": 1, "note": 0}, {"price": 3, "note": "y", "last": 1, "first": 0}],
        "deep": [{"secret": 3}],
        "secret": 3,
        "a": [4, 4],
        "b": {"k": 4},
    }


def test_xml_in_and_out() -> None:
    answer = "<order><id>12</id><item name='b'>B</item></order>"
    played = both(programs.xml(), lambda: [httpx.Response(200, text=answer)], name="b")
    assert (played.result.id, played.result.named) == ("12", "B")
    assert played.requests[0].content == b"<order><id>7</id></order>"
    refused = both(programs.xml(), lambda: [httpx.Response(200, text="no xml")], name="b")
    assert type(refused.error).__name__ == "StepFailed"


def test_defaults_and_unset() -> None:
    plain = {"limit": 25, "tags": ["a"], "free": {"a": 1}}
    assert json.loads(sent(programs.defaults()).content) == plain
    assert json.loads(sent(programs.defaults(), note=None).content) == plain | {"note": None}


def test_credentials_are_sent_only_when_given() -> None:
    module = programs.credentials()
    played = both(module, lambda: [reply({})] * 2, api_url="http://h")
    assert "authorization" not in played.requests[0].headers
    given = {f"{kind}_auth": kind for kind in ("bearer", "header", "query", "cookie")}
    played = both(module, lambda: [reply({})] * 2, api_url="http://h", basic_auth="u:p", **given)
    first, second = played.requests
    assert first.headers["authorization"] == "Bearer bearer"
    assert first.headers["X-header"] == "header"
    assert first.url.params["X-query"] == "query"
    assert first.headers["cookie"] == "X-cookie=cookie"
    assert second.headers["authorization"] == "Basic dTpw"


def test_what_is_added_to_a_credential_is_said_also_where_the_document_describes_it() -> None:
    text = " ".join((load(programs.credentials()).run.__doc__ or "").split())
    assert "bearer_auth: For the scheme `bearer`, sent as a Bearer token; " in text
    assert 'For *the* `shop`. "user:password", sent as HTTP Basic; the client\'s own auth' in text


@pytest.mark.parametrize("is_async", [False, True])
def test_step_timeout(is_async: bool) -> None:
    module = programs.credentials()
    answers: list[Any] = [reply({}), httpx.ReadTimeout("slow")]
    played = play(load(module), answers, is_async=is_async, api_url="http://h")
    assert type(played.error).__name__ == "StepFailed"
    assert isinstance(played.error.__cause__, httpx.TimeoutException)  # type: ignore[union-attr]
    # The step has 2.5 seconds, and httpx would give every phase 5.
    limits = [request.extensions["timeout"] for request in played.requests]
    assert [set(phases.values()) for phases in limits] == [{5.0}, {2.5}]


def test_a_phase_of_a_client_stays_shorter_than_the_step() -> None:
    loaded = load(programs.credentials())
    given = httpx.Timeout(1.0, read=9.0, pool=None)
    assert loaded._phases_within(given, 2.5).as_dict() == {
        "connect": 1.0,
        "read": 2.5,
        "write": 1.0,
        "pool": 2.5,
    }


def holds(cond: ir.Cond, answer: Any, *leaves: ir.Input, **inputs: Any) -> bool:
    """Whether a condition holds for a response's body."""
    module = replace(programs.conditions(cond, leaves=leaves), client="sync")
    played: Played = play(load(module), [reply(answer)], is_async=False, **inputs)
    assert played.error is None or type(played.error).__name__ == "StepFailed", played.error
    return played.error is None


S, LIMIT = body("s"), ir.Input("limit", STR)


@pytest.mark.parametrize(("op", "opposite"), [("==", "!="), ("!=", "==")])
def test_a_length_that_must_hold_is_refused_with_the_opposite(op: Any, opposite: str) -> None:
    text = render(programs.conditions(ir.Length(op, S, 2)))
    assert re.search(rf"    if _length\(.+\) {opposite} 2:\n", text)


ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@pytest.mark.parametrize("op", ORDERS)
@pytest.mark.parametrize("size", [0, 1, 2, -1, 1.5])
def test_a_length_is_in_an_order_where_there_is_one(op: Any, size: float) -> None:
    for value in ([], "ab", {"a": 1}, None, 7, True):
        sized = isinstance(value, list | str | dict)
        expected = sized and ORDERS[op](len(value), size)  # type: ignore[arg-type]
        assert holds(ir.Length(op, S, size), {"s": value}) is expected, value
        assert holds(ir.Not(ir.Length(op, S, size)), {"s": value}) is not expected, value


def test_lengths_take_no_support_for_orders_and_are_read_once() -> None:
    short, long = ir.Length("<", S, 9), ir.Length(">", S, 1)
    text = render(programs.conditions(ir.Any((long, ir.Length("==", S, 0))), short))
    assert "_compare" not in text
    assert text.count("_length(_get(") == text.count('s_length = _length(_get(body, "s"))') == 1
    assert "    if not ((s_length or 0) > 1 or s_length == 0):\n" in text
    assert "    if s_length is None or s_length >= 9:\n" in text
    assert '    if (_length(_get(body, "s")) or 0) <= 1:\n' in render(programs.conditions(long))


@pytest.mark.parametrize(
    ("constant", "value", "loose", "strict"),
    [
        ("paid", "PAID", True, False),
        ("paid", "paid", True, True),
        ("5", 5, True, False),
        (5, "5.0", True, False),
        (5, 5.0, True, True),
        ("5", "5.0", False, False),
        (1, True, False, False),
        (0, False, False, False),
        (True, 1, False, False),
        (True, True, True, True),
        (False, 0, False, False),
        (None, None, True, True),
        (None, 0, False, False),
        (None, "", False, False),
        ("", None, False, False),
        ("nan", "nan", True, True),
        (0, "", False, False),
        ([1], [1], True, True),
        ([1], [True], False, False),
    ],
)
def test_equality(constant: Any, value: Any, loose: bool, strict: bool) -> None:
    for means, wanted in ((True, loose), (False, strict)):
        cond = equals(S, constant, loose=means)
        assert holds(cond, {"s": value}) is wanted
        assert (
            holds(ir.Compare("!=", S, ir.Const(constant, JSON), means), {"s": value}) is not wanted
        )
        dynamic = ir.Compare("==", S, body("other"), means)
        assert holds(dynamic, {"s": value, "other": constant}) is wanted


@pytest.mark.parametrize(
    ("op", "left", "right", "loose", "strict"),
    [
        ("<", 1, 2, True, True),
        (">=", 10, "9.5", True, False),
        ("<", "a", "B", True, False),
        ("<=", None, None, False, True),
        ("<", None, 1, False, False),
        (">", "x", 1, False, False),
        (">", True, 0, False, False),
        (">=", [1], [1], False, True),
        ("<", {}, {}, False, False),
    ],
)
def test_order(op: Any, left: Any, right: Any, loose: bool, strict: bool) -> None:
    for means, wanted in ((True, loose), (False, strict)):
        cond = ir.Compare(op, S, body("other"), means)
        assert holds(cond, {"s": left, "other": right}) is wanted


@pytest.mark.parametrize(
    ("cond", "answer", "wanted"),
    [
        (equals(S, "a", "b"), {"s": "B"}, True),
        (equals(S, "a", 1), {"s": "1"}, True),
        (ir.Truthy(S), {"s": 0}, True),
        (ir.Truthy(S), {"s": False}, False),
        (ir.Truthy(S), [], False),
        (ir.Exists(S), {"s": None}, True),
        (ir.Exists(S), {}, False),
        (ir.Exists(body("a", 0)), {"a": "text"}, False),
        (ir.Exists(body("a", 0)), {"a": {"0": 1}}, True),
        (ir.Not(ir.Exists(S)), "text", True),
        (ir.Length("==", S, 2), {"s": [1, 2]}, True),
        (ir.Length(">", S, 0), {"s": 5}, False),
        (ir.Matches(S, "^a.c$"), {"s": "abc"}, True),
        (ir.Matches(S, "^12"), {"s": 123}, True),
        (ir.Matches(S, "null"), {}, False),
        (ir.Matches(ir.StatusCode(INT), r"^2\d{2}$"), {}, True),
        (equals(ir.StatusCode(INT), "200"), {}, True),
        (ir.Compare("<", ir.StatusCode(INT), ir.Const("200", STR)), {}, False),
        (ir.Not(ir.Compare(">", ir.StatusCode(INT), ir.Const(299, INT))), {}, True),
        (ir.Any(()), {}, False),
        (ir.All(()), {}, True),
        (equals(body("a", "b", 1), 3), {"a": {"b": [0, 3]}}, True),
        (equals(body("0"), 3), [3], False),
        (equals(ir.RequestUrl(STR), "https://api.example/x"), {}, True),
        (equals(ir.ResponseHeader("content-TYPE", STR), "application/json"), {}, True),
    ],
)
def test_conditions(cond: ir.Cond, answer: Any, wanted: bool) -> None:
    assert holds(cond, answer) is wanted


def test_patterns_made_at_run_time() -> None:
    cond = ir.Matches(S, text("^", LIMIT))
    assert holds(cond, {"s": "shipped"}, LIMIT, limit="sh")
    assert not holds(cond, {"s": "shipped"}, LIMIT, limit="(")
    assert not holds(cond, {"s": "shipped"}, LIMIT)


def test_body_that_is_no_json_gives_nothing() -> None:
    module = programs.conditions(equals(S, None))
    played = both(module, lambda: [httpx.Response(200, content=b"\xff{")])
    assert played.error is None


def test_outputs_of_every_kind() -> None:
    answer = {"item": {"id": "1"}, "items": [1, None], "pair": [1, "a"]}
    played = both(programs.outputs(), lambda: [reply(answer)], tags=["t"])
    result = played.result
    assert result.nodes == [1, None]
    assert result.last is None
    assert result.label == "code 200 of 1"
    assert "label" not in repr(result)
    assert (result.tags, result.code, result.whole) == (["t"], 200, answer)
    missing = both(programs.outputs(), lambda: [reply({})], tags=["t"])
    assert repr(missing.error).startswith("MissingValue")


def test_types_are_written_only_where_a_module_has_them() -> None:
    loaded = load(programs.outputs())
    assert set(loaded.Item.__annotations__) == {"id", "tags", "parent"}
    assert set(loaded.Odd.__annotations__) == {"x-y", "class"}
