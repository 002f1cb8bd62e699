"""Part g: how the cost of a build grows with the steps of a workflow and with the workflows."""

from __future__ import annotations

from benchmarks.builds import Case
from benchmarks.lab import Lab, say
from benchmarks.measure import Contestant, Ratio, Series, alternate, ratio
from benchmarks.results import PROCESS_COLUMNS, Part, Table, at_most, process_rows

_RESOURCES = 10
"""Few, so that little of the time is for reading the OpenAPI document."""

_ROUNDS = 3


def growth(lab: Lab) -> Part:
    """Cold builds of 10, 100 and 1,000 steps, and of 10, 100 and 1,000 workflows."""
    sizes = (10, 50, 100) if lab.quick else (10, 100, 1_000)
    part = Part(
        "(g) Growth",
        "Cold builds, whole processes, over an OpenAPI document of ten resources: one workflow "
        "with more and more steps, and more and more workflows of three steps.",
    )
    for what in ("steps", "workflows"):
        say(f"  {what}")
        cases = {
            number: Case(
                lab,
                f"{what}-{number}",
                lab.made(1, _RESOURCES, steps=number)
                if what == "steps"
                else lab.made(number, _RESOURCES),
            )
            for number in sizes
        }
        found = alternate(
            [Contestant(f"{number:,} {what}", case.cold) for number, case in cases.items()],
            lab.rounds(_ROUNDS),
            warm=False,
        )
        part.tables.append(Table(what.capitalize(), PROCESS_COLUMNS, process_rows(found)))
        middle, large = (found[f"{number:,} {what}"] for number in sizes[1:])
        part.bars.append(
            at_most(
                f"growth-{what}",
                f"growth: {large.name}",
                f"≤ 12 × {middle.name}",
                12.0,
                _worse(large, middle),
                profile=cases[sizes[-1]].profile("cold", empty=True),
            )
        )
    return part


def _worse(large: Series, middle: Series) -> Ratio | None:
    """The growth of time or of processor time, whichever is larger."""
    found = [ratio(large.walls, middle.walls), ratio(large.cpus, middle.cpus)]
    return max((one for one in found if one is not None), key=lambda one: one.value, default=None)
