"""Where a source may have moved to: what is found, in which order, and what bounds the search."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.cli import main
from arazzo_gen.diagnostics.model import Sought
from arazzo_gen.lookup.folders import Folders
from arazzo_gen.lookup.sources import find_source
from command_line import CliRunner

API = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
servers: [{url: https://shop.example.com}]
paths:
  /orders:
    get: {operationId: listOrders, responses: {"200": {description: ok}}}
"""

FLOW = """\
arazzo: 1.0.1
info: {title: Orders, version: 1.0.0}
sourceDescriptions: [SOURCES]
workflows:
  - workflowId: NAME
    steps: [{stepId: list, operationId: $sourceDescriptions.shop.listOrders}]
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path.resolve()


def put(folder: Path, *names: str, text: str = API) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def flow(path: str, *urls: str, name: str = "orders") -> None:
    listed = ", ".join(
        f"{{name: {'shop' if at == 0 else f'shop{at}'}, url: '{url}', type: openapi}}"
        for at, url in enumerate(urls)
    )
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(FLOW.replace("SOURCES", listed).replace("NAME", name))


def find(folder: Path, url: str, start: str = "flows", folders: Folders | None = None) -> list[str]:
    (folder / start).mkdir(parents=True, exist_ok=True)
    sought = Sought("source", url, "shop", (folder / start,), (folder,))
    found = find_source(sought, folders or Folders())
    return [path.relative_to(folder).as_posix() for path in found.paths]


def check(*arguments: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["check", *arguments, "--format", "json"])
    found: list[dict[str, Any]] = json.loads(result.stdout)["diagnostics"]
    return found


def test_the_nearest_comes_first(folder: Path) -> None:
    put(folder, "z/shop.yaml", "flows/deep/er/shop.yaml", "flows/a/shop.yaml", "b/c/d/shop.yaml")
    assert find(folder, "shop.yaml") == [
        "flows/a/shop.yaml",
        "flows/deep/er/shop.yaml",
        "z/shop.yaml",
        "b/c/d/shop.yaml",
    ]


def test_a_name_goes_before_a_stem(folder: Path) -> None:
    put(folder, "flows/shop.yml", "specs/shop.json", text='{"openapi": "3.1.0"}')
    assert find(folder, "../api/shop.json") == ["specs/shop.json"]
    assert find(folder, "../api/shop.yaml") == ["flows/shop.yml", "specs/shop.json"]
    assert find(folder, "https://example.com/shop?x=1") == ["flows/shop.yml", "specs/shop.json"]


def test_a_whole_url_goes_before_a_name(folder: Path) -> None:
    put(folder, "flows/openapi.json", "deep/apis/shop/openapi.json", "other/openapi.json")
    assert find(folder, "./apis/shop/openapi.json") == ["deep/apis/shop/openapi.json"]


def test_only_documents_count(folder: Path) -> None:
    put(folder, "a/shop.yaml", text="title: no document\n")
    put(folder, "b/shop.yaml", text="\ufeff# ours\nswagger: '2.0'\n")
    put(folder, ".hidden/shop.yaml", "node_modules/shop.yaml", "c/shop.txt")
    (folder / "link.d").symlink_to(folder / "b")
    put(folder, "d/api.yaml")
    (folder / "e").mkdir()
    (folder / "e" / "shop.yaml").symlink_to(folder / "d" / "api.yaml")
    assert find(folder, "shop.yaml") == ["b/shop.yaml"]


def test_nothing_is_read_outside_of_the_folders_that_may_be_read(folder: Path) -> None:
    put(folder, "shop.yaml", "in/flows/x.yaml")
    sought = Sought("source", "shop.yaml", "shop", (folder / "in/flows",), (folder / "in",))
    assert find_source(sought, Folders()).paths == ()
    away = Sought("source", "shop.yaml", "shop", (folder / "in/flows",), (folder / "in", folder))
    assert find_source(away, Folders()).paths == (folder / "shop.yaml",)


def test_the_search_is_bounded(folder: Path) -> None:
    put(folder, *(f"flows/{at:03}/shop.yaml" for at in range(50)))
    assert len(find(folder, "shop.yaml")) == 20  # so many are looked into
    spent = Folders(most=10)
    assert find(folder, "shop.yaml", folders=spent) == []
    assert spent.is_spent
    assert find(folder, "shop.yaml", folders=Folders(seconds=-1.0)) == []


def test_a_folder_is_read_once(folder: Path) -> None:
    put(folder, "specs/shop.yaml", "specs/stock.yaml")
    folders = Folders(most=20)
    for _ in range(20):
        assert find(folder, "shop.yaml", folders=folders) == ["specs/shop.yaml"]
        assert find(folder, "stock.yaml", start="jobs", folders=folders) == ["specs/stock.yaml"]


def test_the_help_names_the_option_and_is_true(folder: Path) -> None:
    put(folder, "specs/the shop.yaml")
    flow("flows/orders.arazzo.yaml", "../api/the%20shop.yaml")
    (found,) = check("flows")
    assert found["help"] == "it may have moved: `--source shop='specs/the shop.yaml'`"
    assert check("flows", "--source", "shop=specs/the shop.yaml") == []


def test_what_is_found_is_never_kept(folder: Path) -> None:
    put(folder, "specs/shop.yaml")
    flow("flows/orders.arazzo.yaml", "shop.yaml")
    assert "specs/shop.yaml" in check("flows")[0]["help"]
    (folder / "specs").rename(folder / "apis")
    assert "apis/shop.yaml" in check("flows")[0]["help"]


def test_many_documents_have_one_help_for_each_folder(folder: Path) -> None:
    put(folder, "specs/shop.yaml", "specs/stock.yaml")
    for at in range(5):
        flow(f"flows/{at}.arazzo.yaml", "shop.yaml", name=f"flow{at}")
        flow(f"jobs/{at}.arazzo.yaml", "stock.yaml", name=f"job{at}")
    shown = CliRunner().invoke(main, ["check", "flows", "jobs"]).stderr
    assert shown.count("help: they may have moved: `--source shop=specs/shop.yaml`") == 1
    assert shown.count("help: they may have moved: `--source shop=specs/stock.yaml`") == 1
    assert shown.count("help:") == 2
    found = check("flows", "jobs")
    assert len([one for one in found if "--source" in one["help"]]) == 10


def test_one_root_for_all_sources_of_a_folder(folder: Path) -> None:
    put(folder, "apis/v1/shop.yaml", "apis/v1/stock.yaml")
    flow("flows/orders.arazzo.yaml", "./v1/shop.yaml", "./v1/stock.yaml")
    shown = CliRunner().invoke(main, ["check", "flows"]).stderr
    assert "help: they may have moved: `--source-root apis`\n" in shown
    assert check("flows", "--source-root", "apis") == []


def test_an_unsafe_fix_follows_a_source_that_is_in_one_place(folder: Path) -> None:
    put(folder, "specs/shop.yaml")
    flow("flows/orders.arazzo.yaml", "shop.yaml")
    before = Path("flows/orders.arazzo.yaml").read_text()
    assert CliRunner().invoke(main, ["check", "flows", "--fix"]).exit_code == 1
    assert Path("flows/orders.arazzo.yaml").read_text() == before
    result = CliRunner().invoke(main, ["check", "flows", "--fix", "--unsafe-fixes"])
    assert result.exit_code == 0
    assert "url: '../specs/shop.yaml'" in Path("flows/orders.arazzo.yaml").read_text()
    put(folder, "other/shop.yaml")
    Path("flows/orders.arazzo.yaml").write_text(before)
    assert CliRunner().invoke(main, ["check", "flows", "--fix", "--unsafe-fixes"]).exit_code == 1
    assert Path("flows/orders.arazzo.yaml").read_text() == before
