"""Helper functions and constants that the expressions of one step need."""

from __future__ import annotations

from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.python.context import Context
from arazzo_gen.python.literal import string


class StepFunctions:
    """Collects what a step's expressions refer to; implements `code.Functions`.

    Args:
        context: The module.
        function: The name of the step's function, which the names start with.
    """

    def __init__(self, context: Context, function: str) -> None:
        self._context = context
        self._function = function
        self._names: dict[str, str] = {}
        self.constants: list[str] = []
        self.functions: list[str] = []

    def query(self, query: jsonpath.Query | jsonpath.Test, bound: int) -> str:
        """The name of the function that gives the nodes of a query, or that tests."""
        from arazzo_gen.python.jsonpath import query_function

        key = repr(("query", query))
        if key not in self._names:
            finds = isinstance(query, jsonpath.Query)
            name = self._new(key, f"_{self._function}_{'nodes' if finds else 'test'}")
            params = [f"value_{number}" for number in range(1, bound + 1)]
            doc = "The nodes of a JSONPath query." if finds else "A JSONPath filter on the body."
            self.functions.append(query_function(query, name, params, doc))
        return self._names[key]

    def pattern(self, pattern: str) -> str:
        """The name of the constant that holds a compiled regular expression."""
        key = repr(("pattern", pattern))
        if key not in self._names:
            name = self._new(key, f"_{self._function.upper()}_PATTERN")
            self.constants.append(f"{name} = re.compile({string(pattern)})")
        return self._names[key]

    def xpath(self, path: str, version: str, *, holds: bool) -> str:
        """The name of the function that evaluates an XPath expression."""
        raise NotImplementedError(path, version, holds)

    def _new(self, key: str, wanted: str) -> str:
        self._names[key] = self._context.private_name(wanted)
        return self._names[key]
