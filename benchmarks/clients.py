"""Parts d to f: what a run of a generated client costs, alone and among many, and its import."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.instructions import start
from benchmarks.lab import CLIENTS, ROOT, TRANSPORTS, Lab, running, say
from benchmarks.measure import (
    Contestant,
    NotMeasured,
    Sample,
    Series,
    alternate,
    confidence,
    paired,
    process,
    ratio,
)
from benchmarks.results import Bar, Part, Table, at_most, seconds, size, spread_text

_STEPS = 3
_RUNS = 500
"""How many runs a process makes where it is compared with arazzo-runner."""

_TWENTY_STEPS = "run_job_0"
"""The module with twenty steps that the benchmark makes."""

Pairs = list[tuple[float, float]]


def one_run(lab: Lab) -> Part:
    """Part d: runs of the Knock client, sync and async, on a server and on a stub transport."""
    part = Part(
        "(d) A run of the client",
        "The Knock client of three steps, whose run is completed when it is first read. The server "
        "is a process of its own on this machine. In one process, the contestants take turns block "
        "by block, in every order, on one client of httpx; a block has three runs on the server "
        "and ten on a stub transport, which answers within the process; garbage is collected "
        "before each block. Ratios *by hand* and a step's own work are compared block by block: "
        "the median, and in brackets between what it lies with 95% confidence. "
        "*By hand* is `benchmarks/by_hand.py`; *httpx alone* sends the same requests and "
        "decodes the answers, and nothing else. arazzo-runner is a process of its own; "
        "its documents are read beforehand, and its document is without the conditions of the "
        "polling step, which it does not understand. It becomes slower with every run, so that "
        f"how it compares depends on how many a process does: {_RUNS} here.",
    )
    with running(lab, 0) as url:
        for mode in ("sync", "async"):
            say(f"  {mode}")
            _compare(lab, part, mode, url)
        say("  arazzo-runner")
        _interpreted(lab, part, url)
    return part


def _compare(lab: Lab, part: Part, mode: str, url: str) -> None:
    blocks = 30 if lab.quick else 400
    profile = lambda: lab.task("calls", "profile", mode)  # noqa: E731 - names a closure
    for target, runs, where in ((url, 3, "server"), ("stub", 10, "stub transport")):
        text = lab.task("calls", "compare", mode, target, blocks, runs)
        found: dict[str, Pairs] = json.loads(text)
        part.tables.append(_runs_table(f"{mode}, {where}", found))
        ours, by_hand, alone = ([cpu for _, cpu in found[name]] for name in CLIENTS)
        if target == url:
            part.bars.append(
                at_most(
                    f"run-{mode}",
                    f"run of the client, CPU, {mode}",
                    "≤ 1.02 × by hand",
                    1.02,
                    paired(ours, by_hand),
                    profile=profile,
                )
            )
        else:
            own = [(a - b) / _STEPS for a, b in zip(ours, alone, strict=True)]
            said = _sure(own)(statistics.median(own))
            part.text += f" A step's own work on the stub transport, {mode}, takes {said}."
            part.bars.append(_instructions(lab, mode, profile))


def _instructions(lab: Lab, mode: str, profile: Callable[[], str]) -> Bar:
    """The bar of a step's own work: its instructions, which depend on no other work."""
    counted: dict[str, int] = json.loads(lab.task("calls", "count", mode))
    own = counted["generated"] - counted["httpx alone"]
    most = start(mode)
    return at_most(
        f"step-{mode}",
        f"its own work in three steps, {mode}",
        f"≤ {most} instructions of byte code, as at the start (counted with `sys.settrace`)"
        if most is not None
        else "not counted with this Python",
        most or 0,
        own if most is not None else None,
        profile=profile,
    )


def _sure(values: Sequence[float]) -> Callable[[float], str]:
    """A function that writes a median and its confidence interval."""
    low, high = map(seconds, confidence(values))
    return lambda middle: f"{seconds(middle)} ({low} to {high})"


def _runs_table(caption: str, found: dict[str, Pairs]) -> Table:
    by_hand = [cpu for _, cpu in found["by hand"]]
    rows = []
    for name, pairs in found.items():
        walls, cpus = ([pair[index] for pair in pairs] for index in (0, 1))
        compared = "1" if name == "by hand" else str(paired(cpus, by_hand))
        rows.append([name, spread_text(walls), spread_text(cpus), compared, str(len(pairs))])
    columns = ("a run", "time", "processor time", "× by hand", "n")
    return Table(caption, columns, rows)


