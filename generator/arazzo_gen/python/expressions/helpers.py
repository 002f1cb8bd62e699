"""Helper functions and constants that the expressions of a step or a workflow need."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.python.context import Context
from arazzo_gen.python.text.literal import string


class StepFunctions:
    """Collects what expressions refer to; implements `code.Functions`.

    Args:
        context: The module.
        function: The function of the step or workflow, with whose name the names start.
    """

    def __init__(self, context: Context, function: str) -> None:
        self._context = context
        self._function = function
        self._names: dict[Hashable, str] = {}
        self.constants: list[str] = []
        self.functions: list[str] = []

    def query(self, query: jsonpath.Query | jsonpath.Test, bound: int) -> str:
        """The name of the function that gives the nodes of a query, or that tests."""
        from arazzo_gen.python.expressions.jsonpath import query_function

        key = ("query", query)
        if key not in self._names:
            finds = isinstance(query, jsonpath.Query)
            name = self._new(key, f"_{self._function}_{'nodes' if finds else 'test'}")
            doc = "The nodes of a JSONPath query." if finds else "A JSONPath filter on the body."
            self.functions.append(query_function(query, name, _values(bound), doc))
        return self._names[key]

    def pattern(self, pattern: str) -> str:
        """The name of the constant that holds a compiled regular expression."""
        key = ("pattern", pattern)
        if key not in self._names:
            name = self._new(key, f"_{self._function.upper()}_PATTERN")
            self.constants.append(f"{name} = re.compile({string(pattern)})")
        return self._names[key]

    def xpath(
        self, path: str | Sequence[str | int], version: str, bound: int, *, holds: bool
    ) -> str:
        """The name of the function that evaluates an XPath expression."""
        from arazzo_gen.python.expressions.xpath import condition_function, value_function

        key = ("xpath", path, version, holds)
        if key not in self._names:
            name = self._new(key, f"_{self._function}_{'xml_test' if holds else 'xml_value'}")
            write = condition_function if holds else value_function
            doc = "Whether an XPath holds for an XML text." if holds else "What an XPath gives."
            self.functions.append(write(path, version, name, _values(bound), doc))
        return self._names[key]

    def setter(self, query: jsonpath.Query, bound: int) -> str:
        """The name of the function that sets a value at the nodes of a JSONPath query."""
        from arazzo_gen.python.expressions.jsonpath_replace import replace_function

        key = ("put", query)
        if key not in self._names:
            name = self._new(key, f"_{self._function}_set")
            names = [f"bound_{number}" for number in range(1, bound + 1)]
            doc = "The body with a value at the nodes of a JSONPath query."
            self.functions.append(replace_function(query, name, names, doc))
        return self._names[key]

    def xpath_setter(self, path: str, version: str) -> str:
        """The name of the function that sets a value at the nodes of an XML text."""
        from arazzo_gen.python.expressions.xpath import replace_function

        key = ("set", path, version)
        if key not in self._names:
            name = self._new(key, f"_{self._function}_xml_set")
            text = replace_function(path, version, name, "Set a value in an XML text.")
            if text is None:
                raise ValueError(f"no replacement is possible at {path!r}")
            self.functions.append(text)
        return self._names[key]

    def _new(self, key: Hashable, wanted: str) -> str:
        self._names[key] = self._context.private_name(wanted)
        return self._names[key]


def _values(bound: int) -> list[str]:
    """The parameters of embedded expressions."""
    return ["value"] if bound == 1 else [f"value_{number}" for number in range(1, bound + 1)]
