"""Jumps to structure: straight code, `if`, `while`; a `match` only for what fits neither.

A range of steps is emitted in document order. A jump back makes a loop of the steps between; a
jump forward guards the steps that it skips; a jump to the end returns. Where a jump crosses the
border of a loop or of a guard, the smallest closed range around it becomes a `Machine`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Edge, ToStep, Vertex
from arazzo_gen.lower.flow.outcomes import after_step, behind, leave, retried_first
from arazzo_gen.lower.flow.ranges import Around, Late, Place
from arazzo_gen.lower.flow.state import State, join
from arazzo_gen.lower.names.identifiers import Names


class _Unstructured(Exception):
    """A jump that no structure has: from the step of one index to another's."""

    def __init__(self, source: int, target: int) -> None:
        self.source = source
        self.target = target


class _TooDeep(Exception):
    """Loops and guards in each other, more than Python reads or a person follows."""


Block = list[ir.Stmt]

_DEEPEST = 10
_MOST_TRIES = 40
"""After so many jumps that no structure has, there is none to look for."""


def structure(vertices: tuple[Vertex, ...], names: Names, entry: State) -> ir.Block:
    """The control flow of a workflow.

    Args:
        vertices: The steps in document order, all of them reachable.
        names: The local names of the function; what is used here is not taken from it.
        entry: What is known of the step variables at the start.
    """
    machines: list[tuple[int, int]] = []
    for _ in range(_MOST_TRIES):
        shape = _Shape(vertices, names.copy().take, machines)
        try:
            return shape.whole(entry)
        except _Unstructured as jump:
            machines = _add_machine(vertices, machines, jump.source, jump.target)
        except _TooDeep:
            break
    return _Shape(vertices, names.copy().take, [(0, len(vertices))]).whole(entry)


def _add_machine(
    vertices: tuple[Vertex, ...], machines: list[tuple[int, int]], source: int, target: int
) -> list[tuple[int, int]]:
    """The machines with one more around a jump, grown until nothing crosses its border."""
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


