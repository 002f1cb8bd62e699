"""What a Retry-After header is understood as, whatever a server writes into it."""

from __future__ import annotations

import datetime
import math
import time
from unittest import mock

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from features.flow_documents import Feature
from playback import WALL_CLOCK

BOTH = Feature("""
    workflows:
      - workflowId: both
        steps:
          - stepId: one
            operationId: a
            onFailure: [{name: again, type: retry}]
            onSuccess:
              - name: goesOn
                type: goto
                stepId: one
                criteria: [{condition: $response.body#/state != 'done'}]
""")
OURS = datetime.datetime.fromtimestamp(WALL_CLOCK, datetime.UTC)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FORMS = ("IMF", "RFC 850", "asctime")

pytestmark = pytest.mark.standalone
quickly = settings(max_examples=200, deadline=None, derandomize=True)


def asked(header: str | bytes, date: str | bytes | None = None) -> float | None:
    """The seconds that a response asks for, by our clock of 2026-01-01."""
    texts = {"Retry-After": header} if date is None else {"Retry-After": header, "Date": date}
    raw = [(n.encode(), v if isinstance(v, bytes) else v.encode()) for n, v in texts.items()]
    with mock.patch("time.time", return_value=WALL_CLOCK):
        found: float | None = BOTH.module._retry_after(httpx.Response(503, headers=raw))
    return found


def spelled(moment: datetime.datetime, form: str) -> str:
    """A moment as HTTP spells it, without a locale."""
    day, month = DAYS[moment.weekday()], MONTHS[moment.month - 1]
    clock = f"{moment:%H:%M:%S}"
    if form == "RFC 850":
        return f"{day}, {moment:%d}-{month}-{moment.year % 100:02} {clock} GMT"
    if form == "asctime":
        return f"{day[:3]} {month} {moment.day:2} {clock} {moment.year:04}"
    return f"{day[:3]}, {moment:%d} {month} {moment.year:04} {clock} GMT"


moments = st.datetimes(
    datetime.datetime(1970, 1, 1), datetime.datetime(2068, 12, 31), timezones=st.just(datetime.UTC)
).map(lambda moment: moment.replace(microsecond=0))


@quickly
@given(moments, st.sampled_from(FORMS))
def test_a_date_of_each_form_is_utc(moment: datetime.datetime, form: str) -> None:
    wanted = max(0.0, (moment - OURS).total_seconds())
    assert asked(spelled(moment, form)) == wanted


@quickly
@given(moments, st.sampled_from(FORMS), moments, st.sampled_from(FORMS))
def test_a_date_is_held_against_that_of_its_response(
    moment: datetime.datetime, form: str, sent: datetime.datetime, sent_form: str
) -> None:
    wanted = max(0.0, (moment - sent).total_seconds())
    assert asked(spelled(moment, form), spelled(sent, sent_form)) == wanted


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_the_zone_of_the_machine_does_not_matter(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert asked("Thu Jan  1 00:00:09 2026") == 9.0
    finally:
        monkeypatch.undo()
        time.tzset()


NONSENSE = (
    "", "soon", "Thu", "0000-00-00", "Thu, 99 Jan 2026 00:00:00 GMT", "inf", "-inf", "nan", "1e9",
    "-3", "1.5", "+5", "1_000", "0x10", "\u0665", "5, 10", "5;q=1", "Thu, 01 Jan 2026",
    "Thu, 01 Jan 2026 25:00:00 GMT", "Thu, 01 Jan 99999999999 00:00:00 GMT",
    "Thu, \u0660\u0661 Jan 2026 00:00:09 GMT",
    "Thu, 01 Jan 2026 00:00:09 +" + "9" * 17, "Thu, 01 Jan 2026 00:00:09 -" + "9" * 17,
    "Thu, 01 Jan 2026 00:00:09 +9959", "Thu, 01 Jan 2026 " + "9" * 5000 + ":00:00 GMT",
)  # fmt: skip


@pytest.mark.parametrize("text", NONSENSE, ids=[text[:40] for text in NONSENSE])
def test_what_is_not_understood_is_no_header(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize("text", NONSENSE, ids=[text[:40] for text in NONSENSE])
def test_a_date_that_is_not_understood_is_none(text: str) -> None:
    assert asked("Thu, 01 Jan 2026 00:00:09 GMT", text) == 9.0
    assert asked("7", text) == 7.0


@pytest.mark.parametrize("digits", [1, 17, 20, 309, 400, 5000, 100_000])
def test_a_number_of_any_length_is_a_wait(digits: int) -> None:
    assert asked("9" * digits) == float("9" * digits)


PIECES = st.sampled_from(
    [*"0159+-:,. \t_\u0665\xb2", "Thu", "Thursday", "Jan", "2026", "9999", "10000", "00:00:09",
     "GMT", "UTC", "EST", "+0000", "-0000", "+2359", "9" * 17, "Thu,", "01-Jan-26", "inf", "e9"]
)  # fmt: skip
TEXTS = (
    st.lists(PIECES, max_size=9).map("".join)
    | st.lists(PIECES, max_size=9).map(" ".join)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(TEXTS | st.binary(max_size=30), TEXTS | st.binary(max_size=30))
@example("Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359")
@example("Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 0001 00:00:00 +2359")
def test_no_text_raises_or_gives_a_wait_that_is_none(text: str | bytes, date: str | bytes) -> None:
    wait = asked(text, date)
    assert wait is None or (wait >= 0 and not math.isnan(wait))
    if isinstance(text, str) and wait is not None and not text.strip().isdigit():
        assert any(month.lower() in text.lower() for month in MONTHS), "a wait without a date"


@quickly
@given(TEXTS, st.sampled_from([None, 0.0, 60.0, float("inf")]), st.floats(0, 1e12))
def test_no_text_makes_a_wait_that_sleep_refuses(
    text: str, timeout: float | None, after: float
) -> None:
    module = BOTH.module
    response = httpx.Response(503, headers=[(b"Retry-After", text.encode())])
    retries = module._Retries(module.Polling(timeout=timeout))
    if retries.due("again", 1, response, after):
        assert 0 <= retries.delay("again") <= 1e9
        assert not retries.due("again", 1, response, after)
    poll = module._Poll(module.Polling(timeout=timeout))
    try:
        wait = poll.delay("one", response)
    except module.PollTimeout:
        wait = math.nan if timeout is None else 0.0
    assert 0 <= wait <= 1e9
