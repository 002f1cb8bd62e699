"""The ranges of steps that structuring works on, the loops around them, and deferred jumps."""

from __future__ import annotations

from arazzo_gen.lower.flow.state import State
from arazzo_gen.record import record


@record
class Deferred:
    """The jumps of one step that its action decides, and that are taken further on.

    The variable `action` keeps the action until then. `targets` are the later steps to which it
    jumps, nearest first, each with the keys of its actions: guards skip the steps between.
    `outward` are jumps to the top or the exit of an outer loop, taken behind the step's own loop.
    """

    source: int
    targets: tuple[tuple[int, tuple[str, ...]], ...]
    action: str
    outward: tuple[tuple[int, tuple[str, ...]], ...] = ()

    def has(self, source: int, target: int) -> bool:
        """Whether the jump from `source` to `target` is one of these."""
        targets = (to for to, _ in (*self.targets, *self.outward))
        return source == self.source and target in targets


@record
class LoopContext:
    """The innermost loop around a region: its first step, and the first step behind it.

    `deferred` are its jumps to steps further behind, or to the loop around it. `breaks` collects
    the step and the state of each jump that leaves it.
    """

    header: int
    exit: int
    deferred: Deferred | None
    breaks: list[tuple[int, State]]


@record
class Region:
    """The range of steps that is being structured.

    It ends before the step `high` and is in the loop `loop`. `next` is the step that follows the
    range, where that is not `high`.
    """

    high: int
    loop: LoopContext | None
    next: int | None = None

    def inner(self, high: int) -> Region:
        """The part of the region before the step `high`."""
        return Region(high, self.loop, self.next if high == self.high else None)

    def aim(self, target: int) -> int:
        """The target of a jump, where `next` counts as the end of the range."""
        return self.high if target == self.next else target
