"""Who writes the lock file, and when."""

from __future__ import annotations

from remote_project import NO_PARTS, Project, flow

from document_server import answer


class TestWhoWritesTheLock:
    def test_a_build_adds_and_changes_nothing_else(self, project: Project) -> None:
        project.server.routes["/old.yaml"] = answer(NO_PARTS)
        project.write("flow.arazzo.yaml", flow(project.server.url("/old.yaml")))
        project.build("--allow-remote")
        before = project.lock
        project.write("flow.arazzo.yaml", flow(project.server.url("/api/shop.yaml")))
        assert project.build("--allow-remote").exit_code == 0
        assert len(project.lock) == 3
        assert before.items() <= project.lock.items()

    def test_check_does_not(self, project: Project) -> None:
        assert project.run("check", "flow.arazzo.yaml", "--allow-remote").exit_code == 0
        assert not (project.folder / "arazzo.lock").exists()

    def test_build_check_says_that_it_is_out_of_date(self, project: Project) -> None:
        project.build("--allow-remote")
        (project.folder / "arazzo.lock").unlink()
        done = project.build("--check", "--allow-remote")
        assert (done.exit_code, done.stdout) == (1, "out of date  arazzo.lock\n")
        assert not (project.folder / "arazzo.lock").exists()

    def test_build_diff_shows_what_would_be_added(self, project: Project) -> None:
        project.build("--allow-remote")
        (project.folder / "arazzo.lock").unlink()
        done = project.build("--diff", "--allow-remote")
        assert done.exit_code == 1
        assert done.stdout.startswith("--- /dev/null\n+++ arazzo.lock\n")
        assert f'+    "{project.server.url("/api/shop.yaml")}": {{' in done.stdout
        assert not (project.folder / "arazzo.lock").exists()

    def test_a_build_with_errors_does_not(self, project: Project) -> None:
        text = flow(project.server.url("/api/shop.yaml")).replace("listOrders", "nothing")
        project.write("flow.arazzo.yaml", text)
        assert project.build("--allow-remote").exit_code == 1
        assert not (project.folder / "arazzo.lock").exists()

    def test_it_lies_beside_the_configuration(self, project: Project) -> None:
        table = '[tool.arazzo-gen]\ndocuments = ["flows/flow.arazzo.yaml"]\noutput = "out"\n'
        project.write("../pyproject.toml", table)
        done = project.run("build", "--allow-remote")
        assert done.exit_code == 0, done.stderr
        assert done.stdout.endswith("written    ../arazzo.lock\n")
        assert (project.folder / "../arazzo.lock").exists()
        project.is_offline = True
        assert project.run("build").exit_code == 0


class TestLock:
    def test_it_makes_the_file_and_then_leaves_it(self, project: Project) -> None:
        done = project.run("lock", "flow.arazzo.yaml")
        assert done.exit_code == 0, done.stderr
        assert done.stdout.count("added      https://docs.test") == 2
        assert not (project.folder / "out").exists()
        project.is_offline = True
        again = project.run("lock", "flow.arazzo.yaml")
        assert again.exit_code == 0
        assert again.stdout.count("unchanged  https://docs.test") == 2
        assert "written" not in again.stdout

    def test_what_is_not_named_any_more_is_dropped(self, project: Project) -> None:
        project.run("lock", "flow.arazzo.yaml")
        project.server.routes["/new.yaml"] = answer(NO_PARTS)
        project.write("flow.arazzo.yaml", flow(project.server.url("/new.yaml")))
        done = project.run("lock", "flow.arazzo.yaml")
        assert done.stdout.count("dropped    https://docs.test") == 2
        assert list(project.lock) == [project.server.url("/new.yaml")]

    def test_nothing_is_dropped_where_a_document_is_wrong(self, project: Project) -> None:
        project.run("lock", "flow.arazzo.yaml")
        before = project.lock
        text = flow(project.server.url("/api/shop.yaml")).replace("listOrders", "nothing")
        project.write("flow.arazzo.yaml", text)
        done = project.run("lock", "flow.arazzo.yaml")
        assert done.exit_code == 1
        assert "error[AZ202]" in done.stderr
        assert project.lock == before

    def test_one_url_is_renewed(self, project: Project) -> None:
        project.run("lock", "flow.arazzo.yaml")
        project.server.asked.clear()
        done = project.run(
            "lock", "flow.arazzo.yaml", "--update-url", project.server.url("/api/shop.yaml")
        )
        assert done.exit_code == 0, done.stderr
        assert project.server.asked == ["/api/shop.yaml"]

    def test_a_url_that_nothing_names_is_wrong_usage(self, project: Project) -> None:
        url = "https://docs.test/other.yaml"
        done = project.run("lock", "flow.arazzo.yaml", "--update-url", url)
        assert done.exit_code == 2
        assert "no document names it" in done.stderr

    def test_a_fetch_that_fails_keeps_what_is_locked(self, project: Project) -> None:
        project.run("lock", "flow.arazzo.yaml")
        before = project.lock
        del project.server.routes["/api/shop.yaml"]
        done = project.run("lock", "flow.arazzo.yaml", "--update")
        assert done.exit_code == 1
        assert "error[AZ010]" in done.stderr
        assert project.lock == before

    def test_a_document_without_any(self, project: Project) -> None:
        project.write("shop.yaml", NO_PARTS)
        project.write("flow.arazzo.yaml", flow("shop.yaml"))
        done = project.run("lock", "flow.arazzo.yaml")
        assert done.exit_code == 0
        assert done.stdout == "no document is on the network: there is nothing to lock\n"
        assert not (project.folder / "arazzo.lock").exists()

    def test_a_damaged_file_stops_everything(self, project: Project) -> None:
        project.write("arazzo.lock", '{"version": 1,\n "documents": 7}\n')
        for done in (project.build("--allow-remote"), project.run("lock", "flow.arazzo.yaml")):
            assert done.exit_code == 1
            assert "arazzo.lock:2:15: error[AZ013]: `documents` must be" in done.stderr
            assert done.stderr.count("error[") == 1
        assert project.server.asked == []

    def test_http_needs_its_own_permission(self, project: Project) -> None:
        project.server.routes["/api/shop.yaml"] = answer(NO_PARTS)
        url = project.server.url("/api/shop.yaml", scheme="http")
        project.write("flow.arazzo.yaml", flow(url))
        done = project.run("lock", "flow.arazzo.yaml")
        assert (done.exit_code, "error[AZ011]" in done.stderr) == (1, True)
        assert project.run("lock", "flow.arazzo.yaml", "--allow-http").exit_code == 0
