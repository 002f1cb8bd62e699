from __future__ import annotations

import pytest

from arazzo_gen.remote import urls
from arazzo_gen.remote.errors import RemoteError


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("https://docs.test/api.yaml", "https://docs.test/api.yaml"),
        ("HTTPS://Docs.Test:443/Api.yaml#/paths", "https://docs.test/Api.yaml"),
        ("http://docs.test:80", "http://docs.test/"),
        ("https://docs.test:8443/a", "https://docs.test:8443/a"),
        ("https://docs.test/a b?c=d e", "https://docs.test/a%20b?c=d%20e"),
        ("https://docs.test/ä%20b", "https://docs.test/%C3%A4%20b"),
        ("https://[2606:4700::0:1]/a", "https://[2606:4700::1]/a"),
        ("  https://docs.test/a\n", "https://docs.test/a"),
    ],
)
def test_one_spelling_for_each(written: str, spelled: str) -> None:
    assert urls.normalise(written) == spelled
    assert urls.normalise(spelled) == spelled


@pytest.mark.parametrize(
    "written",
    [
        "ftp://docs.test/a",
        "file:///etc/passwd",
        "https:///a",
        "https://",
        "https:docs.test/a",
        "https://docs.test:port/a",
        "https://docs.test:99999/a",
        "https://[::1/a",
        "https://[::ffff:127.0.0.1%25eth0]/a",
        "https://dócs.test/a",
        "https://docs..test/a",
        "https://docs.test\\@evil.test/a",
        "https://docs test/a",
        "https://" + "a." * 200 + "test/",
    ],
)
def test_what_is_not_fetched(written: str) -> None:
    with pytest.raises(RemoteError) as caught:
        urls.normalise(written)
    assert caught.value.code == "AZ011"


def test_user_info_is_refused_and_not_shown() -> None:
    with pytest.raises(RemoteError) as caught:
        urls.normalise("https://ada:hunter2@docs.test/a")
    assert "hunter2" not in caught.value.message
    assert caught.value.message == "a URL of docs.test with user info is not fetched"


def test_a_redirect_is_resolved_and_checked_as_a_url_is() -> None:
    assert urls.follow("https://docs.test/a/b", "../c") == "https://docs.test/c"
    assert urls.follow("http://docs.test/a", "https://docs.test/a") == "https://docs.test/a"
    for location in ("http://docs.test/a", "file:///etc/passwd", "//ada:x@docs.test/", "//["):
        with pytest.raises(RemoteError):
            urls.follow("https://docs.test/a", location)


def test_what_means_the_same_everywhere() -> None:
    assert urls.is_portable("https://docs.test/a")
    assert urls.is_portable("urn:example:a")
    for uri in ("file:///a", "FILE:///a", "a.yaml", "/a.yaml", "c:/a.yaml", "\\\\host\\a", ""):
        assert not urls.is_portable(uri)
