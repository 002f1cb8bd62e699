"""The expressions inside the larger trees of the IR."""

from __future__ import annotations

from arazzo_gen import ir


def expressions_in(tree: ir.Cond | ir.Request | ir.WorkflowCall | ir.Body) -> list[ir.Expr]:
    """The outermost expressions of a condition, a request or a call, in order of evaluation."""
    match tree:
        case ir.All() | ir.Any():
            return [expr for item in tree.items for expr in expressions_in(item)]
        case ir.Not():
            return expressions_in(tree.item)
        case ir.Compare():
            return [tree.left, tree.right]
        case ir.Truthy() | ir.Exists() | ir.Length():
            return [tree.value]
        case ir.Matches():
            return [tree.value, *([tree.pattern] if isinstance(tree.pattern, ir.Text) else [])]
        case ir.JsonPathFinds():
            return [tree.base, *tree.bindings]
        case ir.XPathHolds():
            return [tree.base, *([tree.path] if isinstance(tree.path, ir.Text) else [])]
        case ir.WorkflowCall():
            return [expr for _, expr in tree.args]
        case ir.Body():
            later = [e for each in tree.replacements for e in (each.value, *each.bindings)]
            return [tree.value, *later]
        case ir.Request():
            return _request(tree)


def _request(request: ir.Request) -> list[ir.Expr]:
    params = [piece for piece in request.path if isinstance(piece, ir.Param)]
    params += [*request.query, *request.headers, *request.cookies]
    found = [param.value for param in params]
    if request.querystring is not None:
        found.append(request.querystring.value)
    return found + (expressions_in(request.body) if request.body is not None else [])
