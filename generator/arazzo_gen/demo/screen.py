"""What the demo shows: plain lines, or on a terminal one line that grows with every poll."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any
from urllib.parse import urlsplit

from arazzo_gen.cli_run import give_up, say


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
        say(f"{text}\n", coloured=self._color, colour=True)

    def heading(self, text: str) -> None:
        """Write a line that stands out on a terminal."""
        self.line(f"\x1b[1m{text}\x1b[0m" if self._color else text)

    def request(self, event: Any) -> None:
        """Show one answered request: the `StepEvent` of a generated module."""
        if event.kind != "response":
            return
        status = _run_status(event.response)
        if not self.live or status is None:
            after = "" if status is None else f"  {status}, attempt {event.attempt}"
            self.line(f"  {event.step_id:<17}  {event.response.status_code}  {_call(event)}{after}")
            return
        if event.step_id != self._step:
            self._end_live_line()
            self._step = event.step_id
        repeats = status == next((word for word in reversed(self._trail) if word != "."), None)
        self._trail.append("." if repeats else status)
        self._draw(status, event)

    def close(self) -> None:
        """Leave the cursor on a line of its own."""
        self._end_live_line()

    def _draw(self, status: str, event: Any) -> None:
        """Write the live line again, as much of it as there is room for."""
        start = f"  {event.step_id:<17}  {event.response.status_code}"
        trail = " ".join(self._trail)
        end = f"attempt {event.attempt}"
        # The last column stays empty: writing into it moves the cursor on some terminals.
        width = max(20, shutil.get_terminal_size().columns - 1)
        candidates = (
            f"{start}  {_call(event)}  {trail}, {end}",
            f"{start}  {trail}, {end}",
            f"  {event.step_id}  {status}, {end}",
        )
        text = next((one for one in candidates if len(one) <= width), f"  {status}, {end}"[:width])
        # Spaces rather than an escape sequence wipe out what was longer before.
        self._write("\r" + text.ljust(min(self._drawn, width)))
        self._drawn = len(text)

    def _end_live_line(self) -> None:
        if self._drawn:
            self._write("\n")
        self._step, self._trail, self._drawn = "", [], 0

    def _write(self, text: str) -> None:
        """Write a part of the live line, all of which comes from the demo's own server."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError as error:
            give_up(error)


def _call(event: Any) -> str:
    request = event.response.request
    return f"{request.method:<4} {urlsplit(str(request.url)).path}"


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
