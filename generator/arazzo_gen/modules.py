"""The modules of a run: their hashes, and their texts when they are needed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

from arazzo_gen.cache import DamagedError, Store, sha256_of

_KIND = "module"


class Modules(Mapping[str, str]):
    """The texts of modules by file name.

    Attributes:
        hashes: The hashes of their texts, by file name.

    Args:
        hashes: As above.
        read: Gives a text by its hash.
    """

    def __init__(self, hashes: Mapping[str, str], read: Callable[[str], str]) -> None:
        self.hashes = hashes
        self._read = read

    def __getitem__(self, name: str) -> str:
        return self._read(self.hashes[name])

    def below(self, start: str, besides: str | None = None) -> Modules:
        """The modules whose names begin so, without that beginning.

        Args:
            start: How they begin; "" for all.
            besides: Those that begin so are left out.
        """
        names = [name for name in self.hashes if name.startswith(start)]
        names = [name for name in names if besides is None or not name.startswith(besides)]
        hashes = {name.removeprefix(start): self.hashes[name] for name in names}
        return Modules(hashes, self._read)

    def with_texts(self, texts: Mapping[str, str]) -> Modules:
        """These modules, and others with the texts that are given."""
        more = {sha256_of(text.encode()): text for text in texts.values()}
        hashes = {name: sha256_of(text.encode()) for name, text in texts.items()}
        read = self._read
        return Modules(
            {**self.hashes, **hashes}, lambda sha: more[sha] if sha in more else read(sha)
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.hashes)

    def __len__(self) -> int:
        return len(self.hashes)

    def __contains__(self, name: object) -> bool:
        return name in self.hashes

    def __repr__(self) -> str:
        return f"Modules({sorted(self.hashes)})"


def as_modules(files: Mapping[str, str]) -> Modules:
    """Texts by file name as modules."""
    if isinstance(files, Modules):
        return files
    hashes = {name: sha256_of(text.encode()) for name, text in files.items()}
    texts = {hashes[name]: text for name, text in files.items()}
    return Modules(hashes, texts.__getitem__)


def hash_in(files: Mapping[str, str], name: str) -> str:
    """The hash of the text of a module."""
    if isinstance(files, Modules):
        return files.hashes[name]
    return sha256_of(files[name].encode())


class Texts:
    """The texts of modules by their hashes: of this run, or from the cache.

    Args:
        store: The cache; None where there is none.
    """

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._texts: dict[str, str] = {}

    def add(self, texts: Mapping[str, str]) -> None:
        """Add texts that this run has made."""
        self._texts.update(texts)

    def read(self, sha: str) -> str:
        """A text.

        Raises:
            DamagedError: The cache has lost it.
        """
        if sha in self._texts:
            return self._texts[sha]
        data = self._store.get(_KIND, sha) if self._store is not None else None
        try:
            text = zlib.decompress(data or b"").decode()
        except (zlib.error, UnicodeDecodeError):
            text = ""
        if sha256_of(text.encode()) != sha:
            if self._store is not None:
                self._store.drop(_KIND, sha)
            raise DamagedError
        self._texts[sha] = text
        return text


def has_texts(store: Store, shas: Iterable[str]) -> bool:
    """Whether the texts of some modules are kept, which count as used."""
    return all(store.has(_KIND, sha) for sha in shas)


def keep_texts(store: Store, texts: Mapping[str, str]) -> None:
    """Keep the texts of modules."""
    for sha, text in texts.items():
        if not store.has(_KIND, sha):
            store.put(_KIND, sha, zlib.compress(text.encode(), 1))
