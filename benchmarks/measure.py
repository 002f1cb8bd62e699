"""Runs contestants in turn, and compares their medians.

It measures a process from outside: its seconds, and the processor seconds and the peak memory of it
and all its children.
"""

from __future__ import annotations

import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_KIB = 1024


class NotMeasured(Exception):
    """A contestant is missing, has failed, or took too long; the text says which."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The result of one measurement.

    Attributes:
        wall: The seconds.
        cpu: The processor seconds, with those of children.
        peak: The bytes of memory of the largest process; 0 where they were not measured.
    """

    wall: float
    cpu: float
    peak: int = 0


@dataclass(frozen=True)
class Contestant:
    """Something to measure.

    Attributes:
        name: Its name in tables.
        run: Runs it once; its preparations are not part of the sample.
        rounds: How many samples to take; None for as many as the others.
    """

    name: str
    run: Callable[[], Sample]
    rounds: int | None = None


@dataclass(frozen=True)
class Series:
    """The samples of one contestant, in the order in which they were taken.

    Attributes:
        missing: If there are no samples, why.
    """

    name: str
    samples: Sequence[Sample]
    missing: str | None = None

    @property
    def walls(self) -> list[float]:
        """The seconds of each sample."""
        return [sample.wall for sample in self.samples]

    @property
    def cpus(self) -> list[float]:
        """The processor seconds of each sample."""
        return [sample.cpu for sample in self.samples]

    @property
    def peaks(self) -> list[float]:
        """The bytes of memory of each sample."""
        return [float(sample.peak) for sample in self.samples]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How two contestants compare.

    Attributes:
        value: The ratio of their medians.
        low: The lower end of the ratios of the rounds (see `spread`).
        high: Their upper end.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.value:.3g}"
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


def spread(values: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest of some values; of ten or more, those of their middle half."""
    if len(values) < 10:
        return min(values), max(values)
    low, _, high = statistics.quantiles(values, n=4)
    return low, high


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio | None:
    """The ratio of the medians, and the spread of the ratios round by round.

    Args:
        ours: The numerators, by round.
        theirs: The denominators, by round; the ratio is None where either list is empty.
    """
    if not ours or not theirs:
        return None
    low, high = spread([a / b for a, b in zip(ours, theirs, strict=False)])
    return Ratio(statistics.median(ours) / statistics.median(theirs), low, high)


def paired(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """The median of the ratios of the rounds, and its confidence interval (see `confidence`).

    Where a machine is slower for a while, both sides of a ratio change, or few ratios do.
    """
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return Ratio(statistics.median(ratios), *confidence(ratios))


def confidence(values: Sequence[float]) -> tuple[float, float]:
    """The interval of the median with 95% confidence, whatever the distribution of the values.

    How many of n values are below the median is binomial: it is between n/2 ± 0.98 √n.
    """
    ordered = sorted(values)
    reach = 0.98 * math.sqrt(len(ordered))
    low = max(0, math.floor(len(ordered) / 2 - reach))
    high = min(len(ordered) - 1, math.ceil(len(ordered) / 2 + reach))
    return ordered[low], ordered[high]


def alternate(
    contestants: Sequence[Contestant], rounds: int, *, warm: bool = True
) -> dict[str, Series]:
    """Measure each contestant once a round; another one is the first in every round.

    Args:
        contestants: What to measure. One that raises `NotMeasured` is left out from then on.
        rounds: How many rounds.
        warm: Whether to run each once before, unmeasured, to fill the caches of the system and to
            write the byte code.
    """
    samples: dict[str, list[Sample]] = {contestant.name: [] for contestant in contestants}
    missing: dict[str, str] = {}

    def measure(contestant: Contestant) -> Sample | None:
        try:
            return contestant.run()
        except NotMeasured as reason:
            missing[contestant.name] = str(reason)
            print(f"    {contestant.name}: {reason}", file=sys.stderr)
            return None

    if warm:
        for contestant in contestants:
            if contestant.rounds is None or contestant.rounds > 1:
                measure(contestant)
    for number in range(rounds):
        start = number % len(contestants)
        for contestant in [*contestants[start:], *contestants[:start]]:
            wanted = rounds if contestant.rounds is None else contestant.rounds
            if number >= wanted or contestant.name in missing:
                continue
            sample = measure(contestant)
            if sample is not None:
                samples[contestant.name].append(sample)
    return {name: Series(name, found, missing.get(name)) for name, found in samples.items()}


def process(
    command: Sequence[str | Path],
    *,
    folder: Path,
    env: Mapping[str, str],
    limit: float = 600.0,
    fine: Container[int] = (0,),
) -> tuple[Sample, str]:
    """Run a command to its end, and measure it with all processes that it starts and waits for.

    Args:
        command: The program and its arguments.
        folder: The working directory.
        env: The whole environment.
        limit: After how many seconds it is stopped.
        fine: The exit statuses with which it has not failed.

    Returns:
        The sample, and the command's stdout.

    Raises:
        NotMeasured: There is no such command, it failed, or it was not done in time.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        try:
            child = subprocess.Popen(
                [os.fspath(part) for part in command],
                cwd=folder,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        except OSError:
            raise NotMeasured("the program is not there") from None
        late = threading.Event()

        def end() -> None:
            late.set()
            os.killpg(child.pid, signal.SIGKILL)

        timer = threading.Timer(limit, end)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        if late.is_set():
            raise NotMeasured(f"not done after {limit:.0f} s")
        out.seek(0)
        err.seek(0)
        text = out.read().decode("utf-8", "replace")
        if child.returncode not in fine:
            last = (err.read().decode("utf-8", "replace") or text)[-2_000:]
            print(last, file=sys.stderr)
            raise NotMeasured(f"failed with exit status {child.returncode}")
    unit = 1 if sys.platform == "darwin" else _KIB
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit), text


def together(command: Sequence[str | Path], *, folder: Path, env: Mapping[str, str]) -> int | None:
    """How many bytes of memory a command and its children use together at most.

    Pages that several of them share count once. This does not measure time, since to look at the
    memory takes time itself. None where the system does not tell (Linux does).
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    child = subprocess.Popen(
        [os.fspath(part) for part in command],
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0
    while child.poll() is None:
        most = max(most, sum(_share(pid) for pid in _family(child.pid)))
        time.sleep(0.03)
    return most


def _family(pid: int) -> list[int]:
    found, pending = [], [pid]
    while pending:
        current = pending.pop()
        found.append(current)
        try:
            for task in Path(f"/proc/{current}/task").iterdir():
                pending += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def _share(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * _KIB for line in lines if line.startswith("Pss:"))
