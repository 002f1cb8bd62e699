from __future__ import annotations

import os
from pathlib import Path

import pytest

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import Loader, load_text
from arazzo_gen.documents.roots import document_root
from arazzo_gen.source.span import Span


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def at(work: Path) -> Span:
    """The place in a document that names the file."""
    node = load_text("url: there.yaml\n", "doc.yaml", Report())
    assert node is not None
    return node.entries["url"].span


def codes(report: Report) -> list[str]:
    return [found.code for found in report.diagnostics]


def test_a_file_is_read_once_however_it_is_named(work: Path, at: Span) -> None:
    (work / "a.yaml").write_text("x: 1\n")
    os.symlink("a.yaml", work / "link.yaml")
    loader = Loader(Report(), cwd=work)
    first = loader.load(Path("a.yaml"))
    assert first is not None
    assert loader.load(work / "a.yaml", at) is first
    assert loader.load(Path("sub/../a.yaml"), at) is first
    assert loader.load(Path("link.yaml"), at) is first


def test_a_file_that_is_wrong_is_reported_once(work: Path, at: Span) -> None:
    (work / "a.yaml").write_text("x: [\n")
    report = Report()
    loader = Loader(report, cwd=work)
    assert loader.load(Path("a.yaml"), at) is None
    assert loader.load(Path("a.yaml"), at) is None
    assert codes(report) == ["AZ002"]


def test_the_name_is_relative_to_the_working_directory_where_it_is_below(
    work: Path, tmp_path: Path
) -> None:
    (work / "sub").mkdir()
    (work / "sub" / "a.yaml").write_text("x: 1\n")
    (tmp_path / "b.yaml").write_text("x: 1\n")
    loader = Loader(Report(), cwd=work)
    inside = loader.load(work / "sub" / "a.yaml")
    outside = loader.load(Path("../b.yaml"))
    assert inside is not None
    assert outside is not None
    assert inside.file.name == "sub/a.yaml"
    assert inside.file.uri == (work / "sub" / "a.yaml").resolve().as_uri()
    assert outside.file.name == "../b.yaml"


def test_a_missing_file_is_reported_where_it_is_named(work: Path, at: Span) -> None:
    report = Report()
    assert Loader(report, cwd=work).load(Path("there.yaml"), at) is None
    (found,) = report.diagnostics
    assert (found.code, found.span) == ("AZ001", at)
    assert found.message == "cannot read there.yaml: there is no such file"


def test_a_missing_document_has_no_place(work: Path) -> None:
    report = Report()
    assert Loader(report, cwd=work).load(Path("nothing.yaml")) is None
    assert report.diagnostics[0].span is None


def test_folders_devices_and_impossible_paths_are_not_read(work: Path) -> None:
    report = Report()
    loader = Loader(report, cwd=work)
    os.mkfifo(work / "pipe")
    os.symlink("loop", work / "loop")
    for name in (".", "pipe", "loop", "/dev/zero", "a\0b", "x" * 5000, "doc.yaml/inside"):
        assert loader.load(Path(name)) is None
    assert codes(report) == ["AZ001"] * 7


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(work: Path) -> None:
    (work / "a.yaml").write_text("x: 1\n")
    (work / "a.yaml").chmod(0)
    report = Report()
    assert Loader(report, cwd=work).load(Path("a.yaml")) is None
    assert report.diagnostics[0].message.endswith("permission denied")


