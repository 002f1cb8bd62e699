"""Lists what the rules say of the examples that published OpenAPI documents have.

An Arazzo document is written for each OpenAPI document of the corpus. Its steps send the examples
of request bodies and parameters as they are, and read each value of the examples of responses.
What is found there is a mistake of the example, of the schema, or of a rule: docs/findings.md has
the verdicts.

python tests/corpus/examples.py
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import published

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.source.span import SourceFile
from arazzo_gen.text.trees import parse_text

METHODS = ("get", "put", "post", "delete", "patch")
OPENAPI = ("openapi", "swagger")
DEEPEST = 4
ABOUT_VALUES = ("AZ606", "AZ607", "AZ611", "AZ701", "AZ703", "AZ705", "AZ715")


def documents(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The OpenAPI documents of a corpus, the same text once."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yml", ".yaml", ".json"):
            text = path.read_text(encoding="utf-8")
            tree = parse_text(SourceFile(str(path), path, text, path.as_uri()), Report())
            plain = tree.plain() if tree is not None else None
            if isinstance(plain, dict) and any(key in plain for key in OPENAPI):
                if text not in seen:
                    yield path, plain
                seen.add(text)


def follow(root: dict[str, Any], value: Any) -> Any:
    """What a reference of a document leads to; the value itself where it is none."""
    while isinstance(value, dict) and str(value.get("$ref", "")).startswith("#/"):
        at: Any = root
        for token in value["$ref"][2:].split("/"):
            at = at.get(token.replace("~1", "/").replace("~0", "~"), {})
        value = at
    return value


def examples(root: dict[str, Any], holder: dict[str, Any]) -> list[Any]:
    """The examples of a media type or of a parameter, and of its schema."""
    schema = follow(root, holder.get("schema")) or {}
    found = [holder[key] for key in ("example",) if key in holder]
    for each in (holder.get("examples") or {}).values():
        each = follow(root, each)
        if isinstance(each, dict) and "value" in each:
            found.append(each["value"])
    found += [schema[key] for key in ("example",) if isinstance(schema, dict) and key in schema]
    return found


def of_parts(root: dict[str, Any], schema: Any, depth: int = 0) -> dict[str, Any]:
    """An object of the examples that a schema has for its properties."""
    schema, made = follow(root, schema), {}
    if not isinstance(schema, dict) or depth > DEEPEST:
        return made
    for part in schema.get("allOf") or ():
        made |= of_parts(root, part, depth + 1)
    for name, each in (schema.get("properties") or {}).items():
        each = follow(root, each)
        if not isinstance(each, dict):
            continue
        listed = each.get("examples")
        shown = [each[key] for key in ("example", "default") if key in each]
        shown += listed if isinstance(listed, list) else []
        inner = of_parts(root, each, depth + 1)
        if shown or inner:
            made[name] = shown[0] if shown else inner
    for name in schema.get("required") or ():
        made.setdefault(name, "$inputs.other")
    return made


def given(root: dict[str, Any], nodes: Iterable[Any]) -> list[dict[str, Any]]:
    """The parameters of a step: those with an example, and inputs for what else is required."""
    found: dict[tuple[str, str], Any] = {}
    for each in nodes:
        each = follow(root, each)
        if (
            not isinstance(each, dict)
            or "name" not in each
            or each.get("in") in ("body", "formData")
        ):
            continue
        shown = examples(root, each)
        if shown or each.get("required"):
            found[each["in"], each["name"]] = shown[0] if shown else "$inputs." + each["name"]
    return [{"name": name, "in": place, "value": value} for (place, name), value in found.items()]


def places(value: Any, pointer: str = "") -> Iterator[str]:
    """A pointer to each value inside a value, the first item of a list alone."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from places(each, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list) and value:
        yield from places(value[0], f"{pointer}/0")
    elif pointer:
        yield pointer


def reads(root: dict[str, Any], operation: Any) -> dict[str, str]:
    """Outputs that read the examples of the first successful response of an operation."""
    for status, response in (operation.get("responses") or {}).items():
        response = follow(root, response)
        content = response.get("content") or {} if isinstance(response, dict) else {}
        for kind, media in content.items() if str(status).startswith("2") else ():
            shown = examples(root, follow(root, media)) if "json" in kind else []
            if shown:
                found = dict.fromkeys(each for value in shown for each in places(value))
                return {f"o{n}": f"$response.body#{each}" for n, each in enumerate(found)}
    return {}


def steps(root: dict[str, Any], pointer: str, item: Any, operation: Any) -> Iterator[Any]:
    """A step for each example of an operation's request body; else one for the rest."""
    nodes = (*(item.get("parameters") or ()), *(operation.get("parameters") or ()))
    parameters = given(root, nodes)
    common = {"operationPath": pointer} | ({"parameters": parameters} if parameters else {})
    outputs = reads(root, operation)
    common |= {"outputs": outputs} if outputs else {}
    body = follow(root, operation.get("requestBody")) or {}
    found = False
    for kind, media in (body.get("content") or {}).items():
        media = follow(root, media)
        for payload in examples(root, media) or [of_parts(root, media.get("schema"))]:
            found = True
            yield common | {"requestBody": {"contentType": kind, "payload": payload}}
    if not found and (parameters or outputs):
        yield common


def document_of(path: Path, root: dict[str, Any]) -> dict[str, Any]:
    """An Arazzo document whose workflows send the examples of an OpenAPI document."""
    workflows = []
    for where, item in (root.get("paths") or {}).items():
        for method in METHODS:
            if not isinstance(item, dict) or method not in item:
                continue
            token = where.replace("~", "~0").replace("/", "~1")
            pointer = "{$sourceDescriptions.api.url}#/paths/" + f"{token}/{method}"
            for step in steps(root, pointer, item, item[method]):
                name = f"w{len(workflows)}"
                texts = (each["value"] for each in step.get("parameters", ()))
                inputs = [one[8:] for one in texts if str(one).startswith("$inputs.")]
                inputs += ["other"]
                properties = {one: {} for one in inputs}
                declared = {"type": "object", "required": inputs, "properties": properties}
                whole = {"workflowId": name, "inputs": declared}
                workflows.append(whole | {"steps": [{"stepId": "send", **step}]})
    source = {"name": "api", "url": path.as_posix(), "type": "openapi"}
    info = {"title": "Examples", "version": "1"}
    return {
        "arazzo": "1.0.1",
        "info": info,
        "sourceDescriptions": [source],
        "workflows": workflows,
    }


def findings(folder: Path, scratch: Path) -> Counter[tuple[str, str, str]]:
    """What is found about the examples: OpenAPI document, code and message, and how often.

    Args:
        folder: The corpus.
        scratch: An empty folder for the Arazzo documents.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    for path, root in documents(folder):
        name = path.relative_to(folder).as_posix()
        place = scratch / (name.replace("/", "+") + ".json")
        place.write_text(json.dumps(document_of(path, root), indent=1), encoding="utf-8")
        report = Report()
        options = Options(
            documents=(place,),
            cwd=scratch,
            output=scratch / "unused",
            writes=False,
            validate="off",
            source_root=folder,
        )
        compile_documents(options, report)
        found.update((name, one.code, one.message) for one in report.diagnostics)
    return Counter({key: count for key, count in found.items() if key[1] in ABOUT_VALUES})


def main() -> None:
    """List the findings."""
    with tempfile.TemporaryDirectory() as made:
        for (name, code, message), count in findings(published.corpus(), Path(made)).items():
            print(f"{name}: {code}: {message} (x{count})")


if __name__ == "__main__":
    main()
