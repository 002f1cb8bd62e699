"""Opens pages in a headless Chromium, from a server on this machine that notes what is asked for.

with Site({"/page.html": text}) as site:
    dom = site.open("/page.html")
    assert site.asked == ["/page.html"]

Debian has it as `chromium-headless-shell`; where there is none, `BROWSER` is None.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

NAMES: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
BROWSER: Final = next((found for name in NAMES if (found := shutil.which(name))), None)
ABSENT: Final = f"there is no Chromium here: none of {', '.join(NAMES)}"
_SECONDS = 120


class Site:
    """A server of some pages. `asked` are the paths that were asked for, in order."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                text = pages.get(self.path)
                body = (text or "").encode()
                self.send_response(404 if text is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def open(self, path: str, *, dark: bool = False) -> str:
        """The elements of a page when it has loaded, as HTML; scripts of the page have run."""
        with tempfile.TemporaryDirectory(prefix="arazzo-browser-") as profile:
            return _run(f"{self.address}{path}", Path(profile), dark=dark)


def _run(url: str, profile: Path, *, dark: bool) -> str:
    assert BROWSER is not None, ABSENT
    flags = ["--headless", "--disable-gpu", "--dump-dom", f"--user-data-dir={profile}"]
    flags += ["--virtual-time-budget=5000", "--window-size=1280,900"]
    # Chromium refuses to run as root, as containers do, with its sandbox.
    flags += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    flags += ["--blink-settings=preferredColorScheme=0"] if dark else []
    done = subprocess.run(
        [BROWSER, *flags, url], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
