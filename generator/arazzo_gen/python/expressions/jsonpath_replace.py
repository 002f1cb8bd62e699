"""Writes functions that set the nodes of a JSONPath query, for replacements."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.expressions.jsonpath.ast import ChildSelector, Filter, Query, Selector, Slice
from arazzo_gen.python.expressions.jsonpath import Writer, function_text, keys_text, slice_text


def replace_function(query: Query, name: str, bound: Sequence[str], doc: str) -> str:
    """Write a function that gives a body with a value at the nodes of a query.

    Args:
        query: The query; missing nodes are not created.
        name: The function's name.
        bound: The names of the parameters for the embedded expressions' values.
        doc: Its docstring, as plain text.

    Returns:
        The source text, not yet formatted: `def name(root: Any, value: object, ...) -> Any`. The
        value that is passed in stays as it is.
    """
    parameters = "".join(f", {parameter}: object" for parameter in bound)
    head = f"def {name}(root: Any, value: object{parameters}) -> Any:"
    if not query.segments:
        return function_text(head, doc, ["return value"])
    writer = Writer([*bound, "places"])
    loop = writer.loop(Query(query.segments[:-1], query.relative), "root")
    clauses = list(loop.clauses)
    parent = loop.at.text()
    last = query.segments[-1]
    if last.descendant:
        node = writer.local(None)
        clauses.append(f"for {node} in _descendants({parent})")
        parent = node
    body = ["root = json.loads(_json_text(root))", "places: list[tuple[Any, str | int]] = []"]
    body += [f"{'    ' * depth}{clause}:" for depth, clause in enumerate(clauses)]
    indent = "    " * len(clauses)
    body += [f"{indent}places += {_places(s, parent, writer)}" for s in last.selectors]
    return function_text(head, doc, [*body, "return _put(root, places, value)"])


def _places(selector: Selector, parent: str, writer: Writer) -> str:
    """The keys or indexes of a selector's nodes in their parent."""
    if isinstance(selector, ChildSelector):
        return f"_places({parent}, {keys_text((writer.key(selector),))})"
    if isinstance(selector, Slice):
        return f"_places({parent}, *range(len(_elements({parent})))[{slice_text(selector)}])"
    if isinstance(selector, Filter):
        node = writer.local(None)
        test = writer.test(selector.test, node)
        loops = f"for key in _keys({parent}) for {node} in _select({parent}, key)"
        return f"_places({parent}, *(key {loops} if {test}))"
    return f"_places({parent}, *_keys({parent}))"
