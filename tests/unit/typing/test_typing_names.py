"""Names that a reader would choose."""

from __future__ import annotations

import pytest

from arazzo_gen.typing.names import joined, pascal, singular


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("run", "Run"),
        ("run_status", "RunStatus"),
        ("runStatus", "RunStatus"),
        ("RUN_STATUS", "RunStatus"),
        ("HTTPError", "HTTPError"),
        ("URL", "URL"),
        ("a.b-c d", "ABCD"),
        ("2fa", "Type2fa"),
        ("größe", "Grosse"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_pascal(text: str, expected: str) -> None:
    assert pascal(text) == expected


@pytest.mark.parametrize(
    ("owner", "part", "expected"),
    [
        ("Run", "status", "RunStatus"),
        ("Order", "orderItems", "OrderItems"),
        ("RunStatus", "status", "RunStatus"),
        ("", "status", "Status"),
        ("Run", "", "Run"),
    ],
)
def test_joined(owner: str, part: str, expected: str) -> None:
    assert joined(owner, part) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Runs", "Run"),
        ("OrderItems", "OrderItem"),
        ("Addresses", "Address"),
        ("Categories", "Category"),
        ("Boxes", "Box"),
        ("Branches", "Branch"),
        ("Statuses", "Status"),
        ("EngagementStatuses", "EngagementStatus"),
        ("Cookies", "Cookie"),
        ("Children", "Child"),
        ("Status", "StatusItem"),
        ("Series", "SeriesItem"),
        ("Queries", "Query"),
        ("Data", "DataItem"),
        ("Access", "AccessItem"),
        ("", "Item"),
    ],
)
def test_singular(name: str, expected: str) -> None:
    assert singular(name) == expected
