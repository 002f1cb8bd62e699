from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.remote.lock import Entry, LockError, read_lock, write_lock

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OTHER = HASH[::-1]


def test_it_is_sorted_and_comes_back(tmp_path: Path) -> None:
    entries = {
        "https://docs.test/b.yaml": Entry(OTHER, "https://cdn.test/b-2.yaml"),
        "https://docs.test/a.yaml": Entry(HASH),
    }
    text = write_lock(entries)
    assert text == (
        "{\n"
        '  "version": 1,\n'
        '  "documents": {\n'
        '    "https://docs.test/a.yaml": {\n'
        f'      "sha256": "{HASH}"\n'
        "    },\n"
        '    "https://docs.test/b.yaml": {\n'
        f'      "sha256": "{OTHER}",\n'
        '      "url": "https://cdn.test/b-2.yaml"\n'
        "    }\n"
        "  }\n"
        "}\n"
    )
    (tmp_path / "arazzo.lock").write_text(text)
    assert read_lock(tmp_path / "arazzo.lock", "arazzo.lock") == entries


def test_no_file_has_no_entries(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "arazzo.lock", "arazzo.lock") == {}


def document(entry: str, url: str = "https://docs.test/a.yaml") -> str:
    return '{"version": 1,\n "documents": {\n  "' + url + '": ' + entry + "\n }}"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", (1, 1), "empty"),
        ("<<<<<<< HEAD\n{}", (1, 1), "JSON"),
        ('{"version": 1, "version": 1, "documents": {}}', (1, 16), "twice"),
        ("[]", (1, 1), "no `version`"),
        ('{"documents": {}}', (1, 1), "no `version`"),
        ('{"version": 2, "documents": {}}', (1, 13), "does not know"),
        ('{"version": true, "documents": {}}', (1, 13), "does not know"),
        ('{"version": 1}', (1, 1), "`documents` must be"),
        ('{"version": 1, "documents": []}', (1, 29), "`documents` must be"),
        (document("{}"), (3, 31), "`sha256` must be"),
        (document("7"), (3, 31), "`sha256` must be"),
        (document('{"sha256": "abc"}'), (3, 42), "`sha256` must be"),
        (document('{"sha256": "' + HASH.upper() + '"}'), (3, 42), "`sha256` must be"),
        (document('{"sha256": "../../etc/passwd"}'), (3, 42), "`sha256` must be"),
        (document('{"sha256": "' + HASH + '", "url": "file:///a"}'), (3, 117), "`url` must be"),
        (document("{}", "file:///etc/passwd"), (3, 3), "not the URL"),
        (document("{}", "HTTPS://docs.test/a"), (3, 3), "not the URL"),
    ],
)
def test_a_damaged_file_is_an_error_with_its_place(
    tmp_path: Path, text: str, place: tuple[int, int], message: str
) -> None:
    (tmp_path / "arazzo.lock").write_text(text)
    with pytest.raises(LockError, match=message) as caught:
        read_lock(tmp_path / "arazzo.lock", "arazzo.lock")
    span = caught.value.span
    assert span is not None
    assert (span.line, span.column) == place


def test_what_is_no_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "arazzo.lock").mkdir()
    with pytest.raises(LockError, match="it is a folder"):
        read_lock(tmp_path / "arazzo.lock", "arazzo.lock")
    (tmp_path / "latin.lock").write_bytes(b"\xff")
    with pytest.raises(LockError, match="not UTF-8"):
        read_lock(tmp_path / "latin.lock", "latin.lock")
