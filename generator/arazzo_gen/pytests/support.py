"""The text of `playback.py`, which stands beside the tests and is for their users too."""

from __future__ import annotations

from arazzo_gen.python.text.literal import string
from arazzo_gen.templates_path import templates_folder

NAME = "playback.py"

_MARK = "  # place"


def playback_text(http: str, above: str | None) -> str:
    """The text of `playback.py`, formatted as black does.

    Args:
        http: The library that the modules import for HTTP: "httpx" or "httpx2".
        above: The path from its folder to the one in which Python must look for the modules; None
            where it finds them anyway.
    """
    text = (templates_folder() / "tests" / NAME).read_text(encoding="utf-8")
    if http != "httpx":
        text = text.replace("\nimport httpx\n", f"\nimport {http} as httpx\n")
    lines = text.split("\n")
    if above is None:
        kept = [line for line in lines if not line.endswith(_MARK)]
        return "\n".join(kept).replace("\n\n\n\n", "\n\n\n")
    kept = [line.removesuffix(_MARK) for line in lines]
    return "\n".join(kept).replace("parents[0]", _folder(above))


def _folder(above: str) -> str:
    """The code of the folder, behind that of the file."""
    steps = above.split("/")
    up = next((at for at, step in enumerate(steps) if step != ".."), len(steps))
    rest = "/".join(step for step in steps[up:] if step != ".")
    return f"parents[{up}]" + (f" / {string(rest)}" if rest else "")
