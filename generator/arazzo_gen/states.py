"""What is kept for each document in the cache: what was seen, and what came of it.

An entry has the states of one document that came last: those of a branch and of another one, say.
One is taken where all that was seen then is the same now. So an entry that is out of date does no
harm, and to go back to an older state costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from arazzo_gen.cache import Store
from arazzo_gen.looks import UNREAD, Ask

_KIND = "state"

_MOST = 8
"""How many states of one document are kept."""

_State: TypeAlias = tuple[list[list[Any]], bytes]

Holds: TypeAlias = Callable[[Ask], bool]

Kept: TypeAlias = tuple[tuple[Ask, ...], bytes]
"""What was seen, and what came of it."""


class States:
    """The states of documents.

    Args:
        store: The cache; None to keep none.
        holds: Whether a question has the same answer now.
    """

    def __init__(self, store: Store | None, holds: Holds) -> None:
        self._store = store
        self._holds = holds

    def find(self, key: str) -> Kept | None:
        """What came of a document as it is now, with what was seen; None where that is not kept."""
        states = self._read(key)
        for number, (asks, data) in enumerate(states):
            known: tuple[Ask, ...] = tuple((what, place, answer) for what, place, answer in asks)
            if all(map(self._holds, known)):
                if number:
                    del states[number]
                    self._write(key, [(asks, data), *states])
                return known, data
        return None

    def keep(self, key: str, asks: Iterable[Ask], data: bytes) -> None:
        """Keep what came of a document, in front of its other states."""
        seen = [list(ask) for ask in asks]
        # What the network has refused once, it may give the next time.
        if self._store is None or any(one[0] == "url" and one[2] == UNREAD for one in seen):
            return
        others = [state for state in self._read(key) if state[0] != seen]
        self._write(key, [(seen, data), *others[: _MOST - 1]])

    def _read(self, key: str) -> list[_State]:
        found = self._store.get(_KIND, key) if self._store is not None else None
        if found is None:
            return []
        head, _, rest = found.partition(b"\n")
        states: list[_State] = []
        try:
            for asks, size in json.loads(head):
                if not all(map(_is_ask, asks)) or type(size) is not int or size < 0:
                    return []
                states.append((asks, rest[:size]))
                rest = rest[size:]
        except (ValueError, TypeError, RecursionError):
            return []
        return states

    def _write(self, key: str, states: Sequence[_State]) -> None:
        assert self._store is not None
        head = json.dumps([[asks, len(data)] for asks, data in states], separators=(",", ":"))
        self._store.put(_KIND, key, b"".join([head.encode(), b"\n", *(data for _, data in states)]))


def _is_ask(data: Any) -> bool:
    what, place, answer = data
    return type(what) is str and type(place) is str and type(answer) in (str, bool)
