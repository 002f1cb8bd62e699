"""Chooses among the pairs of operations: for each that may start a job the best poll."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.init.endpoints import Endpoint
from arazzo_gen.init.evidence import BAR, Evidence, evidence_for, points
from arazzo_gen.init.pairs import Pair, Relation, pairs
from arazzo_gen.init.pairs import pair as pair_of
from arazzo_gen.record import record


@record(eq=False)
class Candidate:
    """A pair with what speaks for it."""

    pair: Pair
    evidence: tuple[Evidence, ...]

    @property
    def points(self) -> int:
        """How much speaks for it."""
        return points(self.evidence)

    @property
    def has_sign(self) -> bool:
        """Whether the poll's answer says that the job goes on, in a way that is known or can be
        said by a caller."""
        poll = self.pair.poll
        has_status = poll.status is not None and poll.status.values.is_job
        # Two readings of one thing have a status in common, too.
        is_about = self.pair.relation not in (Relation.SAME, Relation.ACTION)
        is_open = is_about and poll.status is not None and not poll.status.values.kinds
        return has_status or is_open or poll.done is not None or poll.waits

    @property
    def is_job(self) -> bool:
        """Whether it is written without being asked for."""
        return self.points >= BAR and self.has_sign


def candidates(endpoints: Sequence[Endpoint]) -> list[Candidate]:
    """For each operation that may start a job the best poll, in the order of the documents."""
    best: dict[int, Candidate] = {}
    for pair in pairs(list(endpoints)):
        found = Candidate(pair, tuple(evidence_for(pair)))
        known = best.get(id(pair.start))
        if known is None or _rank(found) > _rank(known):
            best[id(pair.start)] = found
    return list(best.values())


def by_hand(start: Endpoint, poll: Endpoint) -> Candidate | None:
    """The pair of two operations that the user names, with what speaks for it."""
    found = pair_of(start, poll, by_hand=True)
    if found is None:
        return None
    return Candidate(found, tuple(evidence_for(found)))


def _rank(candidate: Candidate) -> tuple[bool, int, int]:
    mine, other = candidate.pair.start.segments, candidate.pair.poll.segments
    common = 0
    for one, two in zip(mine, other, strict=False):
        if not one.matches(two):
            break
        common += 1
    near = common - abs(len(mine) - len(other))
    return candidate.is_job, candidate.points + common, near
