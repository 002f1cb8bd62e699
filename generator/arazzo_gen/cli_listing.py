"""The command that lists all findings of a code, where not all are shown."""

from __future__ import annotations

import shlex

import click

_WHERE = ("workflows", "sources", "source_root", "allow_path", "allow_remote", "allow_http")
"""The options that say where documents and sources are, by the names of their parameters."""


def listing(code: str) -> str:
    """The command that lists all findings of a code: what was typed says where to look."""
    words: list[str] = []
    context = click.get_current_context(silent=True)
    for parameter in context.command.params if context is not None else ():
        assert context is not None
        given = context.params.get(parameter.name or "")
        if parameter.name == "documents":
            words = [*map(str, given or ()), *words]
        elif parameter.name in _WHERE and given not in (None, ()):
            for value in given if isinstance(given, tuple) else (given,):
                words.append(
                    parameter.opts[0] if value is not False else parameter.secondary_opts[0]
                )
                words += [str(value)] if not isinstance(value, bool) else []
    return shlex.join(["arazzo-gen", "check", *words, "--select", code, "--format", "concise"])
