"""Lowers required parameters that no step gives: to keywords, which callers supply."""

from __future__ import annotations

from collections.abc import Hashable

from arazzo_gen import ir
from arazzo_gen.lower.names.identifiers import class_name, identifier
from arazzo_gen.lower.names.shared import SharedKeywords
from arazzo_gen.openapi.model import OperationParameter
from arazzo_gen.types import Type, without_null
from arazzo_gen.typing.schema import Types


class Supplies:
    """The keywords for such parameters of a workflow's steps.

    Parameters of one name, place and type share a keyword, as credentials of one scheme do.

    Args:
        keywords: Names the keywords.
        types: Types the values.
    """

    def __init__(self, keywords: SharedKeywords, types: Types) -> None:
        self._keywords = keywords
        self._types = types
        self._known: dict[Hashable, ir.Supplied] = {}

    @property
    def all(self) -> tuple[ir.Supplied, ...]:
        """Every keyword that a step may take."""
        return tuple(self._known.values())

    def of(self, declared: OperationParameter) -> ir.Supplied:
        """The keyword for a parameter, which is no path parameter.

        A header may be among the client's own, so that the keyword has a default.
        """
        location = declared.location
        assert location != "path"
        type_ = self._type(declared)
        name = declared.name.lower() if location == "header" else declared.name
        key = (location, name, self._types.table.resolve(type_))
        if key not in self._known:
            param = self._keywords.take(identifier(declared.name, "parameter"))
            needed, doc = location != "header", declared.description
            self._known[key] = ir.Supplied(param, declared.name, location, type_, needed, doc)
        return self._known[key]

    def _type(self, declared: OperationParameter) -> Type:
        hint = class_name(declared.name, "Parameter")
        return without_null(self._types.of(declared.schema, hint, json=True, sent=True))