class _Shape:
    """One attempt to structure the steps, given the ranges that are machines."""

    def __init__(
        self,
        vertices: tuple[Vertex, ...],
        name: Callable[[str], str],
        machines: Sequence[tuple[int, int]],
    ) -> None:
        self.vertices = vertices
        self.end = len(vertices)
        self.machines = dict(machines)
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
        state = self.range(0, entry, Place(self.end, None), block)
        if state.alive:
            block.append(ir.Finish(state.known()))
        return tuple(block)

    # --- Ranges -------------------------------------------------------------------------

    def range(self, low: int, state: State, place: Place, block: Block) -> State:
        """The steps from `low` to the end of the place, one construct after the other."""
        position = low
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _TooDeep
        while position < place.high:
            if position in self.machines:
                stop = self.machines[position]
                if stop > place.high:
                    raise _Unstructured(position, stop)
                state = self.machine(position, stop, state, block)
                position = stop
            elif self.is_header(position, place):
                position, state = self.loop(position, state, place, block)
            else:
                position, state = self.step(position, state, place, block)
        self.depth -= 1
        return state

    def touched(self, low: int, high: int) -> frozenset[str]:
        """The steps that a range runs: its own, and those that its retries run first."""
        vertices = self.vertices[low:high]
        own = frozenset(vertex.id for vertex in vertices)
        return own.union(*map(retried_first, vertices))

    def is_header(self, index: int, place: Place) -> bool:
        """Whether a loop starts here that is not the one around."""
        if place.loop is not None and place.loop.header == index:
            return False
        return any(source < place.high for source in self.sources.get(index, ()))

    def step(self, index: int, state: State, place: Place, block: Block) -> tuple[int, State]:
        """A step, and the ranges that its forward jumps guard."""
        late = self.late(index, index + 1, place)
        leaving = place.loop.late if place.loop is not None else None
        if leaving is not None and leaving.source == index:
            action: str | None = leaving.action
        else:
            action = self.fresh("action") if late else None
        state = self.run(index, state, place, action, block)
        if not late or action is None:
            return index + 1, state
        return self.guards(index + 1, Late(index, late, action), state, place, block)

    def late(
        self, index: int, follow: int, place: Place
    ) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The jumps of a step beyond `follow` to a place in the range, nearest target first."""
        found: dict[int, list[str]] = {}
        for edge in self.vertices[index].edges:
            if not isinstance(edge.target, ToStep) or edge.key is None:
                continue
            to = place.aim(edge.target.index)
            leaves = to == self.end or (place.loop is not None and to == place.loop.exit)
            if follow < to <= place.high and not leaves:
                found.setdefault(to, []).append(edge.key)
        return tuple((to, tuple(dict.fromkeys(keys))) for to, keys in sorted(found.items()))

    def guards(
        self, start: int, late: Late, state: State, place: Place, block: Block
    ) -> tuple[int, State]:
        """The ranges between the targets of a step's forward jumps, each guarded."""
        position = start
        for number, (to, _) in enumerate(late.targets):
            unless = tuple(key for _, keys in late.targets[number:] for key in keys)
            body: Block = []
            meet = self.meeting(position, to, place)
            if meet is not None:
                rest = Late(late.source, late.targets[number + 1 :], late.action)
                return self.branches(position, to, meet, unless, rest, state, place, block)
            after = self.range(position, state, place.inner(to), body)
            if body:
                block.append(ir.Guard(late.action, state.known(), unless, tuple(body)))
            state = join(state, after)
            position = to
        return position, state

    def meeting(self, start: int, to: int, place: Place) -> int | None:
        """Where the steps of a range all go on, if that is a step behind the range's end: what
        stands between is then another branch."""
        found: set[int] = set()
        for index in range(start, to):
            for target in self.vertices[index].targets:
                aim = place.aim(target)
                exits = aim == self.end or (place.loop is not None and aim == place.loop.exit)
                if aim >= to and not exits:
                    found.add(aim)
        if len(found) != 1 or to in found:
            return None
        meet = found.pop()
        return meet if meet <= place.high else None

    def branches(
        self,
        start: int,
        to: int,
        meet: int,
        unless: tuple[str, ...],
        rest: Late,
        state: State,
        place: Place,
        block: Block,
    ) -> tuple[int, State]:
        """Two branches that meet: the steps from `start`, or those from `to`."""
        beyond = [target for target, _ in rest.targets if target > meet]
        if beyond:
            raise _Unstructured(rest.source, beyond[0])
        body: Block = []
        after = self.range(start, state, Place(to, place.loop, meet), body)
        otherwise: Block = []
        inside = place.inner(meet)
        position, other = self.guards(to, rest, state, inside, otherwise)
        other = self.range(position, other, inside, otherwise)
        guard = ir.Guard(rest.action, state.known(), unless, tuple(body), tuple(otherwise))
        block.append(guard)
        return meet, join(after, other)

    # --- Loops --------------------------------------------------------------------------

    def loop(self, header: int, state: State, place: Place, block: Block) -> tuple[int, State]:
        """The steps from a header to the last step that jumps back to it."""
        last = max(source for source in self.sources[header] if source < place.high)
        stop = last + 1
        ids = self.touched(header, stop)
        late = self.late_exits(header, stop, place)
        loop = Around(header, stop, late, [])
        poll = self.fresh("poll")
        body: Block = []
        beyond = place.next if stop == place.high else None
        after = self.range(header, state.entering(ids), Place(stop, loop, beyond), body)
        block.append(ir.Loop(poll, tuple(body)))
        exits = [left for _, left in loop.breaks] + ([after] if after.alive else [])
        state = join(*exits)
        if late is None:
            return stop, state
        sources = {source for source, _ in loop.breaks} | ({last} if after.alive else set())
        if sources - {late.source}:
            raise _Unstructured(header, (*late.leaps, *late.targets)[-1][0])
        self.leaps(late, state, place, block)
        return self.guards(stop, late, state, place, block)

    def leaps(self, late: Late, state: State, place: Place, block: Block) -> None:
        """The jumps out of a loop that has just ended, to the top or the end of the loop around."""
        for to, keys in late.leaps:
            jump = self.jump(late.source, to, state, place)
            if isinstance(jump, ir.Break) and place.loop is not None:
                place.loop.breaks.append((late.source, state))
            step = self.vertices[late.source].id
            block.append(ir.Leap(late.action, keys, step, jump))

    def late_exits(self, header: int, stop: int, place: Place) -> Late | None:
        """The jumps out of a loop over the steps behind it, if one step makes them all."""
        found: Late | None = None
        for index in range(header, stop):
            targets = self.late(index, stop, place)
            leaps = self.outer_jumps(index, header, stop, place)
            if (targets or leaps) and found is not None:
                raise _Unstructured(index, (*leaps, *targets)[-1][0])
            if targets or leaps:
                around = place.loop.late if place.loop is not None else None
                shared = around is not None and around.source == index
                action = around.action if around is not None and shared else self.fresh("action")
                found = Late(index, targets, action, leaps)
        return found

    def outer_jumps(
        self, index: int, header: int, stop: int, place: Place
    ) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The jumps of a step in a loop to the top or out of the loop around that loop.

        Only those on success: behind a failure there is no response left to wait by.
        """
        vertex, outer = self.vertices[index], place.loop
        if outer is None or any(isinstance(edge.target, ToStep) for edge in vertex.failure):
            return ()
        found: dict[int, list[str]] = {}
        for edge in vertex.success:
            if not isinstance(edge.target, ToStep) or edge.key is None:
                continue
            to = place.aim(edge.target.index)
            inside = header <= to <= stop or to == self.end
            late = outer.late is not None and outer.late.has(index, to)
            if not inside and (late or to in (outer.header, outer.exit)):
                found.setdefault(to, []).append(edge.key)
        return tuple((to, tuple(dict.fromkeys(keys))) for to, keys in found.items())

    # --- Machines -----------------------------------------------------------------------

    def machine(self, low: int, high: int, state: State, block: Block) -> State:
        """Steps as the states of a `match`."""
        inside = state.entering(self.touched(low, high))
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
        won, lost = after_step(vertex, state)

        def outcome(edge: Edge, known: State) -> ir.Outcome:
            target = edge.target
            if not isinstance(target, ToStep):
                return ir.Outcome(edge.key, leave(target, edge, known, state))
            if target.index == high:
                return ir.Outcome(edge.key, ir.Break())
            if target.index == self.end:
                return ir.Outcome(edge.key, ir.Return(known.known()))
            to = self.vertices[target.index].id
            return ir.Outcome(edge.key, ir.Goto(to, wait=target.index <= index))

        success = tuple(outcome(edge, won) for edge in vertex.success)
        failure = tuple(outcome(edge, lost) for edge in vertex.failure)
        run = ir.Run(vertex.id, state.known(), success, failure)
        left = behind(run, won, lost)
        exits += [known for each, known in left if isinstance(each.jump, ir.Break)]
        return run

    # --- One step -----------------------------------------------------------------------

    def run(
        self, index: int, state: State, place: Place, action: str | None, block: Block
    ) -> State:
        """A step with what follows on each of its actions; what is known behind it comes back."""
        vertex = self.vertices[index]
        state = state.entering(retried_first(vertex))  # as a later attempt finds it
        won, lost = after_step(vertex, state)

        def outcome(edge: Edge, known: State) -> ir.Outcome:
            if isinstance(edge.target, ToStep):
                return ir.Outcome(edge.key, self.jump(index, edge.target.index, known, place))
            return ir.Outcome(edge.key, leave(edge.target, edge, known, state))

        success = tuple(outcome(edge, won) for edge in vertex.success)
        failure = tuple(outcome(edge, lost) for edge in vertex.failure)
        run = ir.Run(vertex.id, state.known(), success, failure, action)
        block.append(run)
        after: list[State] = []
        for each, known in behind(run, won, lost):
            if isinstance(each.jump, ir.Proceed):
                after.append(known)
            elif isinstance(each.jump, ir.Break) and place.loop is not None:
                place.loop.breaks.append((index, known))
        return join(*after)

    def jump(self, index: int, to: int, known: State, place: Place) -> ir.Jump:
        """How a jump to a step is written at a place."""
        loop = place.loop
        to = place.aim(to)
        if to == index + 1 and to <= place.high:
            return ir.Proceed()
        if loop is not None and to == loop.header:
            return ir.Continue()
        if loop is not None and to == loop.exit:
            return ir.Break()
        if to == self.end:
            return ir.Return(known.known())
        if index < to <= place.high:
            return ir.Proceed()
        late = loop.late if loop is not None else None
        if late is not None and late.has(index, to):
            return ir.Break()
        raise _Unstructured(index, to)
