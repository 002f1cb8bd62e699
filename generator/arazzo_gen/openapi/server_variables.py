"""Reads the variables of a server's URL (OpenAPI 3.1, "Server Variable Object")."""

from __future__ import annotations

import re
from collections.abc import Mapping

from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import ServerVariable
from arazzo_gen.openapi.placeholders import has_gap, is_placeholder
from arazzo_gen.openapi.reading import text_of
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import Node
from arazzo_gen.text.written import is_number, number_text

_VARIABLE = pattern(r"\{([^{}]*)\}")
_URL = pattern(r"https?://", re.IGNORECASE)


@record(frozen=False)
class ServerTemplate:
    """A server's URL whose variables have been read.

    Attributes:
        url: The URL, in which variables of one value are filled in.
        variables: The others.
        tried: A value for each of them, with which the URL can be looked at.
    """

    url: str
    variables: tuple[ServerVariable, ...]
    tried: dict[str, str]

    @property
    def filled(self) -> str:
        """The URL with a value for each variable."""
        return fill(self.url, self.tried)


def fill(url: str, values: Mapping[str, str]) -> str:
    """A URL with the values of some of its variables."""
    return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), url)


def read_template(url: str, server: Node, report: Report) -> ServerTemplate | None:
    """A server's URL with its variables.

    Args:
        url: The URL as it is written.
        server: The Server Object.
        report: Gets a warning for a variable that cannot be filled in.

    Returns:
        None where the URL names a variable that is not there (reported).
    """
    declared = server.get("variables")
    fixed: dict[str, str] = {}
    read: list[ServerVariable] = []
    tried: dict[str, str] = {}
    for name in dict.fromkeys(_VARIABLE.findall(url)):
        variable = declared.get(name) if declared is not None else None
        if variable is None:
            message = f"the server variable {name!r} has no default, so this URL is not used"
            hint = "give it a default under `variables`"
            report.add("AZ808", server.entries["url"].span, message, help=hint)
            return None
        _check_enum(name, variable, report)
        value, choices = _default(variable), _choices(variable)
        if value is not None and choices == (value,) and not is_placeholder(value):
            fixed[name] = value
            continue
        read.append(_variable(name, variable, report))
        # A default that is a placeholder is no value, but may show that a whole URL stands there.
        stands_in = "https://x" if _URL.match(value or "") else "x"
        tried[name] = (read[-1].default or "").strip() or stands_in
    template = ServerTemplate(fill(url, fixed), (), tried)
    template.variables = tuple(_gap(template, each) for each in read)
    return template


def _variable(name: str, variable: Node, report: Report) -> ServerVariable:
    default, choices = _default(variable), _choices(variable)
    span = (variable.get("default") or variable).span
    doubt = None
    if default is None:
        message = f"the server variable {name!r} has no default, so callers have to give a value"
        report.add("AZ808", span, message, help="give it one, if there is one")
    elif is_placeholder(default):
        doubt = "is a placeholder"
        choices = tuple(choice for choice in choices if choice != default)
        default = None
    description = text_of(variable, "description")
    return ServerVariable(name, default, choices, description, doubt, span)


def _gap(template: ServerTemplate, variable: ServerVariable) -> ServerVariable:
    """A variable; without its default where that is empty, and a part of the URL is missing."""
    if variable.default is None or variable.default.strip() or len(variable.choices) > 1:
        return variable
    if not has_gap(fill(template.url, {**template.tried, variable.name: ""})):
        return variable
    return replace(variable, default=None, choices=(), doubt="is empty")


def _check_enum(name: str, variable: Node, report: Report) -> None:
    """Report a default that is not in the enum (OpenAPI 3.1, "Server Variable Object")."""
    default, enum = variable.get("default"), variable.get("enum")
    choices = [_shown(item) for item in enum.items] if enum is not None else []
    if default is None or not choices or _shown(default) in choices:
        return
    near = nearest(_shown(default), choices)
    report.add(
        "AZ808",
        default.span,
        f"the default of the server variable {name!r} is not in its enum; it is used as it is",
        help=f"did you mean '{near}'?" if near else listed(choices, "write one of"),
        notes=[Note("the enum", enum.span)] if enum is not None else (),
    )


def _shown(node: Node) -> str:
    return _text(node) or str(node.value)


def _default(variable: Node) -> str | None:
    """The default; without one the first value of the enum."""
    written = variable.get("default")
    default = _text(written) if written is not None else None
    return next(iter(_choices(variable)), None) if default is None else default


def _choices(variable: Node) -> tuple[str, ...]:
    """The values of the enum, with a default that it lacks; () where any value is allowed."""
    written, enum = variable.get("default"), variable.get("enum")
    texts = [_text(item) for item in enum.items] if enum is not None else []
    choices = [text for text in texts if text is not None]
    default = _text(written) if written is not None else None
    if choices and default is not None and default not in choices:
        choices.insert(0, default)
    return tuple(dict.fromkeys(choices))


def _text(node: Node) -> str | None:
    """The text of a value: a variable is one by the specification, also without quotes (`1.10`)."""
    return number_text(node) if is_number(node.value) else node.text
