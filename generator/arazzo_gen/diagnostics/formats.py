"""The formats of findings, by name."""

from __future__ import annotations

import os
from pathlib import Path

from arazzo_gen.config import Format
from arazzo_gen.diagnostics.render import Listing, render, render_concise
from arazzo_gen.diagnostics.selection import Findings


def formatted(
    findings: Findings, style: Format, *, colour: bool = False, listing: Listing | None = None
) -> str:
    """The findings in a format.

    Args:
        findings: What was found.
        style: The format.
        colour: Whether a format for people uses the escape codes of a terminal.
        listing: Gives the command that lists all findings of a code.

    Returns:
        The text, each line of it ended; a format for people gives "" where there is nothing.
    """
    if style == "full":
        return render(findings.diagnostics, colour=colour, listing=listing)
    if style == "concise":
        return render_concise(findings.diagnostics, colour=colour)
    # The others are seldom asked for.
    from arazzo_gen.diagnostics import machine

    if style == "json":
        return machine.render_json(findings)
    if style == "sarif":
        return machine.render_sarif(findings)
    workspace = os.environ.get("GITHUB_WORKSPACE")
    return machine.render_github(findings, Path(workspace).resolve() if workspace else None)
