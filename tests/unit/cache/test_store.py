"""What one build keeps for the next."""

from __future__ import annotations

from pathlib import Path

from arazzo_gen.cache import Store, digest, environment


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


def test_a_digest_knows_where_a_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a", b"b") == digest("a", "b")
    assert digest() != digest("")


def test_the_environment_is_the_same_twice() -> None:
    assert environment() == environment()
