"""Makes an OpenAPI document of any size, like those of large published APIs.

Each resource is a kind of job: create one, poll it, list its results. As in published documents,
most of the text is descriptions and examples. Nothing is random: the same numbers give the same
bytes.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

STATES = ("queued", "running", "paused", "completed", "failed")
"""The states of a job; the last two are final."""

_NOUNS = ("transfer", "report", "backup", "render", "digest", "replay", "scan", "forecast", "merge")

_SENTENCES = (
    "A {noun} runs in the background and may take anything from a second to several hours.",
    "Requests with the same `Idempotency-Key` start one {noun}, however often they are sent.",
    "The state only ever moves forward: a {noun} that has ended does not start again.",
    "Read the {noun} again after the number of seconds that the `Retry-After` header gives.",
    "Results are kept for thirty days. After that they are gone, and this answers with 404.",
    "Tokens need the scope `jobs:write` to start a {noun}, and `jobs:read` to look at one.",
    "Amounts are in the smallest unit of the currency, so `1050` is ten euros and fifty cents.",
    "Where a {noun} fails, `problem` says why in a text for people; do not parse that text.",
    "Lists are ordered from the newest to the oldest, and a page holds up to 100 items.",
    "> **Note**: a {noun} that was started by another account is treated as if it were not there.",
    "Times are in UTC. Fractions of a second may be left out.",
    "See [how jobs work](https://docs.example.com/jobs/how-they-work) for what happens in between.",
)


def openapi(resources: int, *, version: str = "3.0.3", chain: int = 0) -> Json:
    """An OpenAPI document whose resources are jobs: create one, poll it, fetch its results.

    Args:
        resources: How many resources; each has three operations and takes about 15 KB of YAML.
        version: The OpenAPI version: "3.0.3", or "3.1.0" for the same in the newer dialect.
        chain: How many schemas there are besides, of which each refers to the next, and a job to
            the first.
    """
    paths: Json = {}
    schemas: Json = {}
    for number in range(resources):
        paths |= _paths(number)
        schemas |= _schemas(number, newer=not version.startswith("3.0"))
    schemas |= _chain(chain)
    if chain:
        schemas["Job0"]["properties"]["links"] = {"$ref": "#/components/schemas/Link0"}
    return {
        "openapi": version,
        "info": {
            "title": "Jobs",
            "version": "1.0.0",
            "description": _prose("job", 0, 6),
            "license": {"name": "MIT", "url": "https://example.com/license"},
        },
        "servers": [{"url": "https://jobs.example.com/v1"}],
        "security": [{"bearer": []}],
        "tags": [
            {"name": _tag(number), "description": _prose(_noun(number), number, 2)}
            for number in range(resources)
        ],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": _shared_parameters(),
            "headers": {
                "RetryAfter": {
                    "description": "In how many seconds to ask again.",
                    "schema": {"type": "integer", "minimum": 0},
                }
            },
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _chain(length: int) -> Json:
    return {
        f"Link{number}": _object(
            f"Link {number} of the chain.",
            ["name"],
            name=_text("What it is called."),
            **(
                {"next": {"$ref": f"#/components/schemas/Link{number + 1}"}}
                if number + 1 < length
                else {}
            ),
        )
        for number in range(length)
    }


def _noun(number: int) -> str:
    return _NOUNS[number % len(_NOUNS)]


def _tag(number: int) -> str:
    return f"{_noun(number)}-{number}"


def _prose(noun: str, start: int, sentences: int) -> str:
    picked = (_SENTENCES[(start + 5 * n) % len(_SENTENCES)] for n in range(sentences))
    return "\n\n".join(sentence.format(noun=noun) for sentence in picked)


def _shared_parameters() -> Json:
    return {
        "Limit": {
            "name": "limit",
            "in": "query",
            "description": "How many items a page has at most.",
            "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 30},
        },
        "After": {
            "name": "after",
            "in": "query",
            "description": "Where the page starts: the `next` of the page before.",
            "schema": {"type": "string"},
        },
    }


def _paths(number: int) -> Json:
    noun = _noun(number)
    job_id = {
        "name": "jobId",
        "in": "path",
        "required": True,
        "description": f"The id of the {noun}, as its creation gave it.",
        "schema": {"type": "string"},
        "example": _id(number),
    }
    base = f"/{noun}s-{number}/jobs"
    refs = [{"$ref": f"#/components/parameters/{name}"} for name in ("Limit", "After")]
    return {
        base: {"post": _create(number)},
        f"{base}/{{jobId}}": {
            "get": {
                "operationId": f"getJob{number}",
                "tags": [_tag(number)],
                "summary": f"Read one {noun}",
                "description": _prose(noun, number + 2, 5),
                "parameters": [job_id],
                "responses": {
                    "200": _answer(f"Job{number}", _job(number), waits=True),
                    **_problems(number, "401", "404", "429"),
                },
            }
        },
        f"{base}/{{jobId}}/results": {
            "get": {
                "operationId": f"listResults{number}",
                "tags": [_tag(number)],
                "summary": f"List the results of one {noun}",
                "description": _prose(noun, number + 4, 5),
                "parameters": [job_id, *refs],
                "responses": {
                    "200": _answer(f"ResultPage{number}", _page(number)),
                    **_problems(number, "401", "404"),
                },
            }
        },
    }


def _create(number: int) -> Json:
    noun = _noun(number)
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "description": _prose(noun, 1, 1),
        "schema": {"type": "string", "maxLength": 255},
    }
    body = {"title": f"Nightly {noun}", "priority": 3, "labels": ["nightly", "finance"]}
    return {
        "operationId": f"createJob{number}",
        "tags": [_tag(number)],
        "summary": f"Start one {noun}",
        "description": _prose(noun, number, 6),
        "parameters": [key],
        "requestBody": {
            "required": True,
            "content": _json(f"NewJob{number}", body | {"window": _window(number)}),
        },
        "responses": {
            "202": _answer(f"Job{number}", _job(number), waits=True),
            **_problems(number, "401", "422", "429"),
        },
    }


def _schemas(number: int, *, newer: bool) -> Json:
    noun = _noun(number)
    moment = {"type": "string", "format": "date-time"}
    ended: Json = {"description": f"When the {noun} ended; null while it goes on."} | (
        {"type": ["string", "null"], "format": "date-time"} if newer else moment
    )
    if not newer:
        ended["nullable"] = True
    ref = "#/components/schemas/"
    return {
        f"NewJob{number}": _object(
            f"What a new {noun} is made of.",
            ["title"],
            title=_text(f"What the {noun} is called, in lists and in messages.", maxLength=200),
            priority=_count("The higher, the sooner; 9 needs a plan with priorities.", maximum=9),
            labels={
                "type": "array",
                "description": f"Up to ten words to find the {noun} by.",
                "items": {"type": "string"},
            },
            window={"$ref": f"{ref}Window{number}"},
        ),
        f"Window{number}": _object(
            _prose(noun, number + 10, 2),
            ["from", "until"],
            **{"from": {**moment, "description": "The first moment that counts."}},
            until={**moment, "description": "The first moment that no longer counts."},
        ),
        f"Job{number}": _object(
            _prose(noun, number + 6, 3),
            ["id", "state", "createdAt"],
            id=_text(f"Names the {noun} in later requests."),
            state=_text(f"How far the {noun} is.", enum=list(STATES)),
            createdAt={**moment, "description": f"When the {noun} was asked for."},
            endedAt=ended,
            progress={
                "type": "number",
                "description": "From 0 to 1; an estimate that may also go back.",
                "minimum": 0,
                "maximum": 1,
            },
            window={"$ref": f"{ref}Window{number}"},
            problem={"$ref": f"{ref}Problem{number}"},
        ),
        f"ResultPage{number}": _object(
            f"A page of the results of one {noun}.",
            ["items", "total"],
            items={"type": "array", "items": {"$ref": f"{ref}Result{number}"}},
            total=_count("How many results there are on all pages."),
            next=_text("Where the next page starts; left out on the last one."),
        ),
        f"Result{number}": _object(
            _prose(noun, number + 8, 2),
            ["name", "size"],
            name=_text(f"What the file is called; unique within the {noun}."),
            size=_count("How large it is, in bytes."),
            url=_text("Where to fetch it from, for an hour.", format="uri"),
            tags={
                "type": "object",
                "description": "What the producer wanted to have written beside it.",
                "additionalProperties": {"type": "string"},
            },
            parts={
                "type": "array",
                "description": "What it was put together from.",
                "items": {"$ref": f"{ref}Result{number}"},
            },
        ),
        f"Problem{number}": _object(
            f"What went wrong with the request or with the {noun}.",
            ["title"],
            title=_text("A few words, the same for the same kind of problem."),
            detail=_text("What went wrong this time, for a person."),
            status=_count("The HTTP status, once more."),
        ),
    }


def _object(description: str, required: list[str], **properties: Json) -> Json:
    return {
        "type": "object",
        "description": description,
        "required": required,
        "properties": properties,
    }


def _text(description: str, **more: Any) -> Json:
    return {"type": "string", "description": description, **more}


def _count(description: str, **more: Any) -> Json:
    return {"type": "integer", "description": description, "minimum": 0, **more}


def _id(number: int) -> str:
    return f"job_{number * 7_919:08x}"


def _window(number: int) -> Json:
    day = 1 + number % 27
    return {"from": f"2026-01-{day:02}T00:00:00Z", "until": f"2026-01-{day + 1:02}T00:00:00Z"}


def _job(number: int) -> Json:
    return {
        "id": _id(number),
        "state": STATES[number % len(STATES)],
        "createdAt": "2026-01-01T12:30:00Z",
        "progress": 0.25,
        "window": _window(number),
    }


def _page(number: int) -> Json:
    def result(index: int) -> Json:
        name = f"{_noun(number)}-{index}.csv"
        return {
            "name": name,
            "size": 1_024 * (index + 1),
            "url": f"https://files.example.com/{_id(number)}/{name}?expires=3600",
            "tags": {"region": "eu-central-1", "checksum": f"{index * 104_729:016x}"},
        }

    return {"items": [result(index) for index in range(3)], "total": 3}


def _problems(number: int, *statuses: str) -> Json:
    titles = {
        "401": ("Not signed in", "The token is missing, has expired or was taken back."),
        "404": ("Not found", "There is nothing at this address, or it is not yours to see."),
        "422": ("Not valid", "`title` must have between 1 and 200 characters."),
        "429": ("Too many requests", "Ask again in the number of seconds that Retry-After gives."),
    }
    return {
        status: _answer(
            f"Problem{number}",
            dict(zip(("title", "detail"), titles[status], strict=True)) | {"status": int(status)},
            waits=status == "429",
        )
        for status in statuses
    }


def _answer(schema: str, example: Json, *, waits: bool = False) -> Json:
    headers = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
    answer: Json = {"description": f"A {schema}", "content": _json(schema, example)}
    return {**answer, "headers": headers} if waits else answer


def _json(schema: str, example: Json) -> Json:
    content = {
        "schema": {"$ref": f"#/components/schemas/{schema}"},
        "examples": {"usual": {"summary": f"A usual {schema}", "value": example}},
    }
    return {"application/json": content}
