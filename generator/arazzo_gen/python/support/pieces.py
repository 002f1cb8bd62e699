"""The support code of a module: the pieces that it uses, and the imports of what they use."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Mapping

from arazzo_gen.lazy import pattern
from arazzo_gen.python.modes import sync_form
from arazzo_gen.python.support.uses import parsed_names, words_of
from arazzo_gen.python.text.sorting import as_imported
from arazzo_gen.record import record, replace
from arazzo_gen.templates_path import templates_folder

_MODULES = (
    "asyncio", "base64", "codecs", "contextlib", "contextvars", "copy", "datetime", "enum",
    "functools", "io", "itertools", "json", "math", "random", "re", "ssl", "sys", "time",
    "unicodedata", "zlib",
)  # fmt: skip
_FROM: Mapping[str, tuple[str, ...]] = {
    "collections": ("Counter",),
    "collections.abc": (
        "AsyncGenerator", "Awaitable", "Callable", "Generator", "Iterable", "Iterator", "Mapping",
        "Sequence",
    ),
    "dataclasses": ("dataclass", "field"),
    "decimal": ("Decimal",),
    "typing": (
        "IO", "Any", "Final", "Literal", "NotRequired", "TypeAlias", "TypedDict", "TypeGuard",
        "TypeVar", "cast",
    ),
    "urllib.parse": ("quote", "urlencode"),
    "xml.etree": ("ElementTree",),
    "xml.parsers": ("expat",),
}  # fmt: skip
_FROM_DURABLE: Mapping[str, tuple[str, ...]] = {
    **_FROM,
    "dataclasses": ("asdict", *_FROM["dataclasses"]),
    "typing": (*_FROM["typing"][:5], "Protocol", *_FROM["typing"][5:]),
}
"""The same for modules with a durable form."""
_OTHERS: Mapping[str, str] = {
    "elementpath": "import elementpath",
    "XPath1Parser": "from elementpath import XPath1Parser",
    "XPath2Parser": "from elementpath import XPath2Parser",
    "XPath30Parser": "from elementpath.xpath30 import XPath30Parser",
    "XPath31Parser": "from elementpath.xpath31 import XPath31Parser",
}
OTHERS = frozenset(_OTHERS)
"""Names that come from libraries which not every module needs."""

_SPECIAL = {"email": "import email.utils"}

IMPORTED = frozenset(
    {*_MODULES, *(name for names in _FROM.values() for name in names), *_SPECIAL, *_OTHERS, "httpx"}
)
"""Names that an import line may define."""

IMPORTED_BY_DURABLE = frozenset({"asdict", "Protocol"})
"""Those that it may define besides in a module with a durable form."""

# A definition as it begins: with its decorators, at the margin.
_DEFINITION = pattern(
    r"^(?:@.+\n)*(?:(?:async )?def |class )?(?P<name>(?!async|class|def)\w+)(?=[(:]| =)",
    re.MULTILINE,
)
# What is written once for both kinds of functions, as `_send = sync(_send_async)` says.
_DERIVED = pattern(r"\w+ = sync\((?P<async>\w+)\)\Z")

ALWAYS = ("MissingValue", "PollTimeout", "Polling", "StepEvent", "StepFailed", "WorkflowError")
"""What every module exports besides its own functions and classes."""

RUNTIME = "_runtime"
"""The module of a package that the others import."""


@record
class Piece:
    """One definition of the support code.

    Attributes:
        name: What it defines.
        text: Its source.
        early: Whether it must stand before the functions that use it.
        derived: Whether its source comes of an async one, and so has to be formatted.
    """

    name: str
    text: str
    early: bool
    derived: bool = False

    @property
    def uses(self) -> frozenset[str]:
        """The names that it refers to."""
        return names_used(self.text)


@functools.cache
def pieces(*, durable: bool = False) -> tuple[Piece, ...]:
    """All support code, in the order in which it is written.

    Args:
        durable: Also that of durable runs, behind all other.
    """
    folder = templates_folder() / "support"
    found = []
    paths = sorted(folder.glob("*.py"))
    paths += sorted((folder / "durable").glob("*.py")) if durable else []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        # Told apart by their first lines: most are not used, and parsing all takes long.
        starts = list(_DEFINITION.finditer(text))
        ends = [match.start() for match in starts[1:]] + [len(text)]
        for match, end in zip(starts, ends, strict=True):
            source = text[match.start() : end].rstrip()
            found.append(Piece(match["name"], source, path.name < "10"))
    texts = {piece.name: piece.text for piece in found}
    return tuple(_with_text(piece, texts) for piece in found)


def _with_text(piece: Piece, texts: Mapping[str, str]) -> Piece:
    """A piece with its source, also where that is derived from the source of another."""
    derived = _DERIVED.match(piece.text)
    if derived is None:
        return piece
    return replace(piece, text=sync_form(texts[derived["async"]]), derived=True)


@functools.cache
def formatted_pieces(*, durable: bool = False) -> frozenset[str]:
    """The texts of the pieces that are formatted: black changes none of them."""
    return frozenset(piece.text for piece in pieces(durable=durable) if not piece.derived)


def select(used: Iterable[str], *, durable: bool = False) -> list[Piece]:
    """The pieces that define names, with those that they need, in order.

    Args:
        used: The names, as `names_used` gives them for all that is not support code.
        durable: Whether the pieces of durable runs are among them.
    """
    by_name = {piece.name: piece for piece in pieces(durable=durable)}
    wanted: set[str] = set()
    pending = list(used)
    while pending:
        name = pending.pop()
        if name in by_name and name not in wanted:
            wanted.add(name)
            pending += by_name[name].uses
    return [piece for piece in pieces(durable=durable) if piece.name in wanted]


def imports(used: Collection[str], http: str, *, durable: bool = False) -> str:
    """The import lines that names need; `http` is "httpx" or "httpx2"."""
    lines = sorted(
        [f"import {name}" for name in _MODULES if name in used]
        + [line for name, line in _SPECIAL.items() if name in used]
    )
    for module, names in (_FROM_DURABLE if durable else _FROM).items():
        chosen = [name for name in names if name in used]
        if chosen:
            lines.append(f"from {module} import {', '.join(chosen)}")
    line = "import httpx" if http == "httpx" else "import httpx2 as httpx"
    others = [other for name, other in _OTHERS.items() if name in used]
    return "\n".join([*lines, "", *others, line])


def shared_import(names: Iterable[str]) -> str:
    """The statement that takes names from `_runtime.py` into another file of a package."""
    return f"from .{RUNTIME} import {', '.join(as_imported(names))}"


@functools.lru_cache(maxsize=4096)
def names_used(text: str) -> frozenset[str]:
    """The names that a text refers to and does not bind in the function that does so.

    What a text of several definitions refers to is what each of them refers to, so that each
    has to be read only once.

    Args:
        text: Statements, as the writers of this package write them.

    Returns:
        The names; of those that a module has at its top level, none is missing.
    """
    words = words_of(text)
    if words is not None:
        used, bound = words
        outer = {name for name in used if name[0] == "_" or name in _known()}
        if outer.isdisjoint(bound):
            return frozenset(outer)
    return parsed_names(text)


@functools.cache
def _known() -> frozenset[str]:
    names = (piece.name for piece in pieces(durable=True))
    return frozenset({*IMPORTED, *IMPORTED_BY_DURABLE, *names})
