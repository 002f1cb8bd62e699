"""Keys stay out of logs, if the caller does what docs/clients.md says, and out of errors always."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import re
import runpy
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from one_call import Made, call

from playback import assert_hidden
from refresh import ROOT

KEY = "hunter2"
API = """
    components:
      securitySchemes:
        query: {type: apiKey, in: query, name: key}
        header: {type: apiKey, in: header, name: X-Key}
        sid: {type: apiKey, in: cookie, name: sid}
"""
POLLS = """\
outputs: {a: $response.body#/a}
successCriteria: [{condition: $statusCode == 200}]
onFailure:
- {name: wait, type: goto, stepId: call, criteria: [{condition: $statusCode == 202}]}
"""
IN_PATH = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"


def polling(scheme: str) -> Made:
    """A client that sends its key in one place, and polls."""
    return call(POLLS, operation=f"security: [{{{scheme}: []}}]", api=API, method="get")


PLACES: dict[str, tuple[Made, dict[str, str]]] = {
    "query": (polling("query"), {"query": KEY}),
    "header": (polling("header"), {"header": KEY}),
    "cookie": (polling("sid"), {"sid": KEY}),
    "path": (
        call(
            f"parameters: [{{name: id, in: path, value: $inputs.v}}]\n{POLLS}",
            operation=IN_PATH,
            path="/{id}/x",
            method="get",
            inputs="v!: {type: string, format: password}",
        ),
        {"v": KEY},
    ),
}


def raises(error: Callable[[httpx.Request], Exception]) -> Callable[[httpx.Request], Any]:
    """A transport that gives no answer."""

    def handler(request: httpx.Request) -> httpx.Response:
        raise error(request)

    return handler


def redirects(where: str) -> Callable[[httpx.Request], Any]:
    """A server that redirects, to a place that holds what came to it."""

    def handler(request: httpx.Request) -> httpx.Response:
        sent = f"{request.url.raw_path.decode()[1:]} {request.headers}"
        location = where.replace("{sent}", KEY if KEY in sent else "none")
        return httpx.Response(302, headers={"Location": location})

    return handler


ANSWERS: dict[str, Callable[[httpx.Request], Any]] = {
    "an error": lambda request: httpx.Response(500, json={"key": KEY}),
    "still running": lambda request: httpx.Response(202),
    "a body that is too short": lambda request: httpx.Response(
        200, headers={"Content-Encoding": "gzip"}, content=KEY.encode()
    ),
    "no connection": raises(lambda request: httpx.ConnectError("refused", request=request)),
    "a loop": redirects("/{sent}"),
    "another scheme": redirects("ftp://{sent}/"),
    "no port": redirects("http://{sent}@x.test:none/{sent}?key={sent}#{sent}"),
    "no host": redirects("http://{sent}:{sent}@[none]/{sent}?key={sent}"),
    "no IDNA host": redirects("http://xn--none-/{sent}?key={sent}"),
    "a long host": redirects("http://" + 70 * "a" + "/{sent}?key={sent}"),
    "a long URL": redirects("/" + 9_400 * "{sent}"),
    "a control character": redirects("/{sent}\x7f"),
}


def texts(error: BaseException) -> Iterator[str]:
    """All that a program may show of an error, of its causes, of its copies."""
    for each in (error, copy.copy(error), pickle.loads(pickle.dumps(error))):
        yield from (str(each), repr(each), str(each.args), *getattr(each, "__notes__", ()))
        yield "".join(traceback.format_exception(each))


def outcomes(made: Made, handler: Callable[[httpx.Request], Any], **given: Any) -> list[Any]:
    """The errors of both clients, which follow redirects."""
    options: dict[str, Any] = {
        "transport": httpx.MockTransport(handler), "follow_redirects": True
    }  # fmt: skip
    given["polling"] = made.module.Polling(timeout=0)

    async def main() -> Any:
        async with httpx.AsyncClient(**options) as client:
            return await made.module.run_async(client=client, **given)

    found = []
    runs = (
        lambda: made.module.run(client=httpx.Client(**options), **given),
        lambda: asyncio.run(main()),
    )
    for run in runs:
        with pytest.raises(made.module.WorkflowError) as raised:
            run()
        found.append(raised.value)
    return found


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("place", PLACES)
def test_no_error_shows_a_key(place: str, answer: str) -> None:
    made, given = PLACES[place]
    for error in outcomes(made, ANSWERS[answer], **given):
        assert_hidden(error, KEY)
        for text in texts(error):
            assert KEY not in text


LONG = 9_400 * KEY
UNSENDABLE: dict[str, tuple[str, dict[str, Any]]] = {
    "no encoding": ("query", {"query": KEY + "\ud800"}),
    "a long query": ("query", {"query": LONG}),
    "a line break": ("header", {"header": KEY + "\n"}),
    "a semicolon": ("cookie", {"sid": KEY + ";"}),
    "a long path": ("path", {"v": LONG}),
    "no encoding in the path": ("path", {"v": KEY + "\ud800"}),
    "a number in the path": ("path", {"v": {KEY: object()}}),
    "nothing in the path": ("path", {"v": ""}),
    "no port": ("query", {"query": KEY, "api_url": f"https://api:{KEY}"}),
    "no host": ("query", {"query": KEY, "api_url": f"https://[{KEY}]"}),
    "no IDNA host": ("query", {"query": KEY, "api_url": f"https://{KEY}\u2028\u00e9"}),
    "a query in the base": ("query", {"query": KEY, "api_url": f"https://api.test?key={KEY}"}),
    "a control character": ("query", {"query": KEY, "api_url": f"https://api.test/{KEY}\x7f"}),
}


@pytest.mark.parametrize("case", UNSENDABLE)
def test_what_is_not_sent_shows_no_key(case: str) -> None:
    place, given = UNSENDABLE[case]
    made = PLACES[place][0]
    for error in outcomes(made, ANSWERS["an error"], **given):
        assert isinstance(error, made.module.UnsendableValue)
        assert_hidden(error, KEY)
        for text in texts(error):
            assert KEY not in text


def test_a_value_that_is_missing_shows_no_key() -> None:
    made = call(
        f"parameters: [{{name: id, in: path, value: $inputs.v}}]\n{POLLS}",
        operation=f"{IN_PATH}\nsecurity: [{{query: []}}]",
        api=API,
        path="/{id}/x",
        inputs="v: {type: string}",
    )
    for error in outcomes(made, ANSWERS["an error"], query=KEY):
        assert isinstance(error, made.module.MissingValue)
        for text in texts(error):
            assert KEY not in text


# --- Logs -------------------------------------------------------------------------------


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that is logged at INFO and above, with the levels of httpx put back at the end."""
    names = ("httpx", "httpcore")
    levels = {name: logging.getLogger(name).level for name in names}
    caplog.set_level(logging.INFO)
    yield caplog
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def recipe() -> str:
    """The code that docs/clients.md gives."""
    text = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
    section = re.search(r"^## Keys in logs\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert section is not None
    (code,) = re.findall(r"```python\n(.*?)```", section[1], re.DOTALL)
    return str(code)


@pytest.mark.parametrize("place", ["query", "path"])
def test_the_documented_recipe_keeps_keys_out_of_logs(
    place: str, log: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    made, given = PLACES[place]
    outcomes(made, ANSWERS["an error"], **given)
    assert KEY in log.text, "httpx logs URLs at INFO: without the recipe they are there"
    log.clear()
    (tmp_path / "recipe.py").write_text(recipe(), encoding="utf-8")
    runpy.run_path(str(tmp_path / "recipe.py"))
    outcomes(made, ANSWERS["an error"], **given)
    outcomes(made, ANSWERS["a loop"], **given)
    assert KEY not in log.text
    logging.getLogger("a.program").info("its own lines are still written")
    assert "its own lines" in log.text
