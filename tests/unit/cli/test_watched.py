"""What a watched run compares, and which folders it watches."""

from __future__ import annotations

import os
from pathlib import Path

from arazzo_gen.config import Options, Searched
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.record import replace
from arazzo_gen.source.span import SourceFile
from arazzo_gen.watched import Seen, State, asked, places_of, state_of


def seen_of(folder: Path, *, read: tuple[str, ...] = (), missing: tuple[str, ...] = ()) -> Seen:
    """A run that has read some files of a folder, and looked for others in vain."""
    report = Report()
    for name in read:
        path = folder / name
        text = path.read_bytes().decode("utf-8-sig")
        report.files.append(SourceFile(name, path, text, path.as_uri()))
    report.missing = [folder / name for name in missing]
    options = Options(documents=tuple(map(Path, read)), cwd=folder)
    return Seen(options=options, report=report)


def state(seen: Seen, before: State | None = None) -> State:
    return state_of(seen, "asked", before)


def same() -> str:
    return "asked"


def test_contents_are_compared_and_not_times(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfarazzo: 1.0.1\r\n")
    known = state(seen_of(tmp_path, read=("a.yaml",)))
    assert known.changed(same) == []
    os.utime(path, (1, 1))
    assert known.changed(same) == []
    path.write_bytes(b"\xef\xbb\xbfarazzo: 1.0.2\r\n")
    assert known.changed(same) == [path]
    assert not known.are_gone([path])
    path.unlink()
    assert known.changed(same) == [path]
    assert known.are_gone([path])


def test_a_change_while_a_run_goes_on_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    seen = seen_of(tmp_path, read=("a.yaml",))
    path.write_text("new")
    assert state(seen).changed(same) == [path]


def test_what_was_not_there_may_come(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "b.yaml"
    known = state(seen_of(tmp_path, missing=("gone/b.yaml",)))
    assert known.changed(same) == []
    path.parent.mkdir()
    assert known.changed(same) == []
    path.write_text("")
    assert known.changed(same) == [path]


def test_modules_matter_only_if_they_go(tmp_path: Path) -> None:
    module, other = tmp_path / "module.py", tmp_path / "other.py"
    module.write_text("1")
    seen = seen_of(tmp_path)
    seen.outputs = (module, other)
    known = state(seen)
    module.write_text("2")
    other.write_text("2")
    assert known.changed(same) == []
    module.unlink()
    assert known.changed(same) == [module]


def test_what_is_asked_stands_for_the_settings(tmp_path: Path) -> None:
    known = state(seen_of(tmp_path))
    assert known.changed(lambda: "something else") == [tmp_path / "pyproject.toml"]


def test_a_link_that_leads_somewhere_else_asks_for_something_else(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text("the same")
    link = tmp_path / "link"
    link.symlink_to("one")
    options = Options(documents=(Path("link"),), cwd=tmp_path)
    before = asked(options)
    assert asked(options) == before
    link.unlink()
    link.symlink_to("two")
    assert asked(options) != before
    assert asked(replace(options, strict=True)) != asked(options)


def test_a_run_that_read_nothing_looks_at_what_the_last_one_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    before = state(seen_of(tmp_path, read=("a.yaml",), missing=("b.yaml",)))
    path.unlink()
    known = state(Seen(is_first=False), before)
    assert known.changed(same) == []
    path.write_text("new")
    (tmp_path / "b.yaml").write_text("")
    assert known.changed(same) == [path, tmp_path / "b.yaml"]


def test_the_folders_of_all_files_are_watched_and_those_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "apis" / "v1").mkdir(parents=True)
    (tmp_path / "apis" / "v1" / "a.yaml").write_text("")
    seen = seen_of(tmp_path, read=("apis/v1/a.yaml",), missing=("apis/new/b.yaml",))
    places = places_of(state(seen))
    home = os.path.realpath(tmp_path)
    assert {home, f"{home}/apis", f"{home}/apis/v1"} <= places.folders
    assert f"{home}/apis/new" not in places.folders
    for name in ("apis/v1/a.yaml", "apis/v1", "apis/new", "apis/new/b.yaml", "pyproject.toml"):
        assert places.matter(f"{home}/{name}"), name
    for name in ("apis/v1/b.yaml", "notes.txt", "clients/a.py"):
        assert not places.matter(f"{home}/{name}"), name


def test_links_are_watched_where_they_lie_and_where_they_lead(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "real" / "a.yaml").write_text("")
    (tmp_path / "work" / "link.yaml").symlink_to("../real/a.yaml")
    seen = seen_of(tmp_path / "work")
    seen.options = Options(documents=(Path("link.yaml"),), cwd=tmp_path / "work")
    places = places_of(state(seen))
    home = os.path.realpath(tmp_path)
    assert {f"{home}/work", f"{home}/real"} <= places.folders
    assert places.matter(f"{home}/work/link.yaml")
    assert places.matter(f"{home}/real/a.yaml")


def test_documents_are_looked_for_in_all_folders_but_some(tmp_path: Path) -> None:
    for name in ("apis/a/b", "apis/node_modules/x", "apis/.git/y"):
        (tmp_path / name).mkdir(parents=True)
    seen = seen_of(tmp_path)
    assert seen.options is not None
    home = Path(os.path.realpath(tmp_path))
    whole = replace(seen.options, searched=(Searched(home / "apis"),))
    seen.options = whole
    places = places_of(state(seen))
    assert places.searched == {f"{home}/apis", f"{home}/apis/a", f"{home}/apis/a/b"}
    assert places.matter(f"{home}/apis/a/new.yaml")
    assert not places.matter(f"{home}/apis/a/new.py")
    seen.options = replace(whole, searched=(Searched(home / "apis", 1),))
    assert places_of(state(seen)).searched == {f"{home}/apis", f"{home}/apis/a"}
