"""Which operation a request is for."""

from __future__ import annotations

import pytest

from arazzo_gen.mock.routes import Match, NoMatch, Router
from unit.mock.jobs import ROUTES

ROUTER = Router(ROUTES.values())


@pytest.mark.parametrize(
    ("method", "path", "name", "values"),
    [
        ("POST", "/jobs", "create", {}),
        ("POST", "/v1/jobs", "create", {}),
        ("POST", "/jobs/jobs", "create", {}),
        ("GET", "/jobs/7", "read", {"id": "7"}),
        ("GET", "/jobs/v1/jobs/7", None, {}),
        ("GET", "/v1/jobs/a%2Fb%20c", "read", {"id": "a/b c"}),
        ("GET", "/jobs/all", "all", {}),
        ("GET", "/jobs/7/files/a.b.csv", "file", {"id": "7", "name": "a.b"}),
        ("GET", "/jobs/7/files/.csv", None, {}),
        ("GET", "/jobs/", None, {}),
        ("GET", "/", None, {}),
        ("GET", "", None, {}),
        ("GET", "/job", None, {}),
    ],
)
def test_paths(method: str, path: str, name: str | None, values: dict[str, str]) -> None:
    found = ROUTER.find(method, path)
    if name is None:
        assert isinstance(found, NoMatch)
    else:
        assert isinstance(found, Match)
        assert (found.route, found.values) == (ROUTES[name], values)


def test_the_methods_of_a_path_are_known() -> None:
    assert ROUTER.find("PUT", "/v1/jobs") == NoMatch(("POST",))
    assert ROUTER.find("DELETE", "/nothing") == NoMatch()
