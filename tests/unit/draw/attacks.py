"""A document whose texts would run, fetch or break something if a page took them for markup."""

from __future__ import annotations

from typing import Any, Final

SPELL: Final = (
    "</style></title></pre></text></svg><script>document.title='run'</script>"
    "<img src=/evil.png onerror=\"document.title='run'\"><link rel=stylesheet href=/evil.css>"
    "<style>@import '/evil.css'; body { background: url(/evil.png) }</style>"
    "<svg onload=\"document.title='run'\"><iframe src=/evil.html></iframe>"
    "<meta http-equiv=refresh content='0; url=/evil.html'><a href=\"javascript:alert(1)\">a</a>"
    "\"'><!-- {{ 7 * 7 }} {% raw %} &lt;b&gt; ]]>"
)
UNSEEN: Final = "\u202eright to left\u202c \x07bell \u200bnothing a" + "\u0301" * 20
LONG: Final = "without_a_place_to_break_" * 12


def attacks() -> dict[str, Any]:
    """The document, for the API of the shop."""
    step, entry = f"s{SPELL}", f"i{SPELL}"
    state = "$response.body#/state"
    return {
        "arazzo": "1.0.1",
        "info": {"title": f"T{SPELL}", "version": "1", "description": f"D{SPELL}\n\n{UNSEEN}"},
        "sourceDescriptions": [{"name": "shop", "url": "shop.openapi.yaml", "type": "openapi"}],
        "workflows": [
            {
                "workflowId": f"w{SPELL}",
                "summary": f"S{SPELL}",
                "description": f"{UNSEEN} {LONG} {SPELL}",
                "inputs": {
                    "type": "object",
                    "required": [entry],
                    "properties": {
                        entry: {"type": "string", "description": SPELL, "enum": [SPELL, "b"]},
                        LONG: {"type": "string", "default": f"{LONG}{SPELL}{UNSEEN}"},
                    },
                },
                "steps": [
                    {
                        "stepId": step,
                        "description": SPELL,
                        "operationId": "getOrder",
                        "parameters": [
                            {"name": "id", "in": "path", "value": f"$inputs.{entry}"},
                            {"name": "expand", "in": "query", "value": [SPELL]},
                        ],
                        "successCriteria": [
                            {"condition": "$statusCode == 200"},
                            {"condition": f"{state} != '{SPELL.replace(chr(39), chr(39) * 2)}'"},
                        ],
                        "onSuccess": [
                            {
                                "name": f"a{SPELL}",
                                "type": "goto",
                                "stepId": step,
                                "criteria": [{"condition": f"{state} == '</text>{UNSEEN}'"}],
                            }
                        ],
                        "outputs": {"state": state},
                    },
                    {
                        "stepId": "create",
                        "operationId": "createOrder",
                        "requestBody": {
                            "contentType": "application/json",
                            "payload": {"items": [SPELL, LONG], SPELL: {"<b>": UNSEEN}},
                        },
                    },
                ],
                "outputs": {"o": f"$inputs.{entry}"},
            }
        ],
    }
