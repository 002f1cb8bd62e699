"""Part f, too: how long 100 modules take to import, each alone and as those of one package."""

from __future__ import annotations

import sys

from benchmarks.lab import Lab
from benchmarks.measure import Contestant, NotMeasured, Sample, alternate, process, ratio
from benchmarks.results import Part, Table, at_most, spread_text

_RESOURCES = 10
_LAYOUTS = ("standalone", "package")


def many_imports(lab: Lab) -> Part:
    """The import of many modules in both layouts."""
    count = 10 if lab.quick else 100
    documents = lab.made(count, _RESOURCES)

    def contestant(layout: str) -> Contestant:
        folder = lab.folder(f"imported-{layout}") / "clients"
        lab.build(documents, folder, lab.folder("cache"), layout=layout)
        names = sorted(path.stem for path in folder.glob("*.py") if path.stem[0] != "_")
        place, prefix = (folder.parent, "clients.") if layout == "package" else (folder, "")
        code = (
            "import importlib, sys, time, httpx\n"
            f"sys.path.insert(0, {str(place)!r})\n"
            "started, used = time.perf_counter(), time.process_time()\n"
            f"for name in {names!r}:\n"
            f"    importlib.import_module({prefix!r} + name)\n"
            "print(time.perf_counter() - started, time.process_time() - used)"
        )

        def run() -> Sample:
            text = process([sys.executable, "-c", code], folder=lab.scratch, env=lab.env())[1]
            try:
                wall, cpu = map(float, text.split())
            except ValueError:
                raise NotMeasured("gave no figures") from None
            return Sample(wall, cpu)

        return Contestant(layout, run)

    found = alternate([contestant(layout) for layout in _LAYOUTS], lab.rounds(15))
    rows = [
        [name, spread_text(series.walls), spread_text(series.cpus), str(len(series.samples))]
        for name, series in found.items()
        if series.samples
    ]
    part = Part(
        f"(f) Import of {count} modules",
        "All in one new process that has imported httpx already, with byte code from an earlier "
        "import: as modules that each stand alone, and as those of one package, which share "
        "`_runtime.py`. The workflows have three steps each.",
        [Table(f"Import of {count} modules", ("layout", "time", "processor time", "n"), rows)],
    )
    part.bars = [
        at_most(
            "import-package",
            f"import of {count} modules of a package, CPU",
            f"≤ 0.65 × {count} modules that stand alone",
            0.65,
            ratio(found["package"].cpus, found["standalone"].cpus),
        )
    ]
    return part
