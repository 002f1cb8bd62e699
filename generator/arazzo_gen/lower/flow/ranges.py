"""Where the control flow is laid out: ranges of steps, the loops around them, late jumps."""

from __future__ import annotations

from arazzo_gen.lower.flow.state import State
from arazzo_gen.record import record


@record
class Late:
    """Jumps of one step that come to be behind what it stands in.

    `targets` are steps that follow: what is between is guarded, nearest first. `leaps` are places
    of the loop around: its top, or its way out.
    """

    source: int
    targets: tuple[tuple[int, tuple[str, ...]], ...]
    action: str
    leaps: tuple[tuple[int, tuple[str, ...]], ...] = ()

    def has(self, source: int, target: int) -> bool:
        """Whether it is this step's jump to a target."""
        known = (to for to, _ in (*self.targets, *self.leaps))
        return source == self.source and target in known


@record
class Around:
    """The loop around a place: its first step, the first step behind it, how it is left.

    `late` are the jumps to steps further behind; `breaks` collects what is known at each exit.
    """

    header: int
    exit: int
    late: Late | None
    breaks: list[tuple[int, State]]


@record
class Place:
    """Where a step is emitted: before which step its range ends, in which loop, and with which
    step the program goes on behind the range where that is not the next one."""

    high: int
    loop: Around | None
    next: int | None = None

    def inner(self, high: int) -> Place:
        """A range inside, which may end where this one does."""
        return Place(high, self.loop, self.next if high == self.high else None)

    def aim(self, target: int) -> int:
        """The target of a jump, the end of the range for what follows on it."""
        return self.high if target == self.next else target
