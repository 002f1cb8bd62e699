"""The copy of a document for the validator: the parts that operations use, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.bundle import bundle
from arazzo_gen.openapi.operations import find_by_pointer
from arazzo_gen.openapi.validate import validate
from unit.openapi.documents import Api, api_of, line_of


def copied(api: Api) -> Any:
    """What `get /a` reaches."""
    ref = find_by_pointer(api.document, ("paths", "/a", "get"))
    assert ref is not None
    return bundle(api.document, api.refs, [ref]).root


def findings(api: Api) -> list[str]:
    """The texts in which something is found, of what `get /a` reaches."""
    ref = find_by_pointer(api.document, ("paths", "/a", "get"))
    assert ref is not None
    report = Report()
    validate(api.document, report, [ref])
    return [f"{d.code} {line_of(d)}" for d in report.diagnostics]


def test_what_an_extension_refers_to_is_not_reached() -> None:
    api = api_of(
        """
        x-events: {$ref: '#/components/schemas/A'}
        responses: {200: {description: fine, x-sample: {$ref: sample.py}}}
        """,
        rest="""
        x-webhooks: {made: {post: {requestBody: {$ref: '#/components/schemas/B'}}}}
        components: {schemas: {A: {type: wrong}, B: {type: wrong}}}
        """,
    )
    root = copied(api)
    assert "x-webhooks" not in root
    assert "components" not in root
    operation = root["paths"]["/a"]["get"]
    assert operation["x-events"] == {"$ref": "#/components/schemas/A"}
    assert api.files.asked == ["api.yaml"]
    assert findings(api) == []


@pytest.mark.parametrize(
    ("reference", "rest"),
    [
        ("#/x-schemas/S", "x-schemas: {S: {$ref: '#/x-schemas/T'}, T: {type: strng}}"),
        ("#/x-list/0", "x-list: [{type: array, items: {type: strng}}]"),
        (
            "#/components/schemas/A/x-own/S",
            "components: {schemas: {A: {x-own: {S: {items: {$ref: '#/components/schemas/B'}}}}, "
            "B: {type: strng}}}",
        ),
        (
            "#/components/schemas/A/properties/x-own",
            "components: {schemas: {A: {properties: {x-own: {type: strng}}}}}",
        ),
        ("#/components/schemas/x-own", "components: {schemas: {x-own: {type: strng}}}"),
        (
            "#/webhooks/made/post/x-schema",
            "webhooks: {made: {post: {x-schema: {type: strng}, responses: {}}}}",
        ),
        (
            "#/webhooks/made/post/requestBody/content/a~1b/schema",
            "webhooks: {made: {post: {requestBody: {content: {a/b: {schema: {type: strng}}}}}}}",
        ),
    ],
)
def test_a_reference_into_an_extension_is_followed(reference: str, rest: str) -> None:
    api = api_of(
        f"responses: {{200: {{description: d, content: {{a/b: {{schema: {{$ref: '{reference}'}}"
        "}}}}",
        rest,
    )
    (found,) = findings(api)
    assert found.startswith("AZ801 strng")


def test_names_that_begin_with_x_are_no_extensions() -> None:
    to_t = "{$ref: '#/components/schemas/T'}"
    api = api_of(
        f"""
        responses:
          200: {{description: fine, headers: {{x-rate: {{schema: {to_t}}}}}}}
          400:
            description: bad
            content: {{x-own/b: {{schema: {{properties: {{x-a: {to_t}}}}}}}}}
        """,
        "components: {schemas: {T: {type: strng}}}",
    )
    root = copied(api)
    assert root["components"] == {"schemas": {"T": {"type": "strng"}}}
    assert findings(api)
