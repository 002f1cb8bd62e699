"""Documents of Arazzo 1.1: their identity, their base URIs, and sources of other kinds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from one_call import call, openapi, workflow

from building import Built, build
from playback import execute, on

LOGIN = """
arazzo: 1.1.0
{self}info: {{title: Login, version: 1.0.0}}
sourceDescriptions: [{{name: api, url: {api}, type: openapi}}]
workflows:
- workflowId: login
  inputs: {{type: object, required: [user], properties: {{user: {{type: string}}}}}}
  steps:
  - stepId: call
    operationId: call
    requestBody: {{payload: {{user: $inputs.user}}}}
    outputs: {{token: $response.body#/token}}
  outputs: {{token: $steps.call.outputs.token}}
"""

MAIN = """
arazzo: 1.1.0
{self}info: {{title: Main, version: 1.0.0}}
sourceDescriptions: [{{name: auth, url: '{url}', type: arazzo}}]
workflows:
- workflowId: main
  steps:
  - stepId: login
    workflowId: $sourceDescriptions.auth.login
    parameters: [{{name: user, value: me}}]
    outputs: {{token: $outputs.token}}
  outputs: {{token: $steps.login.outputs.token}}
"""
API = json.dumps(openapi("requestBody: {content: {application/json: {}}}"))


def self_(uri: str) -> str:
    """The line of `$self`."""
    return f"$self: {uri}\n" if uri else ""


def two(
    folder: Path,
    *,
    login_self: str,
    url: str,
    main_self: str = "",
    login: str = "login.arazzo.yaml",
) -> Built:
    """Two documents given together, of which one calls the other."""
    documents: Mapping[str, str] = {
        "api.openapi.yaml": API,
        login: LOGIN.format(self=self_(login_self), api="api.openapi.yaml"),
        "main.arazzo.yaml": MAIN.format(self=self_(main_self), url=url),
    }
    return build(folder, documents)


def runs(built: Built) -> None:
    """Check that the calling workflow was built and works."""
    assert built.status == 0, built.report
    for mode in ("sync", "async"):
        exchange = [on("POST", "/call", json={"user": "me"}).reply({"token": "t"})]
        outcome = execute(built.load("main"), mode, exchange)
        assert outcome.error is None
        assert outcome.outputs.token == "t"


def test_a_document_is_found_by_its_self(tmp_path: Path) -> None:
    uri = "https://docs.test/flows/login"
    runs(two(tmp_path, login_self=uri, url=uri))


def test_a_relative_url_is_resolved_against_self(tmp_path: Path) -> None:
    built = two(
        tmp_path,
        login_self="https://docs.test/flows/login",
        main_self="https://docs.test/flows/main",
        url="login",
    )
    runs(built)


def test_identity_goes_before_the_file_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "decoy.yaml").write_text("not: arazzo")
    built = two(
        tmp_path,
        login_self="https://docs.test/flows/decoy.yaml",
        main_self="https://docs.test/flows/main.yaml",
        url="decoy.yaml",
    )
    runs(built)


def test_the_order_of_the_documents_makes_no_difference(tmp_path: Path) -> None:
    uri = "https://docs.test/flows/login"
    runs(two(tmp_path, login_self=uri, url=uri, login="zz-login.arazzo.yaml"))


def test_of_documents_with_one_self_the_first_counts_that_does_not_ask(tmp_path: Path) -> None:
    uri = "https://docs.test/flows/login"
    runs(
        build(
            tmp_path,
            {
                "api.openapi.yaml": API,
                # It asks for its own URI, and stands before the others.
                "main.arazzo.yaml": MAIN.format(self=self_(uri), url=uri),
                "near.arazzo.yaml": LOGIN.format(self=self_(uri), api="api.openapi.yaml"),
                "other.arazzo.yaml": LOGIN.format(self=self_(uri), api="api.openapi.yaml").replace(
                    "workflowId: login", "workflowId: other"
                ),
            },
        )
    )


def test_a_document_that_is_not_built_is_found_by_its_self_once_it_is_read(
    tmp_path: Path,
) -> None:
    uri = "https://docs.test/flows/login"
    beside = "{name: beside, url: ./kept/login.yaml, type: arazzo}"
    main = MAIN.format(self="", url=uri)
    known = main.replace("[{name: auth", f"[{beside}, {{name: auth")
    unknown = main.replace("type: arazzo}]", f"type: arazzo}}, {beside}]")
    for text, status in ((known, 0), (unknown, 1)):
        documents = {
            "api.openapi.yaml": API,
            "kept/login.yaml": LOGIN.format(self=self_(uri), api="../api.openapi.yaml"),
            "main.arazzo.yaml": text,
        }
        built = build(tmp_path / str(status), documents)
        assert built.status == status, built.report


def test_a_document_beside_it_needs_no_self(tmp_path: Path) -> None:
    runs(two(tmp_path, login_self="", url="./login.arazzo.yaml"))


def test_an_identity_that_nothing_has(tmp_path: Path) -> None:
    built = two(
        tmp_path, login_self="https://docs.test/flows/login", url="https://docs.test/flows/logon"
    )
    assert built.status == 1
    assert "error[AZ206]" in built.report
    assert "--source auth=PATH" in built.report


def test_a_self_with_a_fragment_is_an_error() -> None:
    made = workflow(
        "steps: [{stepId: a, operationId: call}]", head="$self: https://docs.test/a#b\n"
    )
    assert made.codes == ["AZ120"]


@pytest.mark.parametrize(
    ("self_uri", "value"),
    [
        ("https://docs.test/a/b.yaml", "https://docs.test/a/b.yaml"),
        ("https://docs.test/a/../b.yaml", "https://docs.test/b.yaml"),
    ],
)
def test_self_as_a_value(self_uri: str, value: str) -> None:
    made = workflow(
        "steps: [{stepId: a, operationId: call}]\noutputs: {me: $self}",
        head=f"$self: {self_uri}\n",
    )
    assert made.values({})["me"] in (value, self_uri)


def test_sources_are_still_read_beside_a_document_with_a_remote_self() -> None:
    made = workflow(
        "steps: [{stepId: a, operationId: call}]", head="$self: https://docs.test/flows/a.yaml\n"
    )
    assert made.built.status == 0, made.built.report
    assert made.values({}) == {}


# --- AsyncAPI -----------------------------------------------------------------------------

MIXED = """
arazzo: 1.1.0
info: {title: Mixed, version: 1.0.0}
sourceDescriptions:
- {name: api, url: api.openapi.yaml, type: openapi}
- {name: events, url: events.asyncapi.yaml, type: asyncapi}
workflows:
- workflowId: plain
  steps: [{stepId: call, operationId: $sourceDescriptions.api.call}]
- workflowId: listening
  steps: [{stepId: wait, STEP}]
"""
EVENTS = "asyncapi: 3.0.0\ninfo: {title: E, version: '1'}\nchannels: {orders: {address: orders}}\n"


def mixed(folder: Path, step: str, *flags: str) -> Built:
    """A document with two workflows, one of which listens."""
    documents: Mapping[str, Any] = {
        "api.openapi.yaml": API,
        "events.asyncapi.yaml": EVENTS,
        "mixed.arazzo.yaml": MIXED.replace("STEP", step),
    }
    return build(folder, documents, *flags)


ASYNC_STEPS = [
    "channelPath: '{$sourceDescriptions.events.url}#/channels/orders', action: receive",
    "operationId: $sourceDescriptions.events.onOrder, action: receive",
    "operationId: $sourceDescriptions.events.onOrder",
    "operationPath: '{$sourceDescriptions.events.url}#/operations/onOrder'",
]


@pytest.mark.parametrize("step", ASYNC_STEPS)
def test_an_asyncapi_step_is_a_named_error(tmp_path: Path, step: str) -> None:
    built = mixed(tmp_path, step)
    assert built.status == 1
    assert built.files == {}
    assert "error[AZ205]: AsyncAPI steps are not supported yet" in built.report
    assert "--keep-going" in built.report
    assert built.report.count("error[") == 1


@pytest.mark.parametrize("step", ASYNC_STEPS)
def test_keep_going_builds_the_other_workflows(tmp_path: Path, step: str) -> None:
    built = mixed(tmp_path, step, "--keep-going")
    assert built.status == 1
    assert list(built.files) == ["plain"]
    outcome = execute(built.load("plain"), "sync", [on("POST", "/call").reply({})])
    assert outcome.error is None


def test_an_asyncapi_source_that_no_step_uses(tmp_path: Path) -> None:
    built = mixed(tmp_path, "operationId: $sourceDescriptions.api.call")
    assert built.status == 0, built.report
    assert sorted(built.files) == ["listening", "plain"]


def test_an_asyncapi_source_need_not_be_there(tmp_path: Path) -> None:
    documents = {
        "api.openapi.yaml": API,
        "mixed.arazzo.yaml": MIXED.replace("STEP", "operationId: $sourceDescriptions.api.call"),
    }
    assert build(tmp_path, documents).status == 0


def test_a_message_is_no_value_of_an_http_step() -> None:
    made = call("outputs: {m: $message.payload#/id}")
    assert made.codes == ["AZ205"]


def test_one_workflow_can_be_chosen(tmp_path: Path) -> None:
    built = mixed(tmp_path, ASYNC_STEPS[0], "--workflow", "plain")
    assert built.status == 0, built.report
    assert list(built.files) == ["plain"]


def test_a_build_gives_the_same_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = two(tmp_path, login_self="", url="login.arazzo.yaml", login="login.arazzo.yaml")
    texts = {name: path.read_text() for name, path in first.files.items()}
    assert "login.arazzo.yaml#login" in texts["main"]
    inner = tmp_path / "some" / "folder"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    second = two(tmp_path, login_self="", url="login.arazzo.yaml", login="login.arazzo.yaml")
    assert {name: path.read_text() for name, path in second.files.items()} == texts