def _interpreted(lab: Lab, part: Part, url: str) -> None:
    """Compare processes, one for each contestant in turn, so that memory is compared too."""
    runs = 20 if lab.quick else _RUNS
    documents = ROOT / "tests" / "cases" / "knock"
    inner: dict[str, Pairs] = {}

    def contestant(name: str, command: Callable[[], Sequence[str | Path]]) -> Contestant:
        def run() -> Sample:
            env = lab.env(harness=True)
            sample, text = process(command(), folder=lab.scratch, env=env, limit=120)
            found: Pairs = json.loads(text.splitlines()[-1])
            inner[name] = found
            walls, cpus = ([pair[index] for pair in found] for index in (0, 1))
            return Sample(statistics.median(walls), statistics.median(cpus), sample.peak)

        return Contestant(name, run)

    def interpreted(*more: str) -> list[str | Path]:
        program = lab.peers.tool("arazzo-runner").with_name("python")
        script = ROOT / "benchmarks" / "interpreted.py"
        files = [documents / f"knock.{kind}.yaml" for kind in ("arazzo", "openapi")]
        workflow = "trigger-workflow-track-recipient-run"
        return [program, script, *files, url, workflow, str(runs), *more]

    ours: list[str | Path] = [sys.executable, "-m", "benchmarks.calls", "many"]
    found = alternate(
        [
            contestant("generated", lambda: [*ours, "generated", url, str(runs)]),
            contestant("by hand", lambda: [*ours, "by hand", url, str(runs)]),
            contestant("httpx alone", lambda: [*ours, "httpx alone", url, str(runs)]),
            contestant("arazzo-runner", interpreted),
            contestant("arazzo-runner, its log turned off", lambda: interpreted("quiet")),
        ],
        lab.rounds(3),
    )
    part.tables.append(_processes(found, inner))
    part.bars.append(
        at_most(
            "runner",
            "run of the client, CPU, beside arazzo-runner",
            "≤ 0.15 × arazzo-runner",
            0.15,
            ratio(found["generated"].cpus, found["arazzo-runner"].cpus),
            profile=lambda: lab.task("calls", "profile", "sync"),
        )
    )


