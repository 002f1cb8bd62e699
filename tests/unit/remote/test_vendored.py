from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.remote.vendored import Vendored

VENDORED = Vendored(
    {
        "https://docs.test/api.yaml": Path("vendor/api.yaml"),
        "https://docs.test/api.yaml?v=2": Path("vendor/api-2.yaml"),
        "https://docs.test/parts/": Path("vendor/parts"),
        "https://docs.test/parts/deep/": Path("deep"),
    }
)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://docs.test/api.yaml", "vendor/api.yaml"),
        ("HTTPS://DOCS.test:443/api.yaml#/paths", "vendor/api.yaml"),
        ("https://docs.test/api.yaml?v=2", "vendor/api-2.yaml"),
        ("https://docs.test/parts/a.yaml", "vendor/parts/a.yaml"),
        ("https://docs.test/parts/a%20b/c.yaml?x=1", "vendor/parts/a b/c.yaml"),
        ("https://docs.test/parts/deep/a.yaml", "deep/a.yaml"),
    ],
)
def test_the_file_that_stands_for_a_url(url: str, path: str) -> None:
    assert VENDORED.find(url) == Path(path)


@pytest.mark.parametrize(
    "url",
    [
        "http://docs.test/api.yaml",
        "https://docs.test/api.yaml?v=3",
        "https://other.test/parts/a.yaml",
        "https://docs.test/partsa.yaml",
        "https://docs.test/parts/",
        "https://docs.test/parts/../api.yaml",
        "https://docs.test/parts/../../secret.yaml",
        "https://docs.test/parts/%2e%2e/secret.yaml",
        "https://docs.test/parts/..%2fsecret.yaml",
        "https://docs.test/parts/..%5Csecret.yaml",
        "https://docs.test/parts//etc/passwd",
        "https://docs.test/parts/a%00b",
        "https://ada:x@docs.test/api.yaml",
        "file:///etc/passwd",
    ],
)
def test_nothing_stands_for_others(url: str) -> None:
    assert VENDORED.find(url) is None
