"""Outputs that are made of each other are traced to their last origin: here, to what is sent as a
credential."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature
from features.test_client_errors_tell import ACCOUNTS, SECRET

CYCLE = """
    workflows:
      - workflowId: renew
        steps:
          - stepId: logIn
            operationId: logIn
            outputs: {ticket: 'FIRST', id: $response.body#/user/id}
          - stepId: renew
            operationId: logIn
            outputs: {ticket: 'SECOND'}
          - stepId: me
            operationId: me
            parameters: [{name: Authorization, in: header, value: $steps.renew.outputs.ticket}]
            onFailure:
              - name: again
                type: goto
                stepId: logIn
                criteria: [{condition: $statusCode == 401}]
        outputs:
          first: $steps.logIn.outputs.ticket
          second: $steps.renew.outputs.ticket
          id: $steps.logIn.outputs.id
"""


def renewing(first: str, second: str) -> Feature:
    """A loop over two steps, whose outputs may read each other's."""
    text = CYCLE.replace("FIRST", first).replace("SECOND", second)
    return Feature(text, more={"jobs.openapi.yaml": ACCOUNTS})


OF_ITSELF = "{$response.body#/ticket}{$steps.renew.outputs.ticket}"

CYCLES = {
    "first of second": renewing(OF_ITSELF, "$steps.logIn.outputs.ticket"),
    "second of first": renewing(
        "$steps.renew.outputs.ticket", "{$response.body#/ticket}{$steps.logIn.outputs.ticket}"
    ),
    "a path that grows": renewing(
        "{$response.body#/ticket}{$steps.renew.outputs.ticket#/a}", "$steps.logIn.outputs.ticket"
    ),
}


@pytest.mark.parametrize("way", CYCLES)
def test_outputs_made_of_each_other_are_in_no_repr(way: str) -> None:
    module = CYCLES[way].module
    shown = [
        module.LogIn(ticket=SECRET, id="u1", response=None),
        module.Renew(ticket=SECRET, response=None),
        module.Outputs(first=SECRET, second=SECRET, id="u1"),
    ]
    assert SECRET not in repr(shown)
    assert repr(shown).count("u1") == 2
