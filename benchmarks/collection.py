"""Makes a collection of documents as an organisation has it: teams, each with APIs and workflows.

The OpenAPI documents are of all versions and of very different sizes, as YAML and as JSON. Some
documents have mistakes. A seed stands for a collection: the same numbers give the same bytes.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import documents
from benchmarks.jobs_api import Json, openapi

DOCUMENTS, SOURCES = 900, 300
"""How many Arazzo documents and how many OpenAPI documents the collection of the benchmark has."""

_SOURCES_OF_A_TEAM = 10
_VERSIONS = ("2.0", "3.0.3", "3.0.3", "3.1.0", "3.1.0", "3.2.0")
_SIZES = (1, 2, 2, 3, 4, 5, 6, 8, 12, 40)
"""How many resources an API has; each takes 12 to 15 KB."""


@dataclass(frozen=True)
class Api:
    """An OpenAPI document of the collection."""

    path: Path
    resources: int


def make(folder: Path, flows: int = DOCUMENTS, apis: int = SOURCES, seed: int = 19) -> None:
    """Write a collection.

    Args:
        folder: Where it goes.
        flows: How many Arazzo documents it has.
        apis: How many OpenAPI documents it has.
        seed: What it is made of.
    """
    random_ = random.Random(seed)
    made = [_api(folder, number, random_) for number in range(apis)]
    for number in range(flows):
        _flow(folder, number, made, random_)


def _team(number: int) -> str:
    return f"team-{number // _SOURCES_OF_A_TEAM:02}"


# --- OpenAPI documents ------------------------------------------------------------------


def _api(folder: Path, number: int, random_: random.Random) -> Api:
    version = _VERSIONS[number % len(_VERSIONS)]
    resources = random_.choice(_SIZES)
    document = openapi(resources, version="3.0.3" if version == "2.0" else version)
    document["info"]["title"] = f"Jobs {number}"
    document["servers"] = [{"url": f"https://api-{number}.example.com/v1"}]
    if version == "2.0":
        document = _swagger(document)
    if random_.random() < 0.08:
        random_.choice(_API_MISTAKES)(document)
    is_json = random_.random() < 0.3
    place = folder / _team(number) / "apis" / f"api-{number:03}.{'json' if is_json else 'yaml'}"
    _write(document, place)
    return Api(place, resources)


def _swagger(document: Json) -> Json:
    """The same API as Swagger 2.0 has it."""
    text = json.dumps(document)
    text = text.replace("#/components/schemas/", "#/definitions/")
    text = text.replace("#/components/parameters/", "#/parameters/")
    newer: Json = json.loads(text)
    paths = {
        path: {method: _swagger_operation(each) for method, each in item.items()}
        for path, item in newer["paths"].items()
    }
    parameters = newer["components"]["parameters"]
    schemas = newer["components"]["schemas"]
    for schema in schemas.values():
        for field in schema["properties"].values():
            field.pop("nullable", None)
    return {
        "swagger": "2.0",
        "info": newer["info"],
        "host": newer["servers"][0]["url"].split("/")[2],
        "basePath": "/v1",
        "schemes": ["https"],
        "tags": newer["tags"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": paths,
        "definitions": schemas,
        "parameters": {name: _swagger_parameter(each) for name, each in parameters.items()},
        "securityDefinitions": {
            "bearer": {"type": "apiKey", "in": "header", "name": "Authorization"}
        },
        "security": [{"bearer": []}],
    }


def _swagger_operation(operation: Json) -> Json:
    parameters = [_swagger_parameter(each) for each in operation["parameters"]]
    body = operation.pop("requestBody", None)
    if body is not None:
        schema = body["content"]["application/json"]["schema"]
        parameters.append({"name": "body", "in": "body", "required": True, "schema": schema})
    answers = {
        status: {
            "description": answer["description"],
            "schema": answer["content"]["application/json"]["schema"],
        }
        for status, answer in operation["responses"].items()
    }
    return {**operation, "parameters": parameters, "responses": answers}


def _swagger_parameter(parameter: Json) -> Json:
    if "$ref" in parameter:
        return parameter
    kept = {key: value for key, value in parameter.items() if key not in ("schema", "example")}
    return {**kept, **parameter["schema"]}


def _without_answers(document: Json) -> None:
    next(iter(_operations(document))).pop("responses")


def _with_odd_type(document: Json) -> None:
    schemas = document.get("definitions") or document["components"]["schemas"]
    schemas["Job0"]["properties"]["state"]["type"] = "text"


def _with_dead_reference(document: Json) -> None:
    schemas = document.get("definitions") or document["components"]["schemas"]
    place = "definitions" if "definitions" in document else "components/schemas"
    schemas["Job0"]["properties"]["problem"] = {"$ref": f"#/{place}/Problems0"}


def _with_id_twice(document: Json) -> None:
    first, *others = _operations(document)
    others[-1]["operationId"] = first["operationId"]


_API_MISTAKES: tuple[Callable[[Json], None], ...] = (
    _without_answers,
    _with_odd_type,
    _with_dead_reference,
    _with_id_twice,
)


def _operations(document: Json) -> list[Json]:
    return [each for item in document["paths"].values() for each in item.values()]


# --- Arazzo documents -------------------------------------------------------------------


def _flow(folder: Path, number: int, apis: Sequence[Api], random_: random.Random) -> None:
    """One Arazzo document: most are about an API of their team, some about another team's too."""
    api = apis[number % len(apis)]
    workflows = random_.choice((1, 1, 1, 2, 3))
    document = documents.arazzo(workflows, api.resources, steps=random_.choice((3, 3, 4, 6)))
    if number % 2:
        document["arazzo"] = "1.1.0"
    team = _team(number % len(apis))
    suffix = "json" if number % 5 == 0 else "yaml"
    place = folder / team / "flows" / f"flow-{number:03}.arazzo.{suffix}"
    up = "../../"
    document["sourceDescriptions"][0]["url"] = up + api.path.relative_to(folder).as_posix()
    if random_.random() < 0.2:
        other = random_.choice(apis)
        url = up + other.path.relative_to(folder).as_posix()
        document["sourceDescriptions"].append({"name": "other", "url": url, "type": "openapi"})
        for workflow in document["workflows"]:
            for step in workflow["steps"]:
                step["operationId"] = f"$sourceDescriptions.api.{step['operationId']}"
    for index, workflow in enumerate(document["workflows"]):
        workflow["workflowId"] = f"run-flow-{number}-{index}"
    if number % 2 and number % 3 == 0:
        document["$self"] = f"https://flows.example.com/{team}/flow-{number:03}.arazzo.yaml"
    if random_.random() < 0.06:
        random_.choice(_FLOW_MISTAKES)(document)
    _write(document, place)
    if random_.random() < 0.005:
        text = place.read_text(encoding="utf-8")
        place.write_text(text[: len(text) * 2 // 3], encoding="utf-8")


def _with_odd_operation(document: Json) -> None:
    _step(document, 0)["operationId"] = "creatJob0"


def _with_missing_source(document: Json) -> None:
    document["sourceDescriptions"][0]["url"] += ".old"


def _with_odd_expression(document: Json) -> None:
    _step(document, 1)["parameters"][1]["value"] = "$steps.createJobs.outputs.jobId"


def _with_odd_output(document: Json) -> None:
    _step(document, 1)["outputs"]["state"] = "$response.body#/status"


def _with_dead_end(document: Json) -> None:
    _step(document, 1)["onSuccess"][1]["stepId"] = "waitForJobs"


def _step(document: Json, number: int) -> Json:
    step: Json = document["workflows"][0]["steps"][number]
    return step


_FLOW_MISTAKES: tuple[Callable[[Json], None], ...] = (
    _with_odd_operation,
    _with_missing_source,
    _with_odd_expression,
    _with_odd_output,
    _with_odd_output,
    _with_dead_end,
)


def _write(document: Any, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.suffix == ".json":
        place.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    else:
        documents.write(document, place)


def main(arguments: Sequence[str]) -> None:
    """Write a collection: `FOLDER [FLOWS APIS [SEED]]`."""
    folder, *numbers = arguments
    make(Path(folder), *map(int, numbers))


if __name__ == "__main__":
    main(sys.argv[1:])
