"""The values of a status are sorted by their words, and by what stands beside them."""

from __future__ import annotations

import pytest

from arazzo_gen.init.states import Kind, sort

P, S, F = Kind.PROGRESS, Kind.SUCCESS, Kind.FAILURE
E, L, U = Kind.ENDED, Kind.LIVING, Kind.UNKNOWN


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ("queued processing paused completed cancelled", [P, P, P, S, F]),
        ("PENDING RUNNING COMPLETED FAILED", [P, P, S, F]),
        ("waitingForPause rollingBack errored terminated complete", [P, P, F, E, S]),
        ("Open UploadComplete InProgress JobComplete Aborted", [P, P, P, S, F]),
        ("not_started in_progress timed_out not_found", [P, P, F, U]),
        ("pending completed_with_errors completed_without_errors", [P, E, S]),
        ("processing_failed processing_complete processing", [F, S, P]),
        ("PENDING_CANCELLATION cancelling cancelled done", [P, P, F, S]),
        # A cluster that is running stays so, and a job that is running does not.
        ("starting running stopping stopped", [P, L, P, E]),
        ("queued running succeeded", [P, P, S]),
        ("active inactive suspended", [L, L, L]),
        # Ready is an end, unless something else is one.
        ("building ready", [P, S]),
        ("Ready InProgress Succeeded", [U, P, S]),
        # A job that was accepted goes on; an application that was accepted does not.
        ("accepted running done", [P, P, S]),
        ("pending accepted rejected", [P, S, F]),
        # Sent is an end, unless something else says that it is complete.
        ("queued sent failed", [P, S, F]),
        ("created sent delivered completed voided", [P, U, U, S, U]),
        ("ready_for_pickup in_review in_use processed", [P, P, U, S]),
        ("open closed", [U, E]),
        ("available not_available not_started", [S, U, P]),
        ("ACCEPTED STARTED FAILURE", [P, P, F]),
        ("partially_succeeded running succeeded", [E, P, S]),
        ("queued requires_action frozen incomplete", [P, U, U, U]),
        ("existing missing outstanding", [U, U, U]),
    ],
)
def test_the_values_of_a_status_are_sorted(values: str, kinds: list[Kind]) -> None:
    found = sort(values.split())
    assert [kind for _, kind in found.kinds] == kinds
    assert [value for value, _ in found.kinds] == values.split()


def test_a_job_goes_on_and_then_ends() -> None:
    assert sort(["queued", "done"]).is_job
    assert not sort(["queued", "running"]).is_job
    assert not sort(["done", "failed"]).is_job
    assert not sort([]).is_job


def test_values_that_occur_twice_are_sorted_once() -> None:
    assert sort(["queued", "queued", "done"]).kinds == (("queued", P), ("done", S))
