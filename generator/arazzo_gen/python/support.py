"""The support code of a module: the pieces that it uses, and the imports of what they use."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from arazzo_gen.record import record
from arazzo_gen.templates_path import templates_folder

_MODULES = (
    "asyncio", "base64", "contextlib", "copy", "enum", "functools", "itertools", "json", "math",
    "random", "re", "ssl", "sys", "time", "unicodedata",
)  # fmt: skip
_FROM: Mapping[str, tuple[str, ...]] = {
    "collections": ("Counter",),
    "collections.abc": (
        "AsyncGenerator", "Callable", "Generator", "Iterable", "Iterator", "Mapping", "Sequence",
    ),
    "dataclasses": ("dataclass", "field"),
    "typing": (
        "IO", "Any", "Final", "Literal", "NotRequired", "TypeAlias", "TypedDict", "TypeGuard",
        "TypeVar", "cast",
    ),
    "urllib.parse": ("quote", "urlencode"),
    "xml.etree": ("ElementTree",),
    "xml.parsers": ("expat",),
}  # fmt: skip
_OTHERS: Mapping[str, str] = {
    "elementpath": "import elementpath",
    "XPath1Parser": "from elementpath import XPath1Parser",
    "XPath2Parser": "from elementpath import XPath2Parser",
    "XPath30Parser": "from elementpath.xpath30 import XPath30Parser",
    "XPath31Parser": "from elementpath.xpath31 import XPath31Parser",
}
_SPECIAL = {"email": "import email.utils"}

IMPORTED = frozenset(
    {*_MODULES, *(name for names in _FROM.values() for name in names), *_SPECIAL, *_OTHERS, "httpx"}
)
"""Names that an import line may define."""

# A definition as it begins: with its decorators, at the margin.
_DEFINITION = re.compile(
    r"^(?:@.+\n)*(?:(?:async )?def |class )?(?P<name>(?!async|class|def)\w+)(?=[(:]| =)",
    re.MULTILINE,
)

ALWAYS = ("MissingValue", "PollTimeout", "Polling", "StepEvent", "StepFailed", "WorkflowError")
"""What every module exports besides its own functions and classes."""


@record
class Piece:
    """One definition of the support code.

    Attributes:
        name: What it defines.
        text: Its source.
        early: Whether it must stand before the functions that use it.
    """

    name: str
    text: str
    early: bool

    @property
    def uses(self) -> frozenset[str]:
        """The names that it refers to."""
        return names_used(self.text)


@functools.cache
def pieces() -> tuple[Piece, ...]:
    """All support code, in the order in which it is written."""
    found = []
    for path in sorted((templates_folder() / "support").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        # Told apart by their first lines: most are not used, and parsing all takes long.
        starts = list(_DEFINITION.finditer(text))
        ends = [match.start() for match in starts[1:]] + [len(text)]
        for match, end in zip(starts, ends, strict=True):
            source = text[match.start() : end].rstrip()
            found.append(Piece(match["name"], source, path.name < "10"))
    return tuple(found)


def select(used: Iterable[str]) -> list[Piece]:
    """The pieces that define names, with those that they need, in order.

    Args:
        used: The names, as `names_used` gives them for all that is not support code.
    """
    by_name = {piece.name: piece for piece in pieces()}
    wanted: set[str] = set()
    pending = list(used)
    while pending:
        name = pending.pop()
        if name in by_name and name not in wanted:
            wanted.add(name)
            pending += by_name[name].uses
    return [piece for piece in pieces() if piece.name in wanted]


def imports(used: Collection[str], http: str) -> str:
    """The import lines that names need; `http` is "httpx" or "httpx2"."""
    lines = sorted(
        [f"import {name}" for name in _MODULES if name in used]
        + [line for name, line in _SPECIAL.items() if name in used]
    )
    for module, names in _FROM.items():
        chosen = [name for name in names if name in used]
        if chosen:
            lines.append(f"from {module} import {', '.join(chosen)}")
    line = "import httpx" if http == "httpx" else "import httpx2 as httpx"
    others = [other for name, other in _OTHERS.items() if name in used]
    return "\n".join([*lines, "", *others, line])


@functools.lru_cache(maxsize=4096)
def names_used(text: str) -> frozenset[str]:
    """The names that a text refers to and does not bind in the function that does so.

    What a text of several definitions refers to is what each of them refers to, so that each
    has to be read only once.
    """
    used: set[str] = set()
    _note_names(ast.parse(text), used, set())
    return frozenset(used)


def _note_names(node: ast.AST, used: set[str], bound: set[str]) -> None:
    """Note the names that a node refers to, but for its own functions' variables, and binds."""
    if isinstance(node, ast.Name):
        (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        _note_function(node, used, bound)
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.AnnAssign | ast.Call) and _is_quoted_type(node):
        for quoted in _quoted_types(node):
            used.update(_quoted_names(quoted))
    for child in ast.iter_child_nodes(node):
        _note_names(child, used, bound)


def _note_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, used: set[str], bound: set[str]
) -> None:
    arguments = node.args
    outside: list[ast.expr] = [*node.decorator_list, *arguments.defaults]
    outside += [default for default in arguments.kw_defaults if default is not None]
    if node.returns is not None:
        outside.append(node.returns)
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    outside += [one.annotation for one in every if one.annotation is not None]
    for expression in outside:
        _note_names(expression, used, bound)
    inner_used: set[str] = set()
    inner_bound: set[str] = set()
    for statement in node.body:
        _note_names(statement, inner_used, inner_bound)
    used |= inner_used - inner_bound - {one.arg for one in every}
    bound |= {node.name, *inner_bound}


def _is_quoted_type(node: ast.AST) -> bool:
    """Whether strings in a node are types: those of an alias or of a functional TypedDict."""
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"
    return isinstance(node, ast.Call) and any(
        _is_name(node.func, name) for name in ("TypedDict", "cast")
    )


def _quoted_types(node: ast.AST) -> Iterator[str]:
    """The strings in a node that are types: neither the values of an enum nor keys."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _quoted_types(value)
    elif not (isinstance(node, ast.Subscript) and _is_name(node.value, "Literal")):
        for child in ast.iter_child_nodes(node):
            yield from _quoted_types(child)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _quoted_names(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
