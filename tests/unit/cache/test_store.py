"""The cache that one build leaves for the next."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from arazzo_gen.cache import FETCHED, Store, digest, environment

DAY = 24 * 60 * 60


def test_an_entry_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "new")
    store.put("verdict", "abcd", b"content")
    assert store.get("verdict", "abcd") == b"content"
    assert store.get("manifest", "abcd") is None
    assert store.get("verdict", "abce") is None


def test_a_damaged_entry_is_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("verdict", "abcd", b"content")
    (path,) = (one for one in tmp_path.rglob("*") if one.is_file())
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole + b"x", b"", whole[:10]):
        path.write_bytes(damaged)
        assert store.get("verdict", "abcd") is None
    path.write_bytes(whole)
    assert store.get("verdict", "abcd") == b"content"


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "cache")
    store.put("verdict", "abcd", b"content")
    assert store.get("verdict", "abcd") is None
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    Store(tmp_path).put("verdict", "abcd", b"content")
    modes = {one.stat().st_mode & 0o077 for one in tmp_path.rglob("abcd")}
    assert modes == {0}


def test_what_is_not_used_goes_away_but_for_what_was_fetched(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for kind, key in (("verdict", "old"), ("verdict", "used"), (FETCHED, "old")):
        store.put(kind, key, b"content")
    long_ago = time.time() - 31 * DAY
    for path in tmp_path.rglob("*/*/*"):
        os.utime(path, (long_ago, long_ago))
    assert store.get("verdict", "used") == b"content"
    store.tidy()
    assert store.get("verdict", "old") is None
    assert store.get("verdict", "used") == b"content"
    assert store.get(FETCHED, "old") == b"content"


def test_the_cache_is_looked_through_once_an_hour(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("verdict", "old", b"content")
    store.tidy()
    (path,) = tmp_path.rglob("old")
    os.utime(path, (0, 0))
    store.tidy()
    assert path.exists()
    before = time.time() - DAY / 24 - 1
    os.utime(tmp_path / "tidied", (before, before))
    store.tidy()
    assert not path.exists()


def test_what_was_used_longest_ago_goes_where_there_is_too_much(tmp_path: Path) -> None:
    store = Store(tmp_path, most=10_000)
    for age, name in enumerate(("aaaa", "abcd", "bbbb", "cccc")):
        store.put("module", name, b"x" * 4000)
        (path,) = tmp_path.rglob(name)
        os.utime(path, (time.time() - 100 + age,) * 2)
    store.put(FETCHED, "dddd", b"x" * 40_000)
    assert store.get("module", "aaaa") is not None  # and so it was used last
    store.tidy()
    left = [name for name in ("aaaa", "abcd", "bbbb", "cccc") if store.has("module", name)]
    assert left == ["aaaa"]
    assert store.has(FETCHED, "dddd")


def test_a_digest_knows_where_a_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a", b"b") == digest("a", "b")
    assert digest() != digest("")


def test_the_environment_is_the_same_twice() -> None:
    assert environment() == environment()


class TestOtherUsers:
    """Nobody else may look into the folder or write there."""

    def folders(self, tmp_path: Path) -> list[Path]:
        store = Store(tmp_path / "cache" / "arazzo-gen")
        store.put("verdict", "abcd", b"content")
        root = tmp_path / "cache" / "arazzo-gen"
        return [root, root / "verdict", root / "verdict" / "ab"]

    def test_new_folders_are_closed_whatever_the_umask(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            folders = self.folders(tmp_path)
        finally:
            os.umask(before)
        assert {one.stat().st_mode & 0o777 for one in folders} == {0o700}

    @pytest.mark.parametrize("mode", [0o755, 0o777, 0o1777, 0o750])
    def test_wider_ones_are_closed(self, tmp_path: Path, mode: int) -> None:
        folders = self.folders(tmp_path)
        for folder in folders:
            folder.chmod(mode)
        assert Store(folders[0]).get("verdict", "abcd") == b"content"
        assert {one.stat().st_mode & 0o777 for one in folders} == {0o700}
        for folder in folders:
            folder.chmod(mode)
        Store(folders[0]).put("verdict", "abce", b"content")
        assert {one.stat().st_mode & 0o777 for one in folders} == {0o700}

    def test_what_belongs_to_others_is_not_used(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folders = self.folders(tmp_path)
        before = {path: path.stat().st_mode for path in folders}
        monkeypatch.setattr(os, "geteuid", lambda: folders[0].stat().st_uid + 1)
        store = Store(folders[0])
        assert store.get("verdict", "abcd") is None
        store.put("verdict", "abce", b"content")
        assert [path.name for path in folders[2].iterdir()] == ["abcd"]
        assert {path: path.stat().st_mode for path in folders} == before

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
    def test_an_entry_of_another_user_is_none(self, tmp_path: Path) -> None:
        folders = self.folders(tmp_path)
        os.chown(folders[2] / "abcd", 12345, -1)
        assert Store(folders[0]).get("verdict", "abcd") is None
        os.chown(folders[1], 12345, -1)
        Store(folders[0]).put("verdict", "abce", b"content")
        assert not (folders[2] / "abce").exists()


def test_an_entry_stands_for_its_own_name_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for kind, key in (("verdict", "abcd"), ("verdict", "abce"), ("tree", "abcd")):
        store.put(kind, key, b"content of " + key.encode())
    right = (tmp_path / "verdict" / "ab" / "abcd").read_bytes()
    (tmp_path / "verdict" / "ab" / "abce").write_bytes(right)
    (tmp_path / "tree" / "ab" / "abcd").write_bytes(right)
    assert store.get("verdict", "abce") is None
    assert store.get("tree", "abcd") is None
    assert store.get("verdict", "abcd") == b"content of abcd"


def test_tidying_goes_through_no_link(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "old").write_text("mine")
    os.utime(documents / "old", (0, 0))
    store = Store(tmp_path / "cache")
    store.put("verdict", "abcd", b"content")
    (tmp_path / "cache" / "link").symlink_to(documents)
    (tmp_path / "cache" / "verdict" / "link").symlink_to(documents)
    (tmp_path / "cache" / "tidied").symlink_to(documents / "old")
    os.utime(tmp_path / "cache" / "tidied", (0, 0), follow_symlinks=False)
    store.tidy()
    assert (documents / "old").stat().st_mtime == 0
    assert not (tmp_path / "cache" / "tidied").is_symlink()


def test_what_a_killed_build_left_goes_after_a_day(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(FETCHED, "abcd", b"content")
    for name, age in ((".old", 2 * DAY), (".new", 60)):
        path = tmp_path / FETCHED / "ab" / name
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    store.tidy()
    assert sorted(path.name for path in (tmp_path / FETCHED / "ab").iterdir()) == [".new", "abcd"]
