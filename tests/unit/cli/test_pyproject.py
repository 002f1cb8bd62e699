from __future__ import annotations

import os
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from arazzo_gen.config import ConfigError, Settings, complete, parse_sources
from arazzo_gen.pyproject import read_settings, refuse_outside
from command_line import CliRunner


def write(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text)


def test_everything_can_be_said_and_paths_start_from_the_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        [tool.arazzo-gen]
        documents = ["a.arazzo.yaml", "/abs/b.arazzo.yaml"]
        output = "clients"
        workflows = ["one", "two"]
        client = "async"
        http = "httpx2"
        strict = true
        source-root = "api"
        keep-going = false
        allow-path = ["../shared"]
        allow-remote = true
        allow-http = true
        format = "sarif"
        select = ["AZ7", "AZ802"]
        ignore = "AZ703, AZ704"
        validate-responses = true
        max-response-bytes = 1000
        exclude = ["legacy", "x/*.yaml"]
        baseline = "known.json"

        [tool.arazzo-gen.per-file-ignores]
        "a*" = ["AZ7", "AZ802"]

        [tool.arazzo-gen.sources]
        shop = "api/shop.yaml"

        [tool.arazzo-gen.urls]
        "HTTPS://Docs.Test/shop.yaml" = "vendor/shop.yaml"
        "https://docs.test/parts/" = "vendor/parts"
        """,
    )
    below = tmp_path / "sub" / "folder"
    below.mkdir(parents=True)
    assert read_settings(below) == Settings(
        documents=(tmp_path / "a.arazzo.yaml", Path("/abs/b.arazzo.yaml")),
        output=tmp_path / "clients",
        workflows=("one", "two"),
        client="async",
        http="httpx2",
        strict=True,
        source_root=tmp_path / "api",
        keep_going=False,
        allow_path=(tmp_path / "../shared",),
        allow_remote=True,
        allow_http=True,
        format="sarif",
        select=("AZ7", "AZ802"),
        ignore=("AZ703", "AZ704"),
        validate_responses=True,
        max_response_bytes=1000,
        exclude=("legacy", "x/*.yaml"),
        baseline=tmp_path / "known.json",
        per_file_ignores={"a*": ("AZ7", "AZ802")},
        sources={"shop": tmp_path / "api/shop.yaml"},
        urls={
            "https://docs.test/shop.yaml": tmp_path / "vendor/shop.yaml",
            "https://docs.test/parts/": tmp_path / "vendor/parts",
        },
        folder=tmp_path,
    )


def test_patterns_are_what_they_match_in_order(tmp_path: Path) -> None:
    for name in ("b.arazzo.yaml", "a.arazzo.yaml", "c.txt"):
        (tmp_path / name).touch()
    write(tmp_path, '[tool.arazzo-gen]\ndocuments = ["*.arazzo.yaml", "a.arazzo.yaml"]\n')
    documents = read_settings(tmp_path).documents
    assert [path.name for path in documents] == ["a.arazzo.yaml", "b.arazzo.yaml"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("documents = []", "names none"),
        ("output = 'x'", "names none"),
        ("documents = [1]", "`documents` in [tool.arazzo-gen] must be a list of paths"),
        ("documents = ['no/*.yaml']", "nothing matches `no/*.yaml`"),
        (
            "documents = ['a']\nsource_root = 'x'",
            "`source_root`; did you mean `source-root`",
        ),
        ("documents = ['a']\nzzzzzzzzz = 'x'", "no key `zzzzzzzzz`; known are documents, output"),
        (
            "documents = ['a']\nstrict = 'yes'",
            "`strict` in [tool.arazzo-gen] must be true",
        ),
        ("documents = ['a']\nstrict = 1", "must be true or false"),
        ("documents = ['a']\nclient = 'all'", "must be both, sync or async"),
        ("documents = ['a']\nhttp = ['httpx']", "must be httpx or httpx2"),
        ("documents = ['a']\noutput = ''", "`output` in [tool.arazzo-gen] must be a path"),
        ("documents = ['a']\nsources = ['x']", "a table from the name of a source to its path"),
        ("documents = ['a']\nsources = {x = 1}", "a table from the name of a source to its path"),
        ("documents = ['a']\nallow-path = [[]]", "must be a list of paths"),
        ("documents = ['a']\nexclude = 1", "`exclude` in [tool.arazzo-gen] must be a list of"),
        ("documents = ['a']\nper-file-ignores = ['AZ7']", "a table from a pattern of paths to"),
        ("documents = ['a']\nper-file-ignores = {a = []}", "a table from a pattern of paths to"),
        ("documents = ['a']\nper-file-ignores = {a = 'AZ7O'}", "`per-file-ignores`: there is no"),
        ("documents = ['-']", "standard input is for the command line"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, table: str, message: str) -> None:
    write(tmp_path, f"[tool.arazzo-gen]\n{table}\n")
    with pytest.raises(ConfigError) as caught:
        read_settings(tmp_path)
    assert message in str(caught.value)
    assert str(tmp_path / "pyproject.toml") in str(caught.value) or "names none" in message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[tool", "is not valid TOML"),
        (b"\xff", "is not valid TOML"),
        (b"a = " + b"[" * 5000, "is not valid TOML"),
        (b"[project]\nname = 'x'\n", "has no table [tool.arazzo-gen]"),
        (b"tool = 1\n", "has no table [tool.arazzo-gen]"),
        (b"[tool]\narazzo-gen = 1\n", "must be a table"),
    ],
)
def test_a_broken_file_is_said(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(data)
    with pytest.raises(ConfigError, match=message.replace("[", r"\[")):
        read_settings(tmp_path)


def test_the_command_line_goes_over_the_file() -> None:
    base = Settings(
        documents=(Path("/d"),),
        client="sync",
        strict=True,
        keep_going=True,
        sources={"a": Path("/a"), "b": Path("/b")},
        allow_path=(Path("/x"),),
    )
    given = Settings(
        strict=False, sources={"b": Path("b2")}, allow_path=(Path("y"),), output=Path("o")
    )
    options = complete(given, base, cwd=Path("/w"))
    assert options.documents == (Path("/d"),)
    assert (options.client, options.http) == ("sync", "httpx")
    assert (options.strict, options.keep_going, options.allow_remote) == (False, True, False)
    assert dict(options.sources) == {"a": Path("/a"), "b": Path("b2")}
    assert options.allow_path == (Path("/x"), Path("y"))
    assert options.output == Path("o")


def test_sources_of_the_command_line() -> None:
    assert parse_sources(["a=x.yaml", "b=y=z.yaml"]) == {"a": Path("x.yaml"), "b": Path("y=z.yaml")}
    for wrong in (["a"], ["=x"], ["a="], ["a=x", "a=y"]):
        with pytest.raises(ConfigError):
            parse_sources(wrong)


class TestPathsThatLeadOut:
    """A file that came with a stranger's repository reaches nothing outside of it by itself."""

    @pytest.fixture
    def project(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A folder with a document, and links that lead out of it."""
        folder = tmp_path / "project"
        outside = tmp_path / "outside"
        (folder / "sub").mkdir(parents=True)
        (outside / "below").mkdir(parents=True)
        (outside / "a.arazzo.yaml").write_text("planted: [\n")
        (folder / "a.arazzo.yaml").write_text("arazzo: 1.0.1\n")
        (folder / "link").symlink_to(outside)
        (folder / "sub" / "twice").symlink_to("../link/below")
        (folder / "inside").symlink_to("sub")
        (folder / "linked.arazzo.yaml").symlink_to("../outside/a.arazzo.yaml")
        monkeypatch.chdir(folder)
        return folder

    WAYS = (
        *["../outside", "{outside}", "link", "link/new/deeper", "sub/twice", "sub/../../outside"],
        *["..", "/", "inside/../../outside", "../project-2"],
    )

    def ask(self, project: Path, table: str, *, writes: bool = True, **given: object) -> str:
        """What is refused of a table; "" for nothing."""
        outside = (project.parent / "outside").as_posix()
        text = "[tool.arazzo-gen]\n" + table.replace("{outside}", outside)
        write(project, text if "documents" in table else f"{text}\ndocuments = ['a.arazzo.yaml']\n")
        settings = Settings(**given)  # type: ignore[arg-type] - fields by name
        try:
            refuse_outside(
                read_settings(project, settings.allow_path or ()),
                settings,
                cwd=project,
                writes=writes,
            )
        except ConfigError as error:
            return str(error)
        return ""

    @pytest.mark.parametrize("way", WAYS)
    def test_the_output(self, project: Path, way: str) -> None:
        said = self.ask(project, f"output = '{way}'")
        assert "`output` leads out of the folder of this file" in said
        assert "say so on the command line: `-o " in said
        assert self.ask(project, f"output = '{way}'", output=Path("anywhere")) == ""
        assert self.ask(project, f"output = '{way}'", writes=False) == ""

    @pytest.mark.parametrize("way", WAYS)
    def test_the_baseline(self, project: Path, way: str) -> None:
        said = self.ask(project, f"baseline = '{way}/known.json'", writes=False)
        assert "`baseline` leads out of the folder of this file" in said
        given = Path("known.json")
        assert self.ask(project, f"baseline = '{way}/known.json'", baseline=given) == ""

    @pytest.mark.parametrize("text", ["../outside", "{outside}", "link"])
    def test_a_folder_is_not_listed_outside(self, project: Path, text: str) -> None:
        table = f"documents = ['{text}']"
        said = self.ask(project, table)
        assert "`documents`: the folder `" in said
        assert "leads out of the folder of this file, to " in said
        assert self.ask(project, table, allow_path=(Path("../outside"),)) == ""

    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.parametrize("key", ["allow-path", "source-root", "sources", "urls"])
    def test_what_is_read(self, project: Path, key: str, way: str) -> None:
        value = {
            "sources": f"{{shop = '{way}/shop.yaml'}}",
            "urls": f"{{'https://docs.test/' = '{way}'}}",
        }.get(key, f"'{way}'")
        table = f"{key} = {value}"
        said = self.ask(project, table, writes=False)
        assert f"`{key}` leads out of the folder of this file" in said
        option = said.split("say so on the command line: `--allow-path ")[1].rstrip("`")
        assert self.ask(project, table, writes=False, allow_path=(Path(option),)) == ""
        assert self.ask(project, table, writes=False, allow_path=(Path("sub"),)) != ""

    @pytest.mark.parametrize(
        "text", ["../outside/a.arazzo.yaml", "{outside}/a.arazzo.yaml", "linked.arazzo.yaml"]
    )
    def test_a_document(self, project: Path, text: str) -> None:
        table = f"documents = ['{text}']"
        assert "`documents` leads out" in self.ask(project, table)
        assert self.ask(project, table, allow_path=(Path("../outside"),)) == ""

    @pytest.mark.parametrize(
        "text",
        [
            "../outside/*.arazzo.yaml",
            "{outside}/*.arazzo.yaml",
            "link/*.yaml",
            "../*/a.arazzo.yaml",
        ],
    )
    def test_a_pattern_lists_nothing_outside(self, project: Path, text: str) -> None:
        table = f"documents = ['{text}']"
        said = self.ask(project, table)
        assert "`documents`: the pattern `" in said
        assert "leads out of the folder of this file, to " in said
        option = said.split("say so on the command line: `--allow-path ")[1].rstrip("`")
        assert option == (".." if text.startswith("../*") else "../outside")
        for allowed in (option, "..", "/"):
            assert self.ask(project, table, allow_path=(Path(allowed),)) == ""
        for other in ("sub", "../outside/below", "../outside-2"):
            assert self.ask(project, table, allow_path=(Path(other),)) == said

    def test_a_pattern_that_leads_out_of_what_it_finds(self, project: Path) -> None:
        said = self.ask(project, "documents = ['*/../../outside/*']", allow_path=(Path("/"),))
        assert "leads out of the folders that it finds; begin with the `..`" in said

    def test_patterns_outside_through_the_command(self, project: Path) -> None:
        write(project, "[tool.arazzo-gen]\ndocuments = '../outside/*.arazzo.yaml'\n")
        refused = CliRunner().invoke(main, ["check"])
        assert refused.exit_code == 2
        assert "`--allow-path ../outside`" in refused.stderr
        allowed = CliRunner().invoke(main, ["check", "--allow-path", "../outside"])
        assert allowed.exit_code == 1
        assert "outside/a.arazzo.yaml" in allowed.stderr  # what is wrong with it is said

    def test_a_pattern_that_finds_a_link(self, project: Path) -> None:
        assert "`documents` leads out" in self.ask(project, "documents = ['*.arazzo.yaml']")

    def test_what_stays_inside(self, project: Path) -> None:
        for way in (".", "sub", "inside", "new/folder", "sub/../new", str(project / "sub")):
            for key in ("output", "allow-path", "source-root"):
                assert self.ask(project, f"{key} = '{way}'") == ""

    def test_what_the_command_line_has_instead(self, project: Path) -> None:
        root = Path("sub")
        assert self.ask(project, "source-root = '..'", source_root=root) == ""
        given = {"shop": Path("sub/shop.yaml")}
        assert self.ask(project, "sources = {shop = '../shop.yaml'}", sources=given) == ""

    def test_through_the_command(self, project: Path) -> None:
        write(project, "[tool.arazzo-gen]\ndocuments = 'a.arazzo.yaml'\noutput = 'link'\n")
        result = CliRunner().invoke(main, ["build"])
        assert result.exit_code == 2
        assert "`output` leads out of the folder of this file" in result.stderr
        assert "-o ../outside" in result.stderr
        assert CliRunner().invoke(main, ["check"]).exit_code == 1
        assert CliRunner().invoke(main, ["build", "-o", "link"]).exit_code == 1
        assert sorted(path.name for path in (project.parent / "outside").iterdir()) == [
            "a.arazzo.yaml",
            "below",
        ]


@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
def test_what_is_no_file_is_said(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "pyproject.toml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nothing")
    with pytest.raises(ConfigError, match="cannot read"):
        read_settings(tmp_path)
