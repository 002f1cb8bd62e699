"""What documents on the network refer to, and what stands for them."""

from __future__ import annotations

import pytest
from remote_project import API, NO_PARTS, ORDERS, Project, flow

from document_server import answer, redirect


class TestUrls:
    """The table `urls` of the configuration."""

    def configure(self, project: Project, urls: str) -> None:
        table = '[tool.arazzo-gen]\ndocuments = ["flow.arazzo.yaml"]\noutput = "out"\n'
        project.write("pyproject.toml", f"{table}[tool.arazzo-gen.urls]\n{urls}\n")
        project.is_offline = True

    def test_a_file_stands_for_a_url(self, project: Project) -> None:
        project.write("vendor/shop.yaml", API)
        project.write("vendor/schemas/orders.yaml", ORDERS)
        self.configure(project, f'"{project.server.url("/api/shop.yaml")}" = "vendor/shop.yaml"')
        done = project.run("build")
        assert done.exit_code == 0, done.stderr
        assert done.stdout == "written    out/count.py\n"

    def test_a_folder_stands_for_all_below_and_for_references(self, project: Project) -> None:
        parts = project.server.url("/api/schemas/orders.yaml")
        project.write("vendor/shop.yaml", API.replace("schemas/orders.yaml", parts))
        project.write("vendor/schemas/orders.yaml", ORDERS)
        self.configure(project, f'"{project.server.url("/api/")}" = "vendor"')
        done = project.run("build")
        assert done.exit_code == 0, done.stderr
        assert "total: int" in project.module

    def test_a_file_that_there_is_not(self, project: Project) -> None:
        self.configure(project, f'"{project.server.url("/api/")}" = "vendor"')
        done = project.run("build")
        assert done.exit_code == 1
        assert "error[AZ001]: cannot read" in done.stderr
        assert "vendor/shop.yaml: there is no such file" in done.stderr

    def test_a_key_that_is_no_url(self, project: Project) -> None:
        self.configure(project, '"docs.test/api" = "vendor"')
        done = project.run("build")
        assert done.exit_code == 2
        assert "`urls` in [tool.arazzo-gen]: docs.test/api is not an http" in done.stderr


class TestReferences:
    def test_a_local_document_refers_to_the_network(self, project: Project) -> None:
        parts = project.server.url("/api/schemas/orders.yaml")
        project.write("shop.yaml", API.replace("schemas/orders.yaml", parts))
        project.write("flow.arazzo.yaml", flow("shop.yaml"))
        without = project.build()
        assert without.exit_code == 0
        assert "warning[AZ804]" in without.stderr
        assert "--allow-remote" in without.stderr
        assert project.server.asked == []
        assert project.build("--allow-remote").exit_code == 0
        assert "total: int" in project.module
        assert list(project.lock) == [parts]

    def test_they_start_from_the_url_behind_a_redirect(self, project: Project) -> None:
        project.server.routes["/latest"] = redirect("/api/shop.yaml?token=1")
        project.server.routes["/api/shop.yaml?token=1"] = answer(API)
        project.write("flow.arazzo.yaml", flow(project.server.url("/latest")))
        assert project.build("--allow-remote").exit_code == 0
        assert "total: int" in project.module
        assert project.lock[project.server.url("/latest")]["url"] == project.server.url(
            "/api/shop.yaml"
        )
        project.is_offline = True
        assert project.build().exit_code == 0

    def test_a_failure_is_told_once_where_it_is_named(self, project: Project) -> None:
        del project.server.routes["/api/schemas/orders.yaml"]
        text = API + API[API.index("  /orders") :].replace("/orders:", "/others:").replace(
            "listOrders", "listOthers"
        )
        project.server.routes["/api/shop.yaml"] = answer(text)
        more = flow(project.server.url("/api/shop.yaml")) + (
            "  - workflowId: again\n    steps: [{stepId: list, operationId: listOthers}]\n"
        )
        project.write("flow.arazzo.yaml", more)
        done = project.build("--allow-remote", "--keep-going")
        assert done.exit_code == 1
        place = f"{project.server.url('/api/shop.yaml')}:14:30: error[AZ010]: "
        assert place in done.stderr
        assert done.stderr.count("error[") == 1
        assert "{$ref: 'schemas/orders.yaml#/Orders'}" in done.stderr
        assert project.server.asked.count("/api/schemas/orders.yaml") == 1

    @pytest.mark.parametrize(
        "reference",
        ["file:///etc/hosts", "file://localhost/etc/hosts", "FILE:/etc/hosts", "{local}"],
    )
    def test_a_document_from_the_network_reaches_no_file(
        self, project: Project, reference: str
    ) -> None:
        project.write("secret.yaml", ORDERS)
        local = (project.folder / "secret.yaml").as_uri()
        target = reference.format(local=local) + "#/Orders"
        project.server.routes["/api/shop.yaml"] = answer(
            API.replace("schemas/orders.yaml#/Orders", target)
        )
        done = project.build("--allow-remote", "--allow-path", "/")
        assert done.exit_code == 1
        assert "error[AZ014]: a document from the network cannot refer to a file" in done.stderr
        assert "integer" not in done.stderr

    def test_nor_one_that_is_known_already(self, project: Project) -> None:
        project.write("local.yaml", NO_PARTS + ORDERS)
        local = (project.folder / "local.yaml").as_uri() + "#/Orders"
        project.server.routes["/api/shop.yaml"] = answer(
            API.replace("schemas/orders.yaml#/Orders", local)
        )
        text = flow(project.server.url("/api/shop.yaml")).replace(
            "[{name: shop", "[{name: local, url: local.yaml, type: openapi}, {name: shop"
        )
        text = text.replace("listOrders", "$sourceDescriptions.shop.listOrders")
        project.write("flow.arazzo.yaml", text)
        done = project.build("--allow-remote")
        assert done.exit_code == 1
        assert "error[AZ014]" in done.stderr

    def test_a_document_from_the_network_does_not_pose_as_a_file(self, project: Project) -> None:
        project.write("orders.yaml", ORDERS)
        posed = (project.folder / "orders.yaml").as_uri()
        project.server.routes["/api/shop.yaml"] = answer(
            f"$self: {posed}\n" + NO_PARTS + "Orders: {type: string}\n"
        )
        project.write("local.yaml", API.replace("schemas/", "").replace("listOrders", "listMine"))
        text = flow(project.server.url("/api/shop.yaml")).replace(
            "type: openapi}]", "type: openapi}, {name: local, url: local.yaml, type: openapi}]"
        )
        project.write("flow.arazzo.yaml", text.replace("listOrders", "listMine"))
        assert project.build("--allow-remote").exit_code == 0
        assert "total: int" in project.module


