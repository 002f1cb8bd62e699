"""Keeps what came of documents and of validations in the cache, and finds it again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from arazzo_gen.cache import DamagedError, Store, digest, environment, sha256_of
from arazzo_gen.config import Options
from arazzo_gen.documents.library import identified
from arazzo_gen.documents.roots import Roots
from arazzo_gen.looks import UNREAD, Ask, Looks
from arazzo_gen.modules import has_texts, keep_texts
from arazzo_gen.outcomes import (
    DAMAGED,
    Files,
    Fresh,
    Opened,
    Outcome,
    Plain,
    Verdict,
    unpack,
    unpack_judged,
)
from arazzo_gen.record import record, replace
from arazzo_gen.remote.errors import NotAllowedError, RemoteError
from arazzo_gen.remote.remote import Remote
from arazzo_gen.states import Kept, States

_DOCUMENT, _SOURCE = "document", "source"


def asked_of_each(options: Options) -> str:
    """What a run is asked to do with each document: all options but those that say which documents
    there are, what is shown of the findings, and what becomes of the modules. One that is new is
    among them until somebody says here that it is not."""
    is_written = options.writes and options.output is not None
    same = Options(documents=(), cwd=options.cwd, output=Path() if is_written else None)
    elsewhere = (
        *("documents", "contents", "passed_over", "excluded", "searched", "whole", "others"),
        *("output", "writes", "check", "diff", "breaking", "prune", "cache", "validate"),
        *("format", "select", "ignore", "per_file_ignores", "folder", "strict"),
        *("baseline", "known"),
    )
    return repr(replace(options, **{name: getattr(same, name) for name in elsewhere}))


@record
class Keeper:
    """What is kept for the documents of a run.

    Attributes:
        options: What the run is asked to do.
        store: The cache; None to keep nothing.
        looks: What the run sees.
        roots: The folders that may be read.
        identities: The documents of the run by the URI that they give themselves.
        remote: Gives documents on the network; None where there is none.
        asked: What the run is asked to do with each document.
    """

    options: Options
    store: Store | None
    looks: Looks
    roots: Roots
    identities: Mapping[str, Sequence[Path]]
    remote: Remote | None
    asked: str

    def find(self, path: Path, files: Files) -> tuple[Outcome, tuple[Ask, ...]] | None:
        """What came of a document as it is now, and what was seen; None where it is not kept."""
        place = self.looks.link(os.fspath(self.options.cwd / path))
        sha = self.looks.hash(place)
        if self.store is None or sha.startswith(UNREAD):
            return None
        found = self._states().find(self._key(path, place, sha))
        if found is None:
            return None
        try:
            outcome = unpack(json.loads(found[1]), {}, files, self.roots.folders)
        except DAMAGED:
            return None
        shas = [sha for made in outcome.modules for sha in made.files.values()]
        return (outcome, found[0]) if has_texts(self.store, shas) else None

    def keep(self, path: Path, fresh: Fresh) -> None:
        """Keep what came of a document."""
        place = os.path.realpath(self.options.cwd / path)
        # The content that was parsed counts, and not what may be in the file by now.
        shas = [sha for kind, at, sha in fresh.asks if kind == "hash" and at == place]
        if self.store is None or not shas or str(shas[0]).startswith(UNREAD):
            return
        keep_texts(self.store, fresh.modules)
        key = self._key(path, place, str(shas[0]))
        self._states().keep(key, fresh.asks, _written(fresh.plain))

    def find_judged(self, opened: Opened) -> Kept | None:
        """What came of a validation; None where it is not kept."""
        return self._states().find(self._source_key(opened))

    def judged(self, kept: Kept, files: Files) -> Verdict:
        """What came of a validation that was found.

        Raises:
            DamagedError: It is damaged.
        """
        try:
            return unpack_judged(json.loads(kept[1]), {}, files, self.roots.folders)
        except DAMAGED:
            raise DamagedError from None

    def keep_judged(self, opened: Opened, fresh: Fresh) -> None:
        """Keep what came of a validation."""
        if fresh.is_final:
            key = self._source_key(opened)
            self._states().keep(key, fresh.asks, _written(fresh.plain))

    # --- Keys and questions -------------------------------------------------------------

    def _key(self, path: Path, place: str, sha: str) -> str:
        return digest(environment(), _DOCUMENT, self.asked, os.fspath(path), place, sha)

    def _source_key(self, opened: Opened) -> str:
        if self.store is None:
            return ""
        used = repr(sorted(opened.used)) if self.options.validate != "full" else ""
        asked = (self.asked, self.options.validate, opened.file.name)
        return digest(environment(), _SOURCE, *asked, *opened.key, used)

    def _states(self) -> States:
        return States(self.store, self.holds)

    def holds(self, ask: Ask) -> bool:
        """Whether a question has the same answer now."""
        kind, place, answer = ask
        if kind == "may":
            return self.roots.hold(place) == answer
        if kind == "self":
            asking, _, uri = place.partition("\0")
            found = identified(self.identities, uri, Path(asking) if asking else None)
            return answer == ("" if found is None else os.fspath(found))
        if kind == "url":
            return self._fetched(place) == answer
        try:
            return self.looks.answer(kind, place) == answer
        except KeyError:
            return False

    def _fetched(self, url: str) -> str:
        if self.remote is None:
            return "not allowed, False"
        try:
            found = self.remote.get(url)
        except RemoteError:
            return UNREAD
        except NotAllowedError as error:
            return f"not allowed, {error.is_locked}"
        return f"{sha256_of(found.content)} {found.url}"


def _written(plain: Plain) -> bytes:
    return json.dumps(plain, separators=(",", ":")).encode()


NO_IDENTITIES: Mapping[str, Sequence[Path]] = MappingProxyType({})
