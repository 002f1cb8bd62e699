"""What the demo shows: plain lines, or on a terminal one line that grows with every poll."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any
from urllib.parse import urlsplit


class Screen:
    """Writes the demo's lines to standard output.

    Plain: one line for every request. Live: the polls of a step share a line, which is written
    again after each of them. ASCII alone, so that no terminal or log shows it wrong.
    """

    def __init__(self, *, live: bool) -> None:
        self.live = live
        self._color = live and not os.environ.get("NO_COLOR")
        self._step = ""
        self._trail: list[str] = []
        self._drawn = 0

    def line(self, text: str = "") -> None:
        """Write a line of its own."""
        self._end_live_line()
        print(text, flush=True)

    def heading(self, text: str) -> None:
        """Write a line that stands out on a terminal."""
        self.line(f"\x1b[1m{text}\x1b[0m" if self._color else text)

    def request(self, event: Any) -> None:
        """Show one answered request: the `StepEvent` of a generated module."""
        request = event.response.request
        call = f"{request.method:<4} {urlsplit(str(request.url)).path}"
        status = _run_status(event.response)
        if not self.live or status is None:
            after = "" if status is None else f"  {status}, attempt {event.attempt}"
            self.line(f"  {event.step_id:<17}  {event.response.status_code}  {call}{after}")
            return
        if event.step_id != self._step:
            self._end_live_line()
            self._step = event.step_id
        shown = [word for word in self._trail if word != "."]
        self._trail.append("." if shown and shown[-1] == status else status)
        self._draw(f"  {event.step_id:<17}  {event.response.status_code}  {call}", event.attempt)

    def close(self) -> None:
        """Leave the cursor on a line of its own."""
        self._end_live_line()

    def _draw(self, start: str, attempt: int) -> None:
        trail = " ".join(self._trail)
        width = max(20, shutil.get_terminal_size().columns - 1)
        text = f"{start}  {trail} ({attempt})"
        if len(text) > width:
            text = f"  {self._step}  {self._trail_tail()} ({attempt})"
        text = text[:width]
        # Spaces instead of an escape sequence wipe out what was longer before.
        sys.stdout.write("\r" + text.ljust(self._drawn)[:width])
        sys.stdout.flush()
        self._drawn = len(text)

    def _trail_tail(self) -> str:
        return next(word for word in reversed(self._trail) if word != ".")

    def _end_live_line(self) -> None:
        if self._drawn:
            sys.stdout.write("\n")
            sys.stdout.flush()
        self._step, self._trail, self._drawn = "", [], 0


def is_live() -> bool:
    """Whether standard output is a terminal on which a line can be written again."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") != "dumb"


def _run_status(response: Any) -> str | None:
    """The status that a polled run has; None for an answer that is no run."""
    try:
        body = response.json()
    except ValueError:
        return None
    status = body.get("status") if isinstance(body, dict) else None
    return status if isinstance(status, str) else None
