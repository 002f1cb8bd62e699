"""URLs of servers and defaults of their variables that are placeholders, and so no defaults."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from one_call import call, workflow

from features.test_request_server_variables import parameters, served


@pytest.mark.parametrize(
    "default",
    [
        "YOUR_TENANT", "YOURTENANT", "your-tenant", "your_tenant", "<tenant>", "x-<tenant>",
        "{tenant}", "", " ", "your-tenant.eu", "eu.your-tenant", "yourTenant",
    ],
)  # fmt: skip
def test_a_default_that_is_a_placeholder_is_none(default: str) -> None:
    made = served("https://{tenant}.id.test", {"tenant": {"default": default}})
    assert made.codes == ["AZ813"]
    with pytest.raises(TypeError, match="api_tenant"):
        made.module.run()
    assert str(made.sent(api_tenant="acme").url) == "https://acme.id.test/call"


@pytest.mark.parametrize(
    "default", ["acme", "yours", "yourself", "example", "my-tenant", "for-your-shop", "tenant"]
)
def test_a_default_that_may_be_meant_is_one(default: str) -> None:
    made = served("https://{tenant}.id.test", {"tenant": {"default": default}})
    assert made.codes == []
    assert str(made.sent().url) == f"https://{default}.id.test/call"


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        ("https://your-domain.id.test/v1", {}),
        ("https://api.your_domain.id.test", {}),
        ("https://YOURDOMAIN.id.test", {}),
        ("https://user@your-domain.test:8443", {}),
        ("https://<tenant>.id.test", {}),
        ("https://id.test/<tenant>", {}),
        ("https://your-{t}.id.test", {"t": {"default": "eu"}}),
        ("https://{t}.id.test", {"t": {"enum": ["your-tenant.<x>", "your-tenant.<x>"]}}),
    ],
)
def test_a_url_that_is_a_placeholder_is_no_default(url: str, variables: Any) -> None:
    made = served(url, variables)
    assert made.codes == ["AZ813"]
    assert made.built.status == 0, made.built.report
    needed = "api_t" if "api_t" in parameters(made) else "api_url"
    with pytest.raises(TypeError, match=needed):
        made.module.run()
    assert str(made.sent(api_url="https://x.test").url) == "https://x.test/call"


def test_braces_that_no_variable_fills_are_no_default() -> None:
    made = served("https://{tenant}.id.test")
    assert made.codes == ["AZ808", "AZ610"]
    with pytest.raises(TypeError, match="api_url"):
        made.module.run()


@pytest.mark.parametrize(
    "url",
    ["https://api.example.com", "https://shop.example", "https://x.test/your-org/{v}",
     "https://for-your-shop.test", "https://yours.test"],
)  # fmt: skip
def test_a_host_under_example_is_no_placeholder(url: str) -> None:
    made = served(url.replace("/{v}", ""))
    assert made.codes == []
    assert str(made.sent().url) == url.replace("/{v}", "") + "/call"


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"host": "your-domain.id.test", "basePath": "/v1"}, None),
        ({"host": "{tenant}.id.test"}, None),
        ({"host": "<tenant>.id.test"}, None),
        ({"host": "id.test", "basePath": "/{version}"}, None),
        ({"host": "api.example.com", "basePath": "/v1"}, "https://api.example.com/v1"),
    ],
)
def test_hosts_of_swagger_documents(fields: dict[str, Any], url: str | None) -> None:
    operation = {"operationId": "call", "responses": {"200": {"description": ""}}}
    document = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/call": {"post": operation}},
        **fields,
    }
    made = workflow("steps: [{stepId: call, operationId: call}]", sources=document)
    assert made.codes == ([] if url else ["AZ813"])
    default = parameters(made)["api_url"].default
    assert default == (url or inspect.Parameter.empty)


def test_the_next_server_goes_before_a_placeholder() -> None:
    made = call(api="servers: [{url: 'https://<tenant>.a.test'}, {url: 'https://b.test'}]")
    assert made.codes == []
    assert str(made.sent().url) == "https://b.test/call"


def test_a_placeholder_of_a_server_that_no_step_uses_is_not_reported() -> None:
    made = call(
        operation="servers: [{url: 'https://b.test'}]",
        api="servers: [{url: 'https://<tenant>.a.test'}]",
    )
    assert made.codes == []


def test_strict_refuses_a_placeholder() -> None:
    made = call(api="servers: [{url: 'https://<tenant>.a.test'}]", flags=["--strict"])
    assert made.built.status == 1
    assert made.codes == ["AZ813"]