class TestFoldersThatMayBeRead:
    def test_outside_is_refused_with_advice_and_without_its_content(
        self, work: Path, tmp_path: Path, at: Span
    ) -> None:
        (tmp_path / "secret.yaml").write_text("password: hunter2: [\n")
        report = Report()
        assert Loader(report, cwd=work).load(Path("../secret.yaml"), at) is None
        (found,) = report.diagnostics
        assert (found.code, found.span) == ("AZ004", at)
        assert "--allow-path" in (found.help or "")
        assert "hunter2" not in repr(found)

    def test_a_link_to_outside_is_outside(self, work: Path, tmp_path: Path, at: Span) -> None:
        (tmp_path / "secret.yaml").write_text("x: 1\n")
        os.symlink(tmp_path / "secret.yaml", work / "inside.yaml")
        os.symlink(tmp_path, work / "folder")
        report = Report()
        loader = Loader(report, cwd=work)
        assert loader.load(Path("inside.yaml"), at) is None
        assert loader.load(Path("folder/secret.yaml"), at) is None
        assert codes(report) == ["AZ004", "AZ004"]

    def test_outside_says_nothing_of_what_exists(self, work: Path, at: Span) -> None:
        report = Report()
        loader = Loader(report, cwd=work)
        loader.load(Path("../nothing.yaml"), at)
        loader.load(Path("/etc/passwd"), at)
        assert codes(report) == ["AZ004", "AZ004"]

    def test_a_sibling_with_the_same_beginning_is_outside(
        self, work: Path, tmp_path: Path, at: Span
    ) -> None:
        (tmp_path / "workers").mkdir()
        (tmp_path / "workers" / "a.yaml").write_text("x: 1\n")
        report = Report()
        assert Loader(report, cwd=work).load(Path("../workers/a.yaml"), at) is None
        assert codes(report) == ["AZ004"]

    def test_an_allowed_folder_is_read(self, work: Path, tmp_path: Path, at: Span) -> None:
        (tmp_path / "a.yaml").write_text("x: 1\n")
        loader = Loader(Report(), cwd=work, roots=(tmp_path,))
        assert loader.load(Path("../a.yaml"), at) is not None

    def test_the_document_of_the_command_line_may_be_anywhere(
        self, work: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "a.yaml").write_text("x: 1\n")
        assert Loader(Report(), cwd=work).load(Path("../a.yaml")) is not None

    def test_the_root_of_a_document_is_the_parent_of_its_folder(self, tmp_path: Path) -> None:
        folder = tmp_path / "api" / "arazzo"
        assert document_root(folder / "a.yaml", cwd=tmp_path) == (tmp_path / "api").resolve()
        assert document_root(Path("api/a.yaml"), cwd=tmp_path) == tmp_path.resolve()

    def test_a_document_near_the_top_does_not_open_the_whole_machine(self) -> None:
        assert document_root(Path("/srv/a.yaml"), cwd=Path("/work")) == Path("/srv")


class TestWhatAFileHolds:
    def load(self, work: Path, name: str, data: bytes) -> tuple[object, Report]:
        (work / name).write_bytes(data)
        report = Report()
        node = Loader(report, cwd=work).load(Path(name))
        return (None if node is None else node.plain()), report

    def test_a_byte_order_mark_is_no_part_of_it(self, work: Path) -> None:
        for name, data in (("a.yaml", b"a: 1"), ("a.json", b'{"a": 1}')):
            assert self.load(work, name, b"\xef\xbb\xbf" + data)[0] == {"a": 1}

    @pytest.mark.parametrize(
        ("data", "place"),
        [
            (b"a: 1\nb: \xff\n", (2, 4)),
            ("a: é".encode("latin-1"), (1, 4)),
            (b"a: \x00\n", (1, 4)),
            ("a: 1".encode("utf-16"), (1, 1)),
        ],
    )
    def test_what_is_not_utf8_text(self, work: Path, data: bytes, place: tuple[int, int]) -> None:
        value, report = self.load(work, "a.yaml", data)
        (found,) = report.diagnostics
        assert value is None
        assert found.code == "AZ002"
        assert found.span is not None
        assert (found.span.line, found.span.column) == place

    def test_a_file_that_is_too_large(self, work: Path) -> None:
        with (work / "a.yaml").open("wb") as stream:
            stream.truncate(64 * 1024 * 1024 + 1)
        report = Report()
        assert Loader(report, cwd=work).load(Path("a.yaml")) is None
        assert "larger than 64 MiB" in report.diagnostics[0].message

    def test_json_in_a_file_named_yaml_and_yaml_in_one_named_json(self, work: Path) -> None:
        assert self.load(work, "a.yaml", b'{"a": "\\/"}')[0] == {"a": "/"}
        assert self.load(work, "b.yaml", b"{a: [no, 1]}")[0] == {"a": ["no", 1]}
        assert self.load(work, "c.json", b"a: 1\nb: 2\n")[0] == {"a": 1, "b": 2}

    def test_wrong_json_is_told_as_json(self, work: Path) -> None:
        for data in (b'{"a": 1,}', b"{a: 1}", b"oops"):
            value, report = self.load(work, "a.json", data)
            assert value is None
            assert "JSON" in report.diagnostics[0].message

    def test_wrong_yaml_that_begins_with_a_bracket_is_told_as_yaml(self, work: Path) -> None:
        value, report = self.load(work, "a.yaml", b"{a: 1")
        assert value is None
        assert "YAML" in report.diagnostics[0].message
