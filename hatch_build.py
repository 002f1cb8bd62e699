"""The README and the URLs of the project as a package index shows them.

`base` under `[tool.hatch.metadata.hooks.custom]` says where the project's files can be read on the
web, such as `https://host/project/blob/main/`. The README's links then go there, and the project's
URLs too. Without it there are no URLs, and links become the names of the files, which are in the
sdist. `pictures` says where the files themselves are, not pages that show them; left out, it is
`base` with `raw` in the place of `blob`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[ ]*$"  # a block of code
    r"|(?<![`\[])`[^`\n]+`(?!`)",  # code in a line, but no link's words
    re.MULTILINE | re.DOTALL,
)
_PICTURE = re.compile(r"!\[(?P<words>[^\]\n]*)\]\((?P<target>[^)\s]+)(?P<title>[^)\n]*)\)")
_LINK = re.compile(
    r"(?<!!)\[(?P<words>(?:!\[[^\]\n]*\]\([^)\n]*\)|[^\[\]\n])+)\]\((?P<target>[^)\s]+)\)"
)
_HTML = re.compile(r'(?P<words>(?P<name>\bsrc|\bhref)=")(?P<target>[^"]+)"')
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|#|//", re.IGNORECASE)
_PAGES = {
    "Documentation": "README.md#where-to-go-on",
    "Changelog": "CHANGELOG.md",
    "Security": "SECURITY.md",
}


class ReadmeHook(MetadataHookInterface):
    """Gives the distribution a README whose links work anywhere, and URLs."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add both to what is known of the project."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        base, pictures = self.config.get("base", ""), self.config.get("pictures", "")
        text = on_an_index(text, base, pictures)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = urls(base)


def urls(base: str) -> dict[str, str]:
    """The URLs of the project by their labels; none where its files are not on the web."""
    if not base:
        return {}
    start = base.rstrip("/")
    return {"Source": start, **{label: f"{start}/{path}" for label, path in _PAGES.items()}}


def on_an_index(text: str, base: str, pictures: str = "") -> str:
    """A README with no link and no picture that starts from the folder that it is in.

    Code is left as it is.

    Args:
        text: The README.
        base: Where the files of that folder can be read; empty where that is nowhere.
        pictures: Where the files themselves are; empty for `base` with `raw` for `blob`.
    """
    pictures = pictures or base.replace("/blob/", "/raw/")
    done, at = [], 0
    for code in _CODE.finditer(text):
        done += [_moved(text[at : code.start()], base, pictures), code[0]]
        at = code.end()
    return "".join((*done, _moved(text[at:], base, pictures)))


def _moved(text: str, base: str, pictures: str) -> str:
    """A part of the README that is no code."""

    def picture(found: re.Match[str]) -> str:
        words, target = found["words"], _under(pictures, found["target"])
        return f"![{words}]({target}{found['title']})" if target else words

    def link(found: re.Match[str]) -> str:
        words, target = found["words"], _under(base, found["target"])
        if target:
            return f"[{words}]({target})"
        named = f"`{found['target']}`"
        return named if words.strip("`") == found["target"] else f"{words} ({named})"

    def attribute(found: re.Match[str]) -> str:
        target = _under(pictures if found["name"] == "src" else base, found["target"])
        return f'{found["words"]}{target}"' if target else ""

    return _HTML.sub(attribute, _LINK.sub(link, _PICTURE.sub(picture, text)))


def _under(base: str, target: str) -> str:
    """The URL of a file; "" where it is nowhere on the web."""
    if _ABSOLUTE.match(target):
        return target
    return f"{base.rstrip('/')}/{target.removeprefix('./').lstrip('/')}" if base else ""
