"""Shows where time goes: the functions' own time under cProfile, added up by module."""

from __future__ import annotations

import cProfile
import os
import pstats
import runpy
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.lab import Documents, Lab
from benchmarks.measure import process

_SHOWN = 12


def of_build(lab: Lab, documents: Documents, cache: Path, out: Path) -> str:
    """The profile of a build in one process, as Markdown.

    Args:
        lab: Where to work.
        documents: What to build.
        cache: The folder of the caches, in the state that the build shall find.
        out: The folder of the modules, in the state that the build shall find.

    Raises:
        NotMeasured: The build failed.
    """
    kept = lab.folder("profiles") / "build.prof"
    lab_arguments = [str(part) for part in lab.arguments(documents, out)]
    command = [sys.executable, "-m", "benchmarks.profiles", str(kept), *lab_arguments]
    env = lab.env(cache, harness=True)
    process(command, folder=documents.arazzo.parent, env=env, limit=1_800)
    return table(pstats.Stats(str(kept)))


def of_calls(work: Callable[[], object]) -> str:
    """The profile of some calls, as Markdown."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return table(pstats.Stats(profile))


def table(stats: pstats.Stats) -> str:
    """The modules with the most time of a profile, as Markdown."""
    found: Counter[str] = Counter()
    raw = getattr(stats, "stats")  # noqa: B009 - the stubs do not have it
    for (file, _, name), (_, _, own, _, _) in raw.items():
        found[module_of(file, name)] += own
    total = sum(found.values()) or 1.0
    rows = [
        f"| {name} | {time:.3f} s | {time / total:.0%} |"
        for name, time in found.most_common(_SHOWN)
    ]
    head = f"Own time by module under cProfile, {total:.2f} s in all (which slows calls down):"
    return "\n".join([head, "", "| module | time | share |", "|---|---|---|", *rows])


def module_of(file: str, name: str) -> str:
    """The module of a file, without the folders of this machine."""
    if file == "~":
        return (
            name.strip("<>").replace("built-in method", "built in:").replace("method", "built in:")
        )
    if file.startswith("<"):
        return file.strip("<>").removeprefix("frozen ")
    parts = Path(file).with_suffix("").parts
    for anchor in ("site-packages", "generator", "benchmarks"):
        if anchor in parts:
            return ".".join(parts[parts.index(anchor) + (anchor != "benchmarks") :])
    for number, part in enumerate(parts):
        if part.startswith("python3."):
            return ".".join(parts[number + 1 :])
    return parts[-1]


def main(arguments: Sequence[str]) -> None:
    """Run `arazzo-gen` on one core under cProfile, and write the profile.

    Args:
        arguments: The file to write it to, and the arguments of `arazzo-gen`.
    """
    if hasattr(os, "sched_setaffinity"):
        # With one core there are no other processes, whose time would be missing.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    file, *sys.argv[1:] = arguments
    profile = cProfile.Profile()
    status: object = None
    try:
        profile.runcall(runpy.run_module, "arazzo_gen", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        status = ended.code
    profile.dump_stats(file)
    if status:
        raise SystemExit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
