"""Turns jumps into structured control flow: sequences, guards and loops, else state machines.

A range of steps is emitted in document order. A jump back makes a loop of the steps between. A
jump forward guards the steps that it skips. A jump to the end returns. Where a jump crosses the
border of a loop or a guard, the smallest closed range around it becomes a `Machine`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Edge, ToStep, Vertex
from arazzo_gen.lower.flow.outcomes import after_step, behind, leave, retried_first, run_before
from arazzo_gen.lower.flow.ranges import Deferred, LoopContext, Region
from arazzo_gen.lower.flow.state import State, join
from arazzo_gen.lower.names.identifiers import Names


class _Unstructured(Exception):
    """A jump between two steps (by index) that fits no sequence, guard or loop."""

    def __init__(self, source: int, target: int) -> None:
        self.source = source
        self.target = target


class _TooDeep(Exception):
    """Loops and guards are nested more deeply than Python compiles or a person follows."""


Block = list[ir.Stmt]

_DEEPEST = 10
_MOST_TRIES = 40
"""After so many unstructured jumps the whole workflow becomes one machine."""


def structure(vertices: tuple[Vertex, ...], names: Names, entry: State) -> ir.Block:
    """The control flow of a workflow.

    Args:
        vertices: The steps in document order, all of them reachable.
        names: The local names of the run function; new ones are taken from a copy.
        entry: The state at the start.
    """
    machines: list[tuple[int, int]] = []
    for _ in range(_MOST_TRIES):
        shape = _Structurer(vertices, names.copy().take, machines)
        try:
            return shape.whole(entry)
        except _Unstructured as jump:
            machines = _add_machine(vertices, machines, jump.source, jump.target)
        except _TooDeep:
            break
    return _Structurer(vertices, names.copy().take, [(0, len(vertices))]).whole(entry)


def _add_machine(
    vertices: tuple[Vertex, ...], machines: list[tuple[int, int]], source: int, target: int
) -> list[tuple[int, int]]:
    """Add a machine around a jump, grown until no jump crosses its border."""
    end = len(vertices)
    low, high = min(source, target), min(max(source, target), end - 1) + 1
    changed = True
    while changed:
        changed = False
        for index, vertex in enumerate(vertices):
            inside = low <= index < high
            for to in vertex.targets:
                if inside and to != end and not low <= to <= high:
                    low, high, changed = min(low, to), max(high, to), True
                elif not inside and low < to < high:
                    low, high, changed = min(low, index), max(high, index + 1), True
        for a, b in machines:
            if a < high and low < b and (a < low or b > high):
                low, high, changed = min(low, a), max(high, b), True
    return [(a, b) for a, b in machines if not (low <= a and b <= high)] + [(low, high)]


class _Structurer:
    """One attempt to structure the steps, where some ranges become machines."""

    def __init__(
        self,
        vertices: tuple[Vertex, ...],
        name: Callable[[str], str],
        machines: Sequence[tuple[int, int]],
    ) -> None:
        self.vertices = vertices
        self.end = len(vertices)
        self.machines = dict(machines)
        self.lenient = frozenset(vertex.id for vertex in vertices if vertex.lenient)
        self.sources: dict[int, list[int]] = {}
        for index, vertex in enumerate(vertices):
            for to in vertex.targets:
                if to <= index:
                    self.sources.setdefault(to, []).append(index)
        self.fresh = name
        self.depth = 0

    def whole(self, entry: State) -> ir.Block:
        """The block of the workflow, its `Finish` included."""
        block: Block = []
        state = self.range(0, entry, Region(self.end, None), block)
        if state.alive:
            block.append(ir.Finish(state.reaching()))
        return tuple(block)

    # --- Ranges -------------------------------------------------------------------------

    def range(self, low: int, state: State, region: Region, block: Block) -> State:
        """Emit the steps from `low` to the end of the region, one construct after the other."""
        position = low
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _TooDeep
        while position < region.high:
            if position in self.machines:
                stop = self.machines[position]
                if stop > region.high:
                    raise _Unstructured(position, stop)
                state = self.machine(position, stop, state, block)
                position = stop
            elif self.is_header(position, region):
                position, state = self.loop(position, state, region, block)
            else:
                position, state = self.step(position, state, region, block)
        self.depth -= 1
        return state

    def touched(self, low: int, high: int) -> frozenset[str]:
        """The steps that a range runs: its own, and those that its retries run first."""
        vertices = self.vertices[low:high]
        own = frozenset(vertex.id for vertex in vertices)
        return own.union(*map(retried_first, vertices))

    def unsure(self, low: int, high: int) -> frozenset[str]:
        """The lenient steps that retries of a range run first: they may have failed."""
        found = frozenset[str]().union(*map(retried_first, self.vertices[low:high]))
        return found & self.lenient

    def is_header(self, index: int, region: Region) -> bool:
        """Whether a loop starts at a step, other than the one around."""
        if region.loop is not None and region.loop.header == index:
            return False
        return any(source < region.high for source in self.sources.get(index, ()))

    def step(self, index: int, state: State, region: Region, block: Block) -> tuple[int, State]:
        """Emit a step, and the guarded ranges that its forward jumps skip."""
        deferred = self.forward_jumps(index, index + 1, region)
        leaving = region.loop.deferred if region.loop is not None else None
        if leaving is not None and leaving.source == index:
            action: str | None = leaving.action
        else:
            action = self.fresh("action") if deferred else None
        state = self.run(index, state, region, action, block)
        if not deferred or action is None:
            return index + 1, state
        return self.guards(index + 1, Deferred(index, deferred, action), state, region, block)

    def forward_jumps(
        self, index: int, follow: int, region: Region
    ) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The jumps of a step beyond `follow` inside the region, nearest target first."""
        found: dict[int, list[str]] = {}
        for edge in self.vertices[index].edges:
            if not isinstance(edge.target, ToStep) or edge.key is None:
                continue
            to = region.aim(edge.target.index)
            leaves = to == self.end or (region.loop is not None and to == region.loop.exit)
            if follow < to <= region.high and not leaves:
                found.setdefault(to, []).append(edge.key)
        return tuple((to, tuple(dict.fromkeys(keys))) for to, keys in sorted(found.items()))

    def guards(
        self, start: int, deferred: Deferred, state: State, region: Region, block: Block
    ) -> tuple[int, State]:
        """Emit the ranges between the targets of a step's forward jumps, each guarded."""
        position = start
        for number, (to, _) in enumerate(deferred.targets):
            unless = tuple(key for _, keys in deferred.targets[number:] for key in keys)
            body: Block = []
            meet = self.meeting(position, to, region)
            if meet is not None:
                rest = Deferred(deferred.source, deferred.targets[number + 1 :], deferred.action)
                return self.branches(position, to, meet, unless, rest, state, region, block)
            after = self.range(position, state, region.inner(to), body)
            if body:
                block.append(ir.Guard(deferred.action, state.reaching(), unless, tuple(body)))
            state = join(state, after)
            position = to
        return position, state

    def meeting(self, start: int, to: int, region: Region) -> int | None:
        """The step behind `to` at which all steps of a range go on; None where there is none.

        The steps between `to` and it are then the other branch.
        """
        found: set[int] = set()
        for index in range(start, to):
            for target in self.vertices[index].targets:
                aim = region.aim(target)
                exits = aim == self.end or (region.loop is not None and aim == region.loop.exit)
                if aim >= to and not exits:
                    found.add(aim)
        if len(found) != 1 or to in found:
            return None
        meet = found.pop()
        return meet if meet <= region.high else None

    def branches(
        self,
        start: int,
        to: int,
        meet: int,
        unless: tuple[str, ...],
        rest: Deferred,
        state: State,
        region: Region,
        block: Block,
    ) -> tuple[int, State]:
        """Emit two branches that meet at `meet`: the steps from `start`, or those from `to`."""
        beyond = [target for target, _ in rest.targets if target > meet]
        if beyond:
            raise _Unstructured(rest.source, beyond[0])
        body: Block = []
        after = self.range(start, state, Region(to, region.loop, meet), body)
        otherwise: Block = []
        inside = region.inner(meet)
        position, other = self.guards(to, rest, state, inside, otherwise)
        other = self.range(position, other, inside, otherwise)
        guard = ir.Guard(rest.action, state.reaching(), unless, tuple(body), tuple(otherwise))
        block.append(guard)
        return meet, join(after, other)

    # --- Loops --------------------------------------------------------------------------

    def loop(self, header: int, state: State, region: Region, block: Block) -> tuple[int, State]:
        """Emit a loop: the steps from its header to the last step that jumps back to it."""
        last = max(source for source in self.sources[header] if source < region.high)
        stop = last + 1
        ids = self.touched(header, stop)
        deferred = self.deferred_exits(header, stop, region)
        loop = LoopContext(header, stop, deferred, [])
        poll = self.fresh("poll")
        body: Block = []
        beyond = region.next if stop == region.high else None
        entry = state.entering(ids).unsure_of(self.unsure(header, stop))
        after = self.range(header, entry, Region(stop, loop, beyond), body)
        block.append(ir.Loop(poll, tuple(body)))
        exits = [left for _, left in loop.breaks] + ([after] if after.alive else [])
        state = join(*exits)
        if deferred is None:
            return stop, state
        sources = {source for source, _ in loop.breaks} | ({last} if after.alive else set())
        if sources - {deferred.source}:
            raise _Unstructured(header, (*deferred.outward, *deferred.targets)[-1][0])
        self.deferred_jumps(deferred, state, region, block)
        return self.guards(stop, deferred, state, region, block)

    def deferred_jumps(
        self, deferred: Deferred, state: State, region: Region, block: Block
    ) -> None:
        """Emit a finished loop's jumps to the top or the exit of the loop around it."""
        for to, keys in deferred.outward:
            jump = self.jump(deferred.source, to, state, region)
            if isinstance(jump, ir.Break) and region.loop is not None:
                region.loop.breaks.append((deferred.source, state))
            step = self.vertices[deferred.source].id
            block.append(ir.DeferredJump(deferred.action, keys, step, jump))

    def deferred_exits(self, header: int, stop: int, region: Region) -> Deferred | None:
        """The jumps that leave a loop for steps further on; all of them must be of one step."""
        found: Deferred | None = None
        for index in range(header, stop):
            targets = self.forward_jumps(index, stop, region)
            outward = self.outer_jumps(index, header, stop, region)
            if (targets or outward) and found is not None:
                raise _Unstructured(index, (*outward, *targets)[-1][0])
            if targets or outward:
                around = region.loop.deferred if region.loop is not None else None
                shared = around is not None and around.source == index
                action = around.action if around is not None and shared else self.fresh("action")
                found = Deferred(index, targets, action, outward)
        return found

    def outer_jumps(
        self, index: int, header: int, stop: int, region: Region
    ) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The jumps of a step in a loop to the top or the exit of the loop around that.

        Only jumps on success count: a failure leaves no response that says how long to wait.
        """
        vertex, outer = self.vertices[index], region.loop
        if outer is None or any(isinstance(edge.target, ToStep) for edge in vertex.failure):
            return ()
        found: dict[int, list[str]] = {}
        for edge in vertex.success:
            if not isinstance(edge.target, ToStep) or edge.key is None:
                continue
            to = region.aim(edge.target.index)
            inside = header <= to <= stop or to == self.end
            deferred = outer.deferred is not None and outer.deferred.has(index, to)
            if not inside and (deferred or to in (outer.header, outer.exit)):
                found.setdefault(to, []).append(edge.key)
        return tuple((to, tuple(dict.fromkeys(keys))) for to, keys in found.items())

    # --- Machines -----------------------------------------------------------------------

    def machine(self, low: int, high: int, state: State, block: Block) -> State:
        """Emit a machine, whose states are steps."""
        inside = state.entering(self.touched(low, high)).unsure_of(self.unsure(low, high))
        exits: list[State] = []
        states: list[tuple[str, ir.Block]] = []
        for index in range(low, high):
            run = self.state_run(index, high, inside, exits)
            states.append((self.vertices[index].id, (run,)))
        variable, poll = self.fresh("next_step"), self.fresh("poll")
        block.append(ir.Machine(variable, poll, self.vertices[low].id, tuple(states)))
        return join(*exits)

    def state_run(self, index: int, high: int, state: State, exits: list[State]) -> ir.Run:
        """One state: a step with its jumps to other states."""
        vertex = self.vertices[index]
        state = state.unsure_of(self.unsure(index, index + 1))
        succeeded, failed = after_step(vertex, state)

        def outcome(edge: Edge, then: State) -> ir.Outcome:
            target = edge.target
            if not isinstance(target, ToStep):
                return ir.Outcome(edge.key, leave(target, edge, then, vertex.id))
            if target.index == high:
                return ir.Outcome(edge.key, ir.Break())
            if target.index == self.end:
                return ir.Outcome(edge.key, ir.Return(then.reaching()))
            to = self.vertices[target.index].id
            return ir.Outcome(edge.key, ir.Goto(to, wait=target.index <= index))

        success = tuple(outcome(edge, succeeded) for edge in vertex.success)
        failure = tuple(outcome(edge, failed) for edge in vertex.failure)
        run = ir.Run(vertex.id, state.reaching(), success, failure)
        left = behind(run, succeeded, failed)
        exits += [then for each, then in left if isinstance(each.jump, ir.Break)]
        return run

    # --- One step -----------------------------------------------------------------------

    def run(
        self, index: int, state: State, region: Region, action: str | None, block: Block
    ) -> State:
        """Emit a step with the outcome of each of its actions; returns the state behind it."""
        vertex = self.vertices[index]
        # A retry may have run these, and the step itself.
        state = state.entering(retried_first(vertex) | run_before(vertex))
        state = state.unsure_of(self.unsure(index, index + 1))
        succeeded, failed = after_step(vertex, state)

        def outcome(edge: Edge, then: State) -> ir.Outcome:
            if isinstance(edge.target, ToStep):
                return ir.Outcome(edge.key, self.jump(index, edge.target.index, then, region))
            return ir.Outcome(edge.key, leave(edge.target, edge, then, vertex.id))

        success = tuple(outcome(edge, succeeded) for edge in vertex.success)
        failure = tuple(outcome(edge, failed) for edge in vertex.failure)
        run = ir.Run(vertex.id, state.reaching(), success, failure, action)
        block.append(run)
        after: list[State] = []
        for each, then in behind(run, succeeded, failed):
            if isinstance(each.jump, ir.Proceed):
                after.append(then)
            elif isinstance(each.jump, ir.Break) and region.loop is not None:
                region.loop.breaks.append((index, then))
        return join(*after)

    def jump(self, index: int, to: int, then: State, region: Region) -> ir.Jump:
        """The jump from one step to another in a region."""
        loop = region.loop
        to = region.aim(to)
        if to == index + 1 and to <= region.high:
            return ir.Proceed()
        if loop is not None and to == loop.header:
            return ir.Continue()
        if loop is not None and to == loop.exit:
            return ir.Break()
        if to == self.end:
            return ir.Return(then.reaching())
        if index < to <= region.high:
            return ir.Proceed()
        deferred = loop.deferred if loop is not None else None
        if deferred is not None and deferred.has(index, to):
            return ir.Break()
        raise _Unstructured(index, to)
