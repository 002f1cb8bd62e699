"""Gives the tests of engines a built client, a database and an API of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from notifications_api import serve
from on_dbos import Lab, Sqlite, Stored, build


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dbos"), "--engine", "dbos")


@pytest.fixture(scope="session")
def _server() -> Iterator[str]:
    if not os.environ.get("ENGINES"):
        pytest.skip("`make engines` runs it on Postgres")
    if postgres.BIN is None:
        pytest.skip("there is no Postgres: `apt-get install postgresql` installs it")
    with postgres.server() as url:
        yield url


@pytest.fixture
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Stored:
    """The database of the lab: a SQLite file, or one of a Postgres server."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return Sqlite(tmp_path / "durable.sqlite")
    return postgres.Postgres(f"{request.getfixturevalue('_server')}/{tmp_path.name.lower()}")


@pytest.fixture
def lab(_built: Path, stored: Stored, tmp_path: Path) -> Iterator[Lab]:
    """A lab with this database, whose API lets a run end after three reads."""
    (tmp_path / "clients").symlink_to(_built / "clients")
    is_postgres = isinstance(stored, postgres.Postgres)
    database = stored.url if is_postgres else f"sqlite:///{tmp_path}/durable.sqlite"
    with serve(3) as api:
        polling = {"interval": 0.2, "jitter": 0, "backoff": 1}
        yield Lab(tmp_path, database, api, polling, runs=200 if is_postgres else 50)
