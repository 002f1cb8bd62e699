from __future__ import annotations

import pytest

from arazzo_gen.source.patterns import matches


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("legacy", "legacy"),
        ("legacy", "workflows/legacy/deep/a.yaml"),
        ("legacy/", "workflows/legacy/a.yaml"),
        ("*.old.yaml", "workflows/a.old.yaml"),
        ("workflows/*.yaml", "workflows/a.yaml"),
        ("./workflows/*.yaml", "workflows/a.yaml"),
        ("/a.yaml", "a.yaml"),
        ("workflows", "workflows/a.yaml"),
        ("workflows/**", "workflows/deep/er/a.yaml"),
        ("**/a.yaml", "a.yaml"),
        ("**/a.yaml", "x/y/a.yaml"),
        ("x/**/a.yaml", "x/a.yaml"),
        ("x/**/**/a.yaml", "x/y/a.yaml"),
        ("x/**/y/**/a.yaml", "x/y/y/z/a.yaml"),
        ("[ab]?.yaml", "x/b1.yaml"),
        ("a[.yaml", "a[.yaml"),
    ],
)
def test_what_matches(pattern: str, path: str) -> None:
    assert matches(path, pattern)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("legacy", "legacy2/a.yaml"),
        ("legacy/a.yaml", "workflows/legacy/a.yaml"),
        ("/a.yaml", "x/a.yaml"),
        ("workflows/*.yaml", "workflows/deep/a.yaml"),
        ("x/**/y/a.yaml", "x/a.yaml"),
        ("A.yaml", "a.yaml"),
        ("", "a.yaml"),
    ],
)
def test_what_does_not(pattern: str, path: str) -> None:
    assert not matches(path, pattern)


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not matches("/".join(["a" * 250] * 50), "**/" * 500 + "*a" * 100 + "b")
