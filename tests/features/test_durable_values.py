"""The durable form and values: inputs and secrets that a run leaves out, servers, XML.

Each run is killed at each of its moments, and goes on (`crash.py`).
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from crash import Ended, crash_everywhere
from features.one_call import Made, call
from playback import Exchange, execute, on

DURABLE = ("--durable",)


def ended(made: Made, exchanges: list[Exchange], **given: Any) -> Ended:
    """How the durable run ends, which ends as `run` does after each crash."""
    outcome = execute(made.module, "async", exchanges, **given)
    return crash_everywhere(made.module, exchanges, given, outcome)


def args_of(run: Ended, event: int = 0) -> dict[str, Any]:
    """The arguments of an event, as they are stored."""
    found: dict[str, Any] = json.loads(run.store.events[event][2])
    return found


SIZES = """
    note: {type: string}
    size: {type: [integer, 'null']}
    kind: {type: string, default: plain}
"""


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {"kind": "plain"}),
        ({"size": None}, {"size": None, "kind": "plain"}),
        ({"note": "", "size": 0, "kind": "x"}, {"note": "", "size": 0, "kind": "x"}),
    ],
)
def test_an_input_that_is_left_out_is_a_key_that_is_not_there(
    given: dict[str, Any], sent: dict[str, Any]
) -> None:
    made = call(
        """
        requestBody: {payload: {note: $inputs.note, size: $inputs.size, kind: $inputs.kind}}
        outputs: {id: $response.body#/id}
        """,
        inputs=SIZES,
        flags=DURABLE,
    )
    run = ended(made, [on("POST", "/call", json=sent).reply({"id": 1})], **given)
    assert ("size" in args_of(run)) == ("size" in sent)


@pytest.mark.parametrize("type_", ["string", "[string, 'null']"])
@pytest.mark.parametrize("default", ["", ", default: anonymous"])
@pytest.mark.parametrize("given", [{}, {"token": "s3cret-word"}])
def test_a_secret_that_is_left_out_is_not_sent(
    type_: str, default: str, given: dict[str, Any]
) -> None:
    made = call(
        """
        parameters: [{name: X-Auth-Token, in: header, value: $inputs.token}]
        requestBody: {payload: {password: $inputs.token}}
        outputs: {id: $response.body#/id}
        """,
        inputs=f"token: {{type: {type_}, format: password{default}}}",
        operation="parameters: [{name: X-Auth-Token, in: header, schema: {type: string}}]",
        flags=DURABLE,
    )
    sent = given.get("token", "anonymous" if default else None)
    asked = on(
        "POST",
        "/call",
        headers={"X-Auth-Token": sent},
        json={} if sent is None else {"password": sent},
    )
    run = ended(made, [asked.reply({"id": 1})], **given)
    assert args_of(run).keys() == {"account", "idempotency_key"}


REGIONS = """
servers:
- url: https://{region}.api.test/{version}
  variables: {region: {default: eu, enum: [eu, us]}, version: {default: v1}}
"""


@pytest.mark.parametrize(
    ("given", "host", "path"),
    [
        ({}, "eu.api.test", "/v1/call"),
        ({"api_region": "us", "api_version": "v2"}, "us.api.test", "/v2/call"),
    ],
)
def test_the_server_of_a_run_is_that_of_steps(given: dict[str, Any], host: str, path: str) -> None:
    made = call("outputs: {id: $response.body#/id}", api=REGIONS, flags=DURABLE)
    ended(made, [on("POST", path, host=host).reply({"id": 1})], **given)


XML = """
responses:
  '200':
    description: ''
    content: {application/xml: {schema: {type: object}}}
"""
LOOKS = """
outputs: {state: $response.body}
successCriteria:
- {condition: $statusCode == 200}
- context: $response.body
  condition: count(/job/error) = 0
  type: &xpath {type: xpath, version: xpath-10}
onSuccess:
- name: again
  type: goto
  stepId: call
  criteria: [{context: $response.body, condition: //state = 'queued', type: *xpath}]
- {name: done, type: end}
"""


@pytest.mark.parametrize("last", ["<job><state>done</state></job>", "<job><error/></job>"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_criteria_in_xpath_are_decided_where_the_response_is(method: str, last: str) -> None:
    made = call(LOOKS, operation=XML, method=method, flags=DURABLE)
    asked = on(method.upper(), "/call")
    headers = {"Content-Type": "application/xml"}
    bodies = ["<job><state>queued</state></job>"] * 2 + [last]
    polling = made.module.Polling(jitter=0)
    run = ended(made, [asked.reply(text=t, headers=headers) for t in bodies], polling=polling)
    assert (run.error is None) == ("done" in last)
    kinds = [kind for kind, *_ in run.store.events]
    assert kinds.count("poll" if method == "get" else "step") == (1 if method == "get" else 3)
