"""Maps URLs to local files, by the table `urls` of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

from arazzo_gen.record import record
from arazzo_gen.remote import urls
from arazzo_gen.remote.errors import RemoteError


@record
class Vendored:
    """Which file stands for which URL.

    Attributes:
        paths: A file for each URL. For a URL that ends in a slash, it is a folder, which stands
            for everything below.
    """

    paths: Mapping[str, Path] = MappingProxyType({})

    def find(self, url: str) -> Path | None:
        """The file that stands for a URL: by its own entry, else by the longest URL above it."""
        if not self.paths:
            return None
        try:
            url = urls.normalise(url)
        except RemoteError:
            return None
        if url in self.paths and not url.endswith("/"):
            return self.paths[url]
        place = urls.without_query(url)
        above = [known for known in self.paths if known.endswith("/") and place.startswith(known)]
        if not above:
            return None
        longest = max(above, key=len)
        below = unquote(place.removeprefix(longest)).replace("\\", "/")
        # A URL cannot lead out of the folder that stands for the URL above it.
        if ".." in below.split("/") or "\0" in below or Path(below).is_absolute() or not below:
            return None
        return self.paths[longest] / below

    def folders(self) -> list[Path]:
        """The folders from which these files and what they refer to are read."""
        return [path if url.endswith("/") else path.parent for url, path in self.paths.items()]
