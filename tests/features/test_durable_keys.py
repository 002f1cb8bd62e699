"""The durable form and idempotency keys, accounts, and what a run has stored of its secrets.

Who asks twice has the same key; whose keys are looked up is stored, and they are not.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from crash import Died, MemoryJournal, Store, crash_everywhere, run_durable
from features.one_call import Made, call
from features.test_durable_runs import NESTED, nested
from playback import Clock, execute, on

DURABLE = ("--durable",)


def header(name: str, schema: str = "{type: string}") -> str:
    """An operation with a header."""
    return f"parameters: [{{name: {name}, in: header, schema: {schema}}}]"


def sent(made: Made, **given: Any) -> httpx.Request:
    """The one request of a durable run."""
    return run_durable(made.module, [on("POST", "/call").reply({})], given).requests[0]


@pytest.mark.parametrize(
    "name",
    [
        "idempotency_key",
        "X-Idempotency-Key",
        "Idempotence-Key",
        "IdempotentKey",
        "Client-Token",
        "client_request_token",
        "Client-Request-Id",
        "PayPal-Request-Id",
        "idempotency-token",
        "X-Idempotency-ID",
        "Idempotency-UUID",
    ],
)
def test_a_key_is_sent_in_the_header_that_takes_one(name: str) -> None:
    assert sent(call("", operation=header(name), flags=DURABLE)).headers[name] == "run-1-call"


def test_a_key_is_sent_in_the_query_parameter_that_takes_one() -> None:
    made = call("", operation=header("client_token").replace("header", "query"), flags=DURABLE)
    assert sent(made).url.params["client_token"] == "run-1-call"


@pytest.mark.parametrize("schema", ["{type: string, format: uuid}", "{type: string, pattern: ^a$}"])
def test_a_place_that_takes_only_some_texts_gets_no_key(schema: str) -> None:
    made = call("", operation=header("Idempotency-Key", schema), flags=DURABLE)
    assert "Idempotency-Key" not in sent(made).headers


@pytest.mark.parametrize(("given", "key"), [({}, "run-1-call"), ({"key": "mine"}, "mine")])
def test_the_key_is_sent_where_a_run_leaves_its_own_out(given: dict[str, Any], key: str) -> None:
    step = "parameters: [{name: Idempotency-Key, in: header, value: $inputs.key}]"
    inputs = "key: {type: string}"
    made = call(step, inputs=inputs, operation=header("Idempotency-Key"), flags=DURABLE)
    assert sent(made, **given).headers["Idempotency-Key"] == key


# --- Accounts and secrets ----------------------------------------------------------------


def test_keys_are_looked_up_by_the_account_whenever_a_request_is_sent() -> None:
    asked: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201 if request.method == "POST" else 200, json=ANSWER)

    async def run() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            steps = NESTED.module.Steps(
                client=lambda: client, password=lambda account: asked.append(account) or "pw"
            )
            journal = MemoryJournal(store, steps, Clock())
            return await NESTED.module.run_durable(journal, user="ada", account="acme")

    store = Store()
    assert asyncio.run(run()).state == "done"
    assert asked == ["acme"]
    stored = [json.loads(args).get("account") for _, _, args, _ in store.events]
    assert stored == ["acme"] * 3


ANSWER = {"token": "tok-12345", "id": "7", "state": "done"}


def test_of_a_login_the_journal_has_its_outcome_and_never_its_secret() -> None:
    """Whether it succeeded leads the run, as it leads `run`; a replay must find the same."""
    outcome = execute(NESTED.module, "async", nested(), user="ada", password="s3cret-word")
    given = {"user": "ada", "password": "s3cret-word"}
    run = crash_everywhere(NESTED.module, nested(), given, outcome)
    kind, name, args, result = run.store.events[0]
    assert (kind, name) == ("step", "login.ask")
    assert json.loads(args) == {
        "account": None,
        "idempotency_key": "run-1-login.ask",
        "user": "ada",
    }
    assert json.loads(result) == {"outputs": {"token": True}}


@pytest.mark.parametrize("dies", [False, True])
def test_a_login_that_fails_after_a_restart_fails_the_step_that_needs_it(dies: bool) -> None:
    logins = iter([200, 401])
    module, store = NESTED.module, Store(dies=1 if dies else None)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(next(logins), json=ANSWER)
        return httpx.Response(201 if request.method == "POST" else 200, json=ANSWER)

    async def run() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            while True:
                steps = module.Steps(client=lambda: client, password=lambda account: "pw")
                try:
                    journal = MemoryJournal(store, steps, Clock())
                    return await module.run_durable(journal, user="ada")
                except Died:
                    continue

    if not dies:
        assert asyncio.run(run()).state == "done"
        return
    with pytest.raises(module.DurableStepFailed) as failed:
        asyncio.run(run())
    assert (failed.value.step_id, failed.value.status) == ("read", None)
    assert "'login.ask' failed when it was sent again for a secret" in str(failed.value)
