"""Documents on the network: fetched, locked, read again without the network."""

from __future__ import annotations

import pytest
from remote_project import API, NO_PARTS, ORDERS, Project, copies, empty_cache, flow

from arazzo_gen.remote import remote
from document_server import answer


def test_without_permission_nothing_is_fetched(project: Project) -> None:
    done = project.build()
    assert done.exit_code == 1
    assert "flow.arazzo.yaml:3:40: error[AZ206]: source 'shop' is on the network" in done.stderr
    for way in ("--allow-remote", "--source shop=PATH", "`urls` in [tool.arazzo-gen]"):
        assert way in done.stderr
    assert project.server.asked == []
    assert not (project.folder / "arazzo.lock").exists()


def test_a_document_and_its_parts_are_fetched_and_locked(project: Project) -> None:
    done = project.build("--allow-remote")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "written    out/count.py\nwritten    arazzo.lock\n"
    assert "total: int" in project.module
    assert list(project.lock) == [
        project.server.url("/api/schemas/orders.yaml"),
        project.server.url("/api/shop.yaml"),
    ]
    assert project.server.asked == ["/api/shop.yaml", "/api/schemas/orders.yaml"]


def test_nothing_of_the_network_is_in_the_module(project: Project) -> None:
    project.build("--allow-remote")
    assert "docs.test" not in project.module
    assert "flow.arazzo.yaml" in project.module


def test_the_second_build_is_offline_and_gives_the_same_bytes(project: Project) -> None:
    project.build("--allow-remote")
    first, lock = project.module, (project.folder / "arazzo.lock").read_bytes()
    project.is_offline = True
    for flags in ([], ["--allow-remote"]):
        again = project.build(*flags)
        assert (again.exit_code, again.stdout) == (0, "unchanged  out/count.py\n"), again.stderr
        assert project.module == first
    assert project.run("check", "flow.arazzo.yaml").exit_code == 0
    assert project.build("--check").exit_code == 0
    assert project.build("--diff").stdout == ""
    assert (project.folder / "arazzo.lock").read_bytes() == lock


def test_what_has_changed_is_refused_until_the_lock_is_renewed(project: Project) -> None:
    project.build("--allow-remote")
    before = project.lock
    project.server.routes["/api/schemas/orders.yaml"] = answer(ORDERS.replace("integer", "string"))
    empty_cache()
    done = project.build("--allow-remote")
    assert done.exit_code == 1
    assert "error[AZ012]" in done.stderr
    assert "/api/schemas/orders.yaml has changed since it was locked in arazzo.lock" in done.stderr
    assert "`arazzo-gen lock --update`" in done.stderr
    assert project.lock == before
    assert "total: int" in project.module

    renewed = project.run("lock", "flow.arazzo.yaml", "--update")
    assert renewed.exit_code == 0, renewed.stderr
    assert renewed.stdout == (
        f"renewed    {project.server.url('/api/schemas/orders.yaml')}\n"
        f"unchanged  {project.server.url('/api/shop.yaml')}\n"
        "written    arazzo.lock\n"
    )
    project.is_offline = True
    assert project.build().exit_code == 0
    assert "total: str" in project.module


def test_a_lost_cache_is_filled_again(project: Project) -> None:
    project.build("--allow-remote")
    empty_cache()
    done = project.build()
    assert done.exit_code == 1
    assert "source 'shop' is locked, but there is no copy of it in the cache" in done.stderr
    assert "--allow-remote" in done.stderr
    assert project.build("--allow-remote").exit_code == 0
    project.is_offline = True
    assert project.build().exit_code == 0


def test_a_damaged_copy_is_fetched_again(project: Project) -> None:
    project.build("--allow-remote")
    for copy in copies():
        copy.write_text("paths: damaged\n")
    assert project.build().exit_code == 1
    assert project.build("--allow-remote").exit_code == 0
    project.is_offline = True
    assert project.build().exit_code == 0


def test_what_was_fetched_is_decoded_as_a_file_is(project: Project) -> None:
    for body, code in (
        (b"\xff\xfe", "AZ002"),
        (b"<!doctype html><html>", "AZ805"),
        (b"]", "AZ002"),
        (b"a: \0", "AZ002"),
        (b"\xef\xbb\xbf" + NO_PARTS.encode(), None),
    ):
        project.server.routes["/api/shop.yaml"] = answer(body)
        done = project.run("check", "flow.arazzo.yaml", "--allow-remote")
        if code is None:
            assert done.exit_code == 0, done.stderr
        else:
            assert f"error[{code}" in done.stderr
            assert f"{project.server.url('/api/shop.yaml')}:1:" in done.stderr


def test_a_build_that_changes_nothing_sees_that_the_lock_file_has_changed(
    project: Project,
) -> None:
    project.build("--allow-remote")
    assert project.build().stdout == "unchanged  out/count.py\n"
    project.is_offline = True
    assert project.build().stdout == "unchanged  out/count.py\n"
    (project.folder / "arazzo.lock").unlink()
    done = project.build()
    assert (done.exit_code, "error[AZ206]" in done.stderr) == (1, True)


def test_a_warning_goes_when_the_lock_file_comes(project: Project) -> None:
    parts = project.server.url("/api/schemas/orders.yaml")
    project.write("shop.yaml", API.replace("schemas/orders.yaml", parts))
    project.write("flow.arazzo.yaml", flow("shop.yaml"))
    for _ in range(2):
        assert "warning[AZ804]" in project.build().stderr
    assert project.run("lock", "flow.arazzo.yaml").exit_code == 0
    project.is_offline = True
    again = project.build()
    assert (again.exit_code, again.stderr) == (0, "")
    assert "total: int" in project.module


def test_documents_that_name_documents_come_to_an_end(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_MOST_DOCUMENTS", 1)
    done = project.build("--allow-remote")
    assert done.exit_code == 1
    assert "no more is fetched: one build takes 1 documents" in done.stderr
    assert project.server.asked == ["/api/shop.yaml"]
