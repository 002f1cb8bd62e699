"""Operations of OpenAPI documents that lie beside the sources of a document, by their names.

The names are found in the text: a document is read, and not parsed.
"""

from __future__ import annotations

from pathlib import Path

from arazzo_gen.cache import UnreadableError, read_regular
from arazzo_gen.diagnostics.model import Diagnostic, Sought
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.lazy import pattern
from arazzo_gen.lookup.folders import Folders
from arazzo_gen.lookup.sources import shown
from arazzo_gen.record import replace

_MOST_FILES = 200
"""How many documents beside a source are read at the most."""

_MOST_BYTES = 8 * 1024 * 1024
"""How large a document is at the most that is read for this."""

_OPENAPI = pattern(r"""(?m)(?:^|[{,])[ \t\r\n]*["']?(?:openapi|swagger)["']?[ \t]*:""")
_ID = pattern(
    r"""operationId["']?[ \t]*:[ \t]*"""
    r"""(?:"([^"\\\n]+)"|'([^'\n]+)'|([^\s'"{}\[\],#&*!|>%@`][^\s{}\[\],]*))"""
)


class Operations:
    """The operations of the documents that are looked at in one run; each is read once."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._known: dict[Path, tuple[str, ...]] = {}

    def beside(self, sought: Sought) -> dict[Path, tuple[str, ...]]:
        """The operations of the documents beside the sources, by document."""
        found: dict[Path, tuple[str, ...]] = {}
        for folder in dict.fromkeys(path.parent for path in sought.places):
            for name in self._folders.files(folder)[:_MOST_FILES]:
                path = folder / name
                if path not in sought.places and not self._folders.is_spent:
                    found[path] = self._names(path)
        return found

    def _names(self, path: Path) -> tuple[str, ...]:
        if path not in self._known:
            self._known[path] = _read(path)
        return self._known[path]


def with_operation(found: Diagnostic, operations: Operations, cwd: Path) -> Diagnostic:
    """A finding of an operation that no source has, with the document that has it, or one that
    is called nearly so."""
    sought = found.sought
    assert sought is not None
    known = operations.beside(sought)
    files = [path for path, names in known.items() if sought.word in names]
    if files:
        named = " and ".join(f"`{shown(path, cwd)}`" for path in files[:2])
        hint = f"it is in {named}: name that in `sourceDescriptions`"
        return replace(found, help=hint, edits=())
    if found.help is not None and found.help.startswith("did you mean"):
        return found
    near = nearest(sought.word, dict.fromkeys(name for names in known.values() for name in names))
    if near is None:
        return found
    path = next(path for path, names in known.items() if near in names)
    return replace(found, help=f"did you mean {near!r} of `{shown(path, cwd)}`?")


def _read(path: Path) -> tuple[str, ...]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return ()
        text = read_regular(path, follow=False).decode("utf-8-sig", "replace")
    except (OSError, ValueError, UnreadableError):
        return ()
    if _OPENAPI.search(text) is None:
        return ()
    return tuple(dict.fromkeys(next(filter(None, found)) for found in _ID.findall(text)))