class TestArazzoDocuments:
    def other(self, source: str) -> str:
        return flow(source).replace("workflowId: count", "workflowId: inner")

    def caller(self, url: str) -> str:
        return flow(url, type_="arazzo").replace(
            "operationId: listOrders\n        outputs: {total: $response.body#/total}",
            "workflowId: $sourceDescriptions.shop.inner\n        outputs: {total: $outputs.total}",
        )

    def test_its_sources_start_from_its_url(self, project: Project) -> None:
        project.server.routes["/api/inner.yaml"] = answer(self.other("./shop.yaml"))
        project.write("flow.arazzo.yaml", self.caller(project.server.url("/api/inner.yaml")))
        done = project.build("--allow-remote")
        assert done.exit_code == 0, done.stderr
        assert "total: int" in project.module
        assert len(project.lock) == 3

    @pytest.mark.parametrize("source", ["file:///etc/hosts", "{local}"])
    def test_it_names_no_file(self, project: Project, source: str) -> None:
        project.write("shop.yaml", NO_PARTS)
        local = (project.folder / "shop.yaml").as_uri()
        inner = self.other(source.format(local=local))
        project.server.routes["/api/inner.yaml"] = answer(inner)
        project.write("flow.arazzo.yaml", self.caller(project.server.url("/api/inner.yaml")))
        done = project.build("--allow-remote", "--source-root", ".")
        assert done.exit_code == 1
        assert "error[AZ014]: source 'shop' of a document from the network is a file" in done.stderr

    def test_a_relative_source_is_not_looked_up_in_the_source_root(self, project: Project) -> None:
        project.write("shop.yaml", NO_PARTS.replace("listOrders", "other"))
        project.server.routes["/api/inner.yaml"] = answer(self.other("shop.yaml"))
        project.write("flow.arazzo.yaml", self.caller(project.server.url("/api/inner.yaml")))
        done = project.build("--allow-remote", "--source-root", ".")
        assert done.exit_code == 0, done.stderr
        assert "/api/shop.yaml" in project.server.asked


class TestServers:
    @pytest.mark.parametrize(
        ("servers", "base"),
        [("[{url: /v2}]", "/v2"), ("[{url: v2/}]", "/api/v2"), ("[{url: '//shop.test/x'}]", None)],
    )
    def test_a_relative_server_starts_from_the_url(
        self, project: Project, servers: str, base: str | None
    ) -> None:
        text = NO_PARTS.replace("[{url: 'https://shop.test/v1'}]", servers)
        project.server.routes["/api/shop.yaml"] = answer(text)
        assert project.build("--allow-remote").exit_code == 0
        expected = "https://shop.test/x" if base is None else project.server.url(base)
        assert f'"{expected}"' in project.module

    def test_swagger_without_a_host_is_served_where_it_was_found(self, project: Project) -> None:
        project.server.routes["/api/shop.yaml"] = answer(
            "swagger: '2.0'\ninfo: {title: Shop, version: '1'}\nbasePath: /v2\npaths:\n"
            "  /orders: {get: {operationId: listOrders, responses: {200: {description: ok}}}}"
        )
        done = project.build("--allow-remote")
        assert done.exit_code == 0, done.stderr
        assert f'"{project.server.url("/v2")}"' in project.module