def _processes(found: dict[str, Series], inner: dict[str, Pairs]) -> Table:
    rows = []
    for name, series in found.items():
        if not series.samples:
            rows.append([name, series.missing or "", "", "", "", "0"])
            continue
        cpus = [cpu for _, cpu in inner[name]]
        tenth = max(1, len(cpus) // 10)
        drift = [seconds(statistics.median(part)) for part in (cpus[:tenth], cpus[-tenth:])]
        rows.append(
            [
                name,
                spread_text(series.walls),
                spread_text(series.cpus),
                " → ".join(drift),
                size(statistics.median(series.peaks)),
                str(len(series.samples)),
            ]
        )
    columns = ("a run", "time", "processor time", "first → last tenth", "peak memory", "n")
    return Table("sync, a process each on the server; Python is part of the peak", columns, rows)


def crowds(lab: Lab) -> Part:
    """Part e: thousands of polling runs at once in one process."""
    counts = (100, 1_000) if lab.quick else (1_000, 10_000)
    part = Part(
        "(e) Polling runs at once",
        "`run_async` on one client, as docs/clients.md says under *Thousands at once*. Each run "
        "sends four requests and waits a second between two of them; the server is a process of "
        "its own. Memory is what the process grows by at most, divided by the runs. *Beyond "
        "httpx* is what it is more than with *httpx alone*: the same requests from as many tasks, "
        "which keep nothing but the answer to the last one while they wait. *On aiohttp* is the "
        "generated client on the transport of that page, on the event loop of asyncio or of "
        "uvloop; the others are on httpx's own, behind a gate.",
    )
    for count in counts:
        say(f"  {count}")
        _crowd(lab, part, count, rated=count == counts[-1])
    return part


_ON_AIOHTTP = {
    "generated, on aiohttp": TRANSPORTS[1],
    "generated, on aiohttp with uvloop": TRANSPORTS[2],
}


def _crowd(lab: Lab, part: Part, count: int, *, rated: bool) -> None:
    names = (*CLIENTS, *_ON_AIOHTTP)
    failures = dict.fromkeys(names, 0)

    def contestant(name: str, rounds: int | None) -> Contestant:
        def run() -> Sample:
            transport = _ON_AIOHTTP.get(name, TRANSPORTS[0])
            client = CLIENTS[0] if name in _ON_AIOHTTP else name
            with running(lab, 1) as url:
                text = lab.task("crowd", transport, client, url, count, limit=300)
            figures = json.loads(text)
            failures[name] += figures["failures"]
            return Sample(figures["wall"], figures["cpu"], figures["grown"])

        return Contestant(name, run, rounds)

    rounds = 1 if rated else lab.rounds(2)
    found = alternate(
        [contestant(name, 1 if name == "httpx alone" else None) for name in names],
        rounds,
        warm=False,
    )
    each = {
        name: [sample.peak / count for sample in series.samples] for name, series in found.items()
    }
    rows = [
        [
            name,
            str(failures[name]),
            spread_text(series.walls),
            spread_text(series.cpus),
            spread_text(each[name], size),
            str(len(series.samples)),
        ]
        if series.samples
        else [name, series.missing or "", "", "", "", "0"]
        for name, series in found.items()
    ]
    columns = ("all runs", "failures", "time", "processor time", "memory a run", "n")
    part.tables.append(Table(f"{count:,} runs at once", columns, rows))
    _rate_aiohttp(part, count, failures, found)
    if rated:
        _rate_crowd(lab, part, count, failures["generated"], found, each)


def _rate_aiohttp(
    part: Part, count: int, failures: dict[str, int], found: dict[str, Series]
) -> None:
    by_hand = found["by hand"]
    for name in _ON_AIOHTTP:
        ours = found[name]
        part.bars += [
            at_most(
                f"crowd-{count}-{_ON_AIOHTTP[name]}-failures",
                f"{count:,} polling runs at once, {name}, failures",
                "none",
                0,
                float(failures[name]) if ours.samples else None,
                shown=lambda value: f"{value:.0f}",
            ),
            at_most(
                "crowd-aiohttp",
                "the same, CPU",
                "≤ 0.35 × httpx by hand",
                0.35,
                ratio(ours.cpus, by_hand.cpus),
            ),
        ]


def _rate_crowd(
    lab: Lab,
    part: Part,
    count: int,
    failures: int,
    found: dict[str, Series],
    each: dict[str, list[float]],
) -> None:
    ours, by_hand, alone = (found[name] for name in CLIENTS)
    profile = lambda: lab.task("calls", "profile", "async")  # noqa: E731 - names a closure
    memory = lambda: lab.task("crowd", "held")  # noqa: E731 - names a closure
    beyond = (
        statistics.median(each["generated"]) - statistics.median(each["httpx alone"])
        if ours.samples and alone.samples
        else None
    )
    part.bars += [
        at_most(
            "crowd-failures",
            f"{count:,} polling runs at once, failures",
            "none",
            0,
            float(failures) if ours.samples else None,
            shown=lambda value: f"{value:.0f}",
        ),
        at_most(
            "crowd-time",
            "the same, time",
            "≤ 1.1 × by hand",
            1.1,
            ratio(ours.walls, by_hand.walls),
            profile=profile,
        ),
        at_most(
            "crowd-memory",
            "the same, memory",
            "≤ 1.1 × by hand",
            1.1,
            ratio(ours.peaks, by_hand.peaks),
            profile=memory,
        ),
        at_most(
            "crowd-each",
            "the same, memory a run beyond httpx",
            "≤ 6 KiB",
            6 * 1024,
            beyond,
            shown=size,
            profile=memory,
        ),
    ]


def imports(lab: Lab) -> Part:
    """Part f: how long importing a generated module takes after httpx."""
    folder = lab.folder("modules")
    modules = sorted((ROOT / "generated").glob("*/*.py"))
    for module in modules:
        (folder / module.name).write_bytes(module.read_bytes())
    lab.build(lab.made(1, 10, steps=20), folder, lab.folder("cache"))

    def contestant(name: str) -> Contestant:
        code = (
            "import sys, time, httpx\n"
            f"sys.path.insert(0, {str(folder)!r})\n"
            "started, used = time.perf_counter(), time.process_time()\n"
            f"import {name}\n"
            "print(time.perf_counter() - started, time.process_time() - used)"
        )

        def run() -> Sample:
            text = process([sys.executable, "-c", code], folder=lab.scratch, env=lab.env())[1]
            try:
                wall, cpu = map(float, text.split())
            except ValueError:
                raise NotMeasured("gave no figures") from None
            return Sample(wall, cpu)

        return Contestant(name, run)

    names = [module.stem for module in modules]
    found = alternate([contestant(name) for name in (*names, _TWENTY_STEPS)], lab.rounds(15))
    rows = [
        [name, spread_text(series.walls), str(len(series.samples))]
        for name, series in found.items()
        if series.samples
    ]
    slowest = max(
        (found[name] for name in names if found[name].samples),
        key=lambda series: statistics.median(series.walls),
    )
    part = Part(
        "(f) Import of a generated module",
        "In a new process that has imported httpx already, with byte code from an earlier import. "
        f"The bar is for the modules in `generated/`; `{_TWENTY_STEPS}` has twenty steps, and over "
        "half of its time goes into making their frozen dataclasses.",
        [Table("Import after httpx", ("module", "time", "n"), rows)],
    )
    part.bars = [
        at_most(
            "import",
            "import of a generated module after httpx (the slowest of generated/)",
            "≤ 15 ms",
            0.015,
            statistics.median(slowest.walls),
            shown=lambda _: spread_text(slowest.walls),
        )
    ]
    return part
