"""Patterns that a hostile server could stop a client with (AZ407)."""

from __future__ import annotations

from one_call import call


def test_wherever_patterns_stand_in_a_document() -> None:
    made = call(
        """
        successCriteria:
          - {context: $response.body#/a, condition: '^(a+)+$', type: regex}
          - {context: $response.body, condition: "$[?match(@.a, '(b+)+')]", type: jsonpath}
        outputs:
          c: {context: $response.body, selector: "$[?match(@.a, '(c+)+')]", type: jsonpath}
        """
    )
    found = [(code, text) for code, text, _ in made.findings if code == "AZ407"]
    assert found == [("AZ407", "(a+)+"), ("AZ407", "(b+)+"), ("AZ407", "(c+)+")]
