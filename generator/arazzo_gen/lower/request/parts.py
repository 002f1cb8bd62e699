"""The parameters of one request while they are lowered."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.openapi.model import SchemeUse
from arazzo_gen.record import fresh, record


@record(frozen=False)
class RequestParts:
    """The parameters of a request, by location."""

    path: dict[str, ir.Param] = fresh(factory=dict)
    query: list[ir.Param] = fresh(factory=list)
    headers: list[ir.Param] = fresh(factory=list)
    cookies: list[ir.Param] = fresh(factory=list)
    querystring: ir.Param | None = None
    fixed_query: list[str] = fresh(factory=list)
    """Parts of the query that are spelled already."""

    keys: list[SchemeUse] = fresh(factory=list)
    """The security schemes that name required parameters which the step does not give."""

    def put(self, location: str, param: ir.Param) -> None:
        """Add a parameter."""
        if location == "path":
            self.path[param.name] = param
        elif location == "querystring":
            self.querystring = param
        else:
            places = {"query": self.query, "header": self.headers, "cookie": self.cookies}
            places[location].append(param)

    def given(self, location: str, name: str) -> bool:
        """Whether there is a parameter (header names ignore case)."""
        if location == "path":
            return name in self.path
        if location == "querystring":
            return self.querystring is not None or bool(self.query)
        if location == "header":
            return any(p.name.lower() == name.lower() for p in self.headers)
        return any(p.name == name for p in (self.query if location == "query" else self.cookies))
