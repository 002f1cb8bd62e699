"""What one build keeps for the next."""

from __future__ import annotations

import os
import time
from pathlib import Path

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


def test_the_cache_is_looked_through_once_a_day(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("verdict", "old", b"content")
    store.tidy()
    (path,) = tmp_path.rglob("old")
    os.utime(path, (0, 0))
    store.tidy()
    assert path.exists()
    yesterday = time.time() - DAY - 1
    os.utime(tmp_path / "tidied", (yesterday, yesterday))
    store.tidy()
    assert not path.exists()


def test_a_digest_knows_where_a_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a", b"b") == digest("a", "b")
    assert digest() != digest("")


def test_the_environment_is_the_same_twice() -> None:
    assert environment() == environment()
