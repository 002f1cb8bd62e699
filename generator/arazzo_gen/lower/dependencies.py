"""Finds the workflows that run before a workflow (Arazzo 1.1, "Workflow Object", `dependsOn`).

Each is "completed before this workflow can be processed", and runs only once. The first workflow
that needs a shared dependency runs it, and passes its outputs on to the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from arazzo_gen.analysis.scope import Scope
from arazzo_gen.lower.names.identifiers import Names, identifier


def dependencies_of(scope: Scope, shared: Collection[str]) -> list[Scope]:
    """The workflows that one runs first, in order: those of its `dependsOn`, each behind the shared
    dependencies that it has itself."""
    named = {each.key for _, each in scope.before}
    found: dict[str, Scope] = {}

    def visit(each: Scope) -> None:
        if each.key in found:
            return
        for _, before in each.before:
            visit(before)
        found[each.key] = each

    visit(scope)
    del found[scope.key]
    return [each for key, each in found.items() if key in named or key in shared]


def shared_dependencies(scopes: Sequence[Scope], names: Names) -> dict[str, str]:
    """The keyword for the outputs of each workflow that several of a module depend on."""
    users = Counter(key for scope in scopes for key in {each.key for _, each in scope.before})
    by_key = {scope.key: scope for scope in scopes}
    return {
        key: names.take(f"{identifier(by_key[key].workflow.id.value, 'workflow')}_outputs")
        for key in by_key
        if users[key] > 1
    }
