"""Finds the inputs of a workflow that texts name, in whatever spelling.

An input that is named is read, or was meant to be: then another finding speaks of the spelling.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from arazzo_gen.analysis.mentions import texts_of
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.lazy import pattern
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node

_ROOT: Final = pattern(r"\binputs?(?![\w-])", re.IGNORECASE)
_BEFORE_NAME: Final = pattern(r"(?:\.|#/|\[\s*['\"]?)(?=[^\s.*?\]])")
_OPENED: Final = pattern(r"(?:\$\{|[#%@]\{|\{\{|\{\s*\$|\[\[|<%=?)\s*[$.]*|\$")
_ALONE: Final = pattern(r"\s*\{\s*([^{}]*?)\s*\}\s*")
_IN_NAME: Final = pattern(r"[\w-]")
_WORD: Final = pattern(r"[A-Za-z_][\w-]*")
_ROOTS: Final = {"components", "inputs", "message", "method", "outputs", "request", "response"} | {
    "self",
    "sourceDescriptions",
    "statusCode",
    "steps",
    "url",
    "workflows",
}
_PROSE: Final = frozenset({"inputs", "summary", "description"})


def read_by(scope: Scope, names: Collection[str]) -> set[str]:
    """Those of some names of inputs that a text of the workflow names."""
    return _named(_texts(scope), names)


def read_by_others(scope: Scope, names: Collection[str]) -> set[str]:
    """Those of some names of inputs that are declared in a component, which another workflow of the
    document may read: the component, or a workflow whose inputs refer to one."""
    return _named(_shared_texts(scope.document.root), names)


@functools.lru_cache(maxsize=4)
def _shared_texts(root: Node) -> tuple[str, ...]:
    """The different texts of a document that may read an input of a component. All its workflows
    ask for them."""
    parts = [each for key, each in root.entries.items() if key != "workflows"]
    workflows = root.get("workflows")
    for workflow in workflows.items if workflows is not None else ():
        inputs = workflow.get("inputs")
        if inputs is not None and any("$ref" in each.entries for each in inputs.walk()):
            parts.append(workflow)
    texts = dict.fromkeys(node.text or "" for part in parts for node in part.walk())
    ways = (_ROOT.search, _OPENED.search, _ALONE.fullmatch)
    return tuple(text for text in texts if any(way(text) for way in ways))


@functools.lru_cache(maxsize=4)
def _texts_of_others(root: Node) -> tuple[str, ...]:
    """The different texts of a document that may read an input of another workflow."""
    texts = dict.fromkeys(node.text or "" for node in root.walk())
    return tuple(text for text in texts if "$workflows." in text)


def _named(texts: Iterable[str], names: Collection[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        if len(found) == len(names):
            break  # most workflows read all of their inputs in the first texts
        for match in _ROOT.finditer(text):
            behind = _BEFORE_NAME.match(text, match.end())
            if behind is not None:
                found.update(_at(text, behind.end(), names))
            elif text.startswith("$", match.start() - 1):
                return set(names)  # all inputs are read as one value
        for match in _OPENED.finditer(text):
            found.update(each for each in _at(text, match.end(), names) if each not in _ROOTS)
        alone = _ALONE.fullmatch(text)
        if alone is not None and alone[1] in names:
            found.add(alone[1])
    return found


def _at(text: str, start: int, names: Collection[str]) -> list[str]:
    """The names that may stand at an offset of a text, else the one near to what stands there."""
    found = [
        name
        for name in names
        if text.startswith(name, start) and not _IN_NAME.match(text, start + len(name))
    ]
    word = _WORD.match(text, start)
    if found or word is None or word[0] in _ROOTS:
        return found
    near = nearest(word[0], names)
    return [near] if near is not None else []


def in_braces(scope: Scope, name: str) -> Span | None:
    """Where a text of the workflow has the name of an input in braces alone, as `Order {name}`."""
    wanted = "{" + name + "}"
    for node in _written(scope):
        text = node.text or ""
        if wanted in text and "#/" not in text:  # in an operationPath it is a part of the path
            start = text.index(wanted)
            return node.span.inside(start, start + len(wanted))
    return None


def _texts(scope: Scope) -> Iterator[str]:
    """The texts of the workflow, also of fields that its model leaves out, those of the components
    that it refers to, and those of other workflows that read its inputs."""
    yield from texts_of(scope.workflow)
    yield from (node.text or "" for node in _written(scope))
    other = f"$workflows.{scope.workflow.id.value}.inputs."
    yield from (text for text in _texts_of_others(scope.document.root) if other in text)


def _written(scope: Scope) -> Iterator[Node]:
    """The workflow as it is written, without its inputs and what is for people."""
    workflows = scope.document.root.get("workflows")
    for workflow in workflows.items if workflows is not None else ():
        if workflow.span == scope.workflow.span:
            steps = workflow.get("steps")
            left_out = {*_PROSE, "steps"}
            parts = [each for key, each in workflow.entries.items() if key not in left_out]
            for step in steps.items if steps is not None else ():
                parts += [each for key, each in step.entries.items() if key not in _PROSE]
            for part in parts:
                yield from part.walk()
