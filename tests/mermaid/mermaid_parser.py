"""Reads drawings with mermaid's own parser, which `make draw` installs."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from mermaid.mermaid_install import FOLDER, HERE, is_installed, missing

_ENTITY = re.compile(r"ﬂ°(?:°(\d+)|(\w+))¶ß")
"""An entity as mermaid keeps it until it renders."""


def parsed(texts: Sequence[str]) -> list[dict[str, Any]]:
    """What mermaid's parser makes of some texts: nodes, edges and groups, or an `error`.

    Skips the test where the parser is not here.
    """
    reason = missing()
    if not reason and not is_installed():
        reason = "mermaid's parser is not installed: `make draw` does that"
    if reason:
        pytest.skip(reason)
    done = subprocess.run(
        ["node", str(HERE / "parse.mjs")],
        cwd=FOLDER,
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(answers) == len(texts)
    return answers


def shown(text: str) -> str:
    """A text of the parser as a reader sees it; it has no tag but line breaks."""
    lines = text.split("<br>")
    assert not any(sign in line for line in lines for sign in '<>&"#')
    seen = (_ENTITY.sub(lambda found: chr(int(found[1])), line) for line in lines)
    # Signs that mean something together are kept apart by one without a width.
    return "\n".join(line.replace("\u200b", "") for line in seen)
