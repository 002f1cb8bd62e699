"""The README as a package index shows it, where links to other files of this project lead nowhere.

`base` under `[tool.hatch.metadata.hooks.custom]` says where the project's files can be read on the
web, such as `https://host/project/blob/main/`; the links then go there. Without it, they become the
names of the files, which are in the sdist.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"\[([^\]\n]+)\]\((?!https?://|#)([^)\s]+)\)")


class ReadmeHook(MetadataHookInterface):
    """Gives the distribution a README whose links work anywhere."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the README to what is known of the project."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        text = on_an_index(text, self.config.get("base", ""))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def on_an_index(text: str, base: str) -> str:
    """A README with no link that starts from the folder that it is in.

    Args:
        text: The README.
        base: Where the files of that folder can be read; empty where that is nowhere.
    """

    def moved(link: re.Match[str]) -> str:
        words, target = link.groups()
        if base:
            return f"[{words}]({base.rstrip('/')}/{target})"
        return f"`{target}`" if words.strip("`") == target else f"{words} (`{target}`)"

    return _LINK.sub(moved, text)
