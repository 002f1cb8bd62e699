"""The reaching state of a workflow: which steps have run, while its control flow is structured.

The states are joined where the written Python joins its paths. So a step counts as run only where
a type checker can infer it from the module too.
"""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.record import record, replace


@record
class State:
    """The steps of `all` that have surely run (`ran`), and those that may have (`may`).

    `alive` is False where no path leads, such as behind a jump.
    """

    ran: frozenset[str]
    may: frozenset[str]
    all: frozenset[str]
    alive: bool = True

    @classmethod
    def start(cls, steps: frozenset[str]) -> State:
        """Before the first step."""
        return cls(frozenset(), frozenset(), steps)

    @classmethod
    def dead(cls) -> State:
        """Where no path leads."""
        return cls(frozenset(), frozenset(), frozenset(), alive=False)

    def with_ran(self, step: str) -> State:
        """After a step has run."""
        return replace(self, ran=self.ran | {step}, may=self.may | {step})

    def with_maybe(self, step: str) -> State:
        """After a step that may have run, or whose variable may have been set to None."""
        return replace(self, ran=self.ran - {step}, may=self.may | {step})

    def entering(self, steps: frozenset[str]) -> State:
        """At the top of a loop over some steps: they may have run in an earlier round."""
        return replace(self, may=self.may | steps)

    def unsure_of(self, steps: frozenset[str]) -> State:
        """Where some steps that had run may have failed since."""
        return replace(self, ran=self.ran - steps)

    def reaching(self) -> ir.Reaching:
        """The state as a record of the IR."""
        return ir.Reaching(self.ran, self.all - self.may)


def join(*states: State) -> State:
    """Where several paths meet."""
    alive = [state for state in states if state.alive]
    if not alive:
        return State.dead()
    ran, may = alive[0].ran, alive[0].may
    for state in alive[1:]:
        ran, may = ran & state.ran, may | state.may
    return State(ran, may, alive[0].all)
