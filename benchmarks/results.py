"""The results of the benchmarks, and how they are written as Markdown."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.measure import NotMeasured, Ratio, Series, spread


@dataclass(frozen=True)
class Bar:
    """A figure with a limit.

    Attributes:
        key: Its name, also in the notes.
        figure: What is measured.
        wanted: The limit.
        measured: The result.
        met: Whether the result is within the limit; None where it could not be measured.
        profile: Makes a profile, as Markdown; called where the bar is not met.
    """

    key: str
    figure: str
    wanted: str
    measured: str
    met: bool | None
    profile: Callable[[], str] | None = None


@dataclass(frozen=True)
class Table:
    """Rows of text under a caption."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass
class Part:
    """One part of the benchmarks.

    Attributes:
        title: Its heading.
        text: How it was measured.
        tables: The results.
        bars: The figures with limits.
    """

    title: str
    text: str
    tables: list[Table] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


PROCESS_COLUMNS = ("", "time", "processor time", "largest process", "n")


def process_rows(series: Mapping[str, Series]) -> list[list[str]]:
    """A row for each contestant that is a process, with the cells of `PROCESS_COLUMNS`."""
    rows = []
    for found in series.values():
        if not found.samples:
            rows.append([found.name, found.missing or "not measured", "", "", "0"])
            continue
        peak = statistics.median(found.peaks)
        rows.append(
            [
                found.name,
                spread_text(found.walls),
                seconds(statistics.median(found.cpus)),
                size(peak) if peak else "",
                str(len(found.samples)),
            ]
        )
    return rows


def at_most(
    key: str,
    figure: str,
    wanted: str,
    limit: float,
    measured: Ratio | float | None,
    *,
    shown: Callable[[float], str] | None = None,
    profile: Callable[[], str] | None = None,
) -> Bar:
    """A bar for a figure with an upper limit.

    Args:
        key: See `Bar`.
        figure: See `Bar`.
        wanted: See `Bar`.
        limit: The limit.
        measured: The result; None where there is none.
        shown: Writes the figure.
        profile: See `Bar`.
    """
    if measured is None:
        return Bar(key, figure, wanted, "not measured", None)
    value = measured.value if isinstance(measured, Ratio) else measured
    text = str(measured) if isinstance(measured, Ratio) else (shown or str)(measured)
    return Bar(key, figure, wanted, text, value <= limit, profile)


def seconds(value: float) -> str:
    """A duration, in the unit that suits it."""
    size_of = abs(value)
    if size_of >= 1:
        return f"{value:.2f} s"
    if size_of >= 1e-3:
        return f"{value * 1e3:.3g} ms"
    return f"{value * 1e6:.3g} µs"


def size(value: float) -> str:
    """A number of bytes, in the unit that suits it."""
    if abs(value) >= 1024 * 1024:
        return f"{value / 1024 / 1024:.1f} MiB"
    return f"{value / 1024:.1f} KiB"


def spread_text(values: Sequence[float], shown: Callable[[float], str] = seconds) -> str:
    """The median of some values, and how far they spread."""
    middle = shown(statistics.median(values))
    if len(values) == 1:
        return middle
    low, high = spread(values)
    return f"{middle} ({shown(low)} to {shown(high)})"


def render(
    parts: Sequence[Part],
    *,
    machine: Mapping[str, str],
    versions: Mapping[str, str],
    notes: str,
    quick: bool,
) -> str:
    """The whole of RESULTS.md.

    Args:
        parts: The parts that were run.
        machine: What it was run on.
        versions: What was run.
        notes: Texts about bars, written by hand, each under `## key`.
        quick: Whether the run was only a try.
    """
    bars = [bar for part in parts for bar in part.bars]
    marks = {True: "yes", False: "**no**", None: "not measured"}
    lines = [
        "# Results of the benchmarks",
        "",
        "Written by `make bench`: do not edit. Everything that is compared ran in this one run, in",
        "alternation. Figures are medians; in brackets is the spread, from the lowest to the",
        "highest, and for ten and more samples the middle half of them. A ratio is one of medians,",
        "and its spread is that of the ratios of single rounds. n is the number of samples.",
        "",
    ]
    if quick:
        lines += ["**A quick run, to try the benchmarks: its figures are worth nothing.**", ""]
    lines += _grid(("machine", ""), list(machine.items()))
    lines += _grid(("version", ""), list(versions.items()))
    rows = [(bar.figure, bar.wanted, bar.measured, marks[bar.met]) for bar in bars]
    lines += ["## Bars", "", *_grid(("figure", "bar", "measured", "met"), rows)]
    for part in parts:
        lines += [f"## {part.title}", "", part.text, ""]
        for table in part.tables:
            lines += [f"{table.caption}:", "", *_grid(table.columns, table.rows)]
    failed = [bar for bar in bars if bar.met is False]
    if failed:
        lines += ["## Bars that are not met", ""]
    by_hand = _sections(notes)
    for bar in failed:
        lines += [f"### {bar.figure}", "", f"Wanted {bar.wanted}, measured {bar.measured}.", ""]
        if bar.key in by_hand:
            lines += [by_hand[bar.key], ""]
        if bar.profile is not None:
            lines += [_profile(bar.profile), ""]
    return "\n".join(lines).rstrip() + "\n"


def _profile(profile: Callable[[], str]) -> str:
    try:
        return profile()
    except NotMeasured as reason:
        return f"There is no profile: {reason}."


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(columns), "|" + "---|" * len(columns), *map(line, rows), ""]


def _sections(notes: str) -> dict[str, str]:
    """The texts of the notes, by their headings."""
    parts = re.split(r"^## (\S+)$", notes, flags=re.MULTILINE)
    return dict(zip(parts[1::2], map(str.strip, parts[2::2]), strict=True))
