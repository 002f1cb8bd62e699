"""Gets the documents on the network that a build needs, each once: locked, cached or fetched."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from arazzo_gen.cache import FETCHED, Store, sha256_of, user_store
from arazzo_gen.looks import Looks
from arazzo_gen.record import record
from arazzo_gen.remote import urls
from arazzo_gen.remote.errors import NotAllowedError, RemoteError
from arazzo_gen.remote.fetched import Fetched
from arazzo_gen.remote.lock import Entry, read_lock, write_lock

_MOST_DOCUMENTS: Final = 1000
_MOST_BYTES: Final = 256 * 1024 * 1024


@record
class Renewal:
    """The locked documents that are fetched again, with other content than is locked if need be.

    Attributes:
        everything: Whether all of them are.
        urls: The URLs of those that are, as `urls.normalise` spells them.
    """

    everything: bool = False
    urls: frozenset[str] = frozenset()

    def takes(self, url: str) -> bool:
        """Whether this document is fetched again."""
        return self.everything or url in self.urls


class Remote:
    """Gets documents by URL.

    It takes a locked document from the cache, if that has it: this needs no network and no
    permission. Otherwise it fetches the document, which must have the locked content. It notes
    each document that is not locked.

    Args:
        lock_file: Where the lock file is, or would be.
        lock_name: What diagnostics call it.
        allow: Whether the network may be used.
        fetch: Fetches a document; raises RemoteError.
        store: Opens the store with the copies.
        renewal: The locked documents to fetch again.
    """

    def __init__(
        self,
        lock_file: Path,
        lock_name: str,
        *,
        allow: bool,
        fetch: Callable[[str], Fetched],
        store: Callable[[], Store] = user_store,
        renewal: Renewal | None = None,
    ) -> None:
        self.lock_file = lock_file
        self.lock_name = lock_name
        self._allow = allow
        self._fetch = fetch
        self._open_store = store
        self._renewal = renewal or Renewal()
        self._budget = _Budget()
        self._locked: dict[str, Entry] | None = None
        self._found: dict[str, Entry] = {}
        self._known: dict[str, Fetched | RemoteError | NotAllowedError] = {}

    def get(self, url: str) -> Fetched:
        """The document at a URL.

        Args:
            url: The URL, in any spelling.

        Raises:
            NotAllowedError: The network would be needed, and may not be used.
            RemoteError: The document cannot be fetched, or has other content than is locked; or
                the lock file cannot be read, and then nothing is fetched.
        """
        try:
            url = urls.normalise(url)
        except RemoteError:
            if not self._allow:
                raise NotAllowedError(is_locked=False) from None
            raise
        if url not in self._known:
            try:
                self._known[url] = self._get(url)
            except (RemoteError, NotAllowedError) as error:
                self._known[url] = error
        known = self._known[url]
        if isinstance(known, Fetched):
            return known
        raise known

    def _get(self, url: str) -> Fetched:
        entry = None if self._renewal.takes(url) else self.locked.get(url)
        if entry is not None:
            self._found[url] = entry
            content = self._open_store().get(FETCHED, entry.sha256)
            if content is not None and sha256_of(content) == entry.sha256:
                return Fetched(entry.url or url, content)
        if not self._allow:
            raise NotAllowedError(is_locked=entry is not None)
        self._budget.check()
        fetched = self._fetch(url)
        self._budget.spend(len(fetched.content))
        new = Entry(sha256_of(fetched.content), fetched.url if fetched.url != url else None)
        if entry is not None and new.sha256 != entry.sha256:
            message = f"{urls.shown(url)} has changed since it was locked in {self.lock_name}"
            hint = "if you trust the change: `arazzo-gen lock --update`"
            raise RemoteError("AZ012", message, hint)
        self._open_store().put(FETCHED, new.sha256, fetched.content)
        self._found[url] = entry or new
        return Fetched(self._found[url].url or url, fetched.content)

    @property
    def is_used(self) -> bool:
        """Whether any document on the network was asked for."""
        return bool(self._known)

    @property
    def may_give(self) -> bool:
        """Whether it may have a document: the network may be used, or there is a lock file."""
        return self._allow or self.lock_file.exists()

    def knows(self, url: str) -> bool:
        """Whether this document was asked for; the URL is as `urls.normalise` spells it."""
        return url in self._known

    @property
    def locked(self) -> dict[str, Entry]:
        """The entries of the lock file as it is.

        Raises:
            LockError: It cannot be read.
        """
        if self._locked is None:
            self._locked = read_lock(self.lock_file, self.lock_name)
        return self._locked

    def changes(self, *, drop: bool = False) -> LockChanges:
        """What the build would change in the lock file.

        Args:
            drop: Whether to drop the entries that the build did not need.

        Raises:
            LockError: It cannot be read.
        """
        kept = {} if drop else self.locked
        return LockChanges(self.locked, {**kept, **self._found})

    def lock_input(self) -> list[tuple[str, str, str | bool]] | None:
        """The lock file as something that the build has seen (`looks.Ask`).

        Returns:
            None where another build may get other documents from the network with the same lock
            file.
        """
        given = all(isinstance(known, Fetched) for known in self._known.values())
        if self.is_used and not (given and self.changes().is_empty):
            return None
        place = os.fspath(self.lock_file)
        return [("hash", place, Looks().hash(place))]


@record
class LockChanges:
    """A lock file before and after."""

    before: Mapping[str, Entry]
    after: Mapping[str, Entry]

    @property
    def text(self) -> str:
        """The lock file as it should be."""
        return write_lock(self.after)

    def lines(self) -> list[tuple[str, str]]:
        """What became of each URL: added, renewed, unchanged or dropped."""
        found: list[tuple[str, str]] = []
        for url in sorted({*self.before, *self.after}):
            old, new = self.before.get(url), self.after.get(url)
            if old is None:
                found.append(("added", url))
            elif new is None:
                found.append(("dropped", url))
            else:
                found.append(("unchanged" if old == new else "renewed", url))
        return found

    @property
    def is_empty(self) -> bool:
        """Whether the lock file is as it should be."""
        return dict(self.before) == dict(self.after)


@record(frozen=False)
class _Budget:
    """How much one build may fetch, so that documents that name documents have an end."""

    documents: int = 0
    size: int = 0

    def check(self) -> None:
        """Refuse a fetch where the budget is used up."""
        if self.documents >= _MOST_DOCUMENTS or self.size >= _MOST_BYTES:
            most = f"{_MOST_DOCUMENTS} documents and {_MOST_BYTES // 1024 // 1024} MiB"
            raise RemoteError("AZ010", f"no more is fetched: one build takes {most} at most")

    def spend(self, size: int) -> None:
        """Count a fetch of some bytes."""
        self.documents += 1
        self.size += size
