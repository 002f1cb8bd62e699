"""Runs openapi-spec-validator on plain data, in this process or in a worker process.

The library takes long to import and long to run. So `main` makes this module a program: it reads
documents as JSON and writes verdicts as JSON while the build goes on (see `validate_processes`).
"""

from __future__ import annotations

import gc
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from typing import Any, Protocol, TypeAlias

from arazzo_gen.openapi.validate_messages import receive, send
from arazzo_gen.openapi.validate_places import UNMATCHED, Place, Places, tracked
from arazzo_gen.openapi.validate_verdict import Finding, Verdict, dumps
from arazzo_gen.openapi.validate_walk import walking

_LONGEST = 140
_DEEPEST = 10
_MOST = 100
_CACHED = 128
"""The size of the library's cache of resolved paths: its own default for documents it opens."""

_NAMES = {
    "2.0": ("OpenAPIV2SpecValidator", "schema_v2"),
    "3.0": ("OpenAPIV30SpecValidator", "schema_v30"),
    "3.1": ("OpenAPIV31SpecValidator", "schema_v31"),
    "3.2": ("OpenAPIV32SpecValidator", "schema_v32"),
}
"""What the library calls its validator of a version, and the schema of its documents."""

_OTHER_JUDGE = "jsonschema_rs"
"""The library would take this package where it is installed; it says things in other words."""

_ECMASCRIPT = re.compile(r"\\(?:[pP]\{[^{}]*\}|u\{[0-9A-Fa-f]+\}|c[A-Za-z])")
_NAMED = re.compile(r"\(\?<(?![=!])")
_REPORTED_ALREADY = frozenset({"UnresolvableParameterError"})


class _Error(Protocol):
    """The attributes of jsonschema's ValidationError that this module reads."""

    message: str
    instance: Any
    validator: Any
    validator_value: Any

    @property
    def absolute_path(self) -> Iterable[str | int]:
        """The path of the invalid value from the root of the validated document."""

    @property
    def relative_schema_path(self) -> Iterable[str | int]:
        """The path of the keyword that failed; of an alternative, it begins with its index."""

    @property
    def context(self) -> Sequence[_Error]:
        """The errors of each alternative of an `anyOf` or `oneOf`."""


_Errors: TypeAlias = Callable[[str, Mapping[str, Any]], Iterator[_Error]]


def run_validator(version: str, root: Mapping[str, Any]) -> Verdict:
    """Validate a document. Nothing outside it is read, and no document makes this raise.

    Args:
        version: "2.0", "3.0", "3.1" or "3.2".
        root: The document; its references stay inside it.
    """
    verdict = _verdict(version, root, _quick_errors)
    # The library has the last word wherever it is not used as it is.
    return verdict if verdict.failure is None else _verdict(version, root, _errors)


def _verdict(version: str, root: Mapping[str, Any], errors: _Errors) -> Verdict:
    found: list[tuple[Finding, Place]] = []
    failure, may_change = None, False
    try:
        root = _without_slow_patterns(root)
        places = Places(root)
        for error in errors(version, root):
            inner = _innermost(error)
            place = places.of(error, inner)
            found.append((Finding(_message(inner), place.tokens, place.is_key), place))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # The library may raise anything on a stranger's document, even a BaseException: its parts
        # in Rust may panic.
        failure = type(error).__name__
        may_change = isinstance(error, (MemoryError, OSError))
    findings = _once(found)
    return Verdict(tuple(findings[:_MOST]), len(findings), failure, may_change=may_change)


def _quick_errors(version: str, root: Mapping[str, Any]) -> Iterator[_Error]:
    """The errors of the library, whose walk over schemas is replaced by a quick one."""
    root = dict(root)
    return _errors(version, root, lambda cls: walking(cls, version, root))


def _errors(
    version: str, root: Mapping[str, Any], change: Callable[[Any], Any] = lambda cls: cls
) -> Iterator[_Error]:
    """The errors of the library.

    Args:
        version: The version of OpenAPI.
        root: The document.
        change: Gives another class for one of its validator classes.
    """
    schema_path, validators, schemas = _library()
    name, schema = _NAMES[version]
    if not hasattr(validators, name):
        return
    cls = change(_speaking(getattr(validators, name), getattr(schemas, schema)))
    path = schema_path.from_dict(dict(root), handlers=_Refusals(), resolved_cache_maxsize=_CACHED)
    for error in tracked(cls)(path).iter_errors():
        if type(error).__name__ not in _REPORTED_ALREADY and not _is_a_regex(error):
            yield error


def _library() -> tuple[Any, Any, Any]:
    """The library, which is slow to import: only this function does."""
    from jsonschema_path import SchemaPath
    from openapi_spec_validator import schemas
    from openapi_spec_validator.validation import validators

    return SchemaPath, validators, schemas


def _speaking(cls: Any, metaschema: Mapping[str, Any]) -> Any:
    """A validator class of the library that holds documents against a schema with jsonschema.

    OpenAPI 3.1 and 3.2 describe schemas by `$dynamicRef`. Unless the registry has been crawled,
    `referencing` searches the whole metaschema for anchors at each of them, which took more than
    half of the time. The findings are the same.
    """
    from openapi_spec_validator.schemas.backend.jsonschema import create_validator
    from referencing import Registry, Resource

    schema = dict(metaschema)
    validator = create_validator(schema)
    name = schema.get("$id")
    if name is not None:  # not for 2.0 and 3.0
        known = Registry().with_resource(name, Resource.from_contents(schema)).crawl()
        validator = validator.__class__({"$ref": name}, registry=known)
    return type(cls.__name__, (cls,), {"schema_validator": validator})


def _without_slow_patterns(root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document without the patterns that backtrack for ever: the library matches defaults and
    examples against them."""
    if not any(_is_slow(each) for each in _schemas_with_patterns(root)):
        return root
    copied: dict[str, Any] = json.loads(json.dumps(root))
    for each in _schemas_with_patterns(copied):
        if _is_slow(each):
            del each["pattern"]
    return copied


def _schemas_with_patterns(root: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    pending: list[Any] = [root]
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if id(value) in seen or not isinstance(value, (dict, list)):
            continue
        seen.add(id(value))
        if isinstance(value, dict) and isinstance(value.get("pattern"), str):
            found.append(value)
        pending.extend(value.values() if isinstance(value, dict) else value)
    return found


def _is_slow(schema: Mapping[str, Any]) -> bool:
    # Imported here: few documents have a pattern, and the worker must start fast.
    from arazzo_gen.expressions.backtracking.cost import slow_part

    pattern = schema["pattern"]
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return slow_part(pattern, "", str) is not None


def _is_a_regex(error: _Error) -> bool:
    """Whether the error is about a valid ECMAScript pattern: the library compiles patterns with
    Python's `re`, which refuses `\\p{L}` and `\\u{1F600}`."""
    if getattr(error, "validator_value", None) != "regex" or not isinstance(error.instance, str):
        return False
    try:
        re.compile(_ECMASCRIPT.sub("a", _NAMED.sub("(?P<", error.instance)))
    except (re.error, RecursionError, OverflowError):
        return False
    return True


class _Refusals(dict[str, Any]):
    """The readers of all schemes: the library reads what has no reader itself, over ftp too."""

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Any:
        return _refuse


def _refuse(uri: str) -> object:
    raise ValueError(f"{uri} is not read")


def _once(found: Sequence[tuple[Finding, Place]]) -> list[Finding]:
    """The findings without those that another part of the library says too.

    It holds each document against the schema of its version, then each schema against the
    metaschema, and then looks for parameters that stand there twice. What is inside a value of the
    wrong kind is none of its findings either.
    """
    kinds = {place.tokens for _, place in found if place.is_kind}
    general = {place.tokens for _, place in found if place.schema is None}
    above = _with_all_around(general)
    others = _with_all_around(place.tokens for _, place in found if not place.is_rest)
    items = {place.tokens[:-1] for _, place in found if place.is_item}
    return [
        finding
        for finding, place in found
        if not (place.tokens in items and not place.is_item)
        and not any(place.tokens[:size] in kinds for size in range(len(place.tokens)))
        # A part of a schema that does not fit, as there is another fault, knows none of the keys.
        and not (place.is_rest and place.tokens[:-1] in others)
        and not (place.schema is not None and _is_said(place, general, above))
    ]


def _with_all_around(places: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Some places, and all that they are in."""
    return {place[:size] for place in places for size in range(len(place) + 1)}


def _is_said(place: Place, general: Set[tuple[str, ...]], above: Set[tuple[str, ...]]) -> bool:
    """Whether the schema of the version finds something inside a schema at a place or around it."""
    tokens, start = place.tokens, len(place.schema or ())
    around = (tokens[:size] for size in range(start, len(tokens)))
    return tokens in above or any(each in general for each in around)


def _innermost(error: _Error) -> _Error:
    """The error that explains another best: the deepest one among its alternatives."""
    return _meant(error, _DEEPEST)[0]


def _meant(error: _Error, levels: int) -> tuple[_Error, bool]:
    """The innermost error, and whether the object is of another `in` or `type` than that is for.

    An alternative for another one is not what was meant. Of two errors of one depth, the one counts
    whose alternative has fewer of them.
    """
    causes = [(next(iter(e.relative_schema_path), None), e) for e in error.context or ()]
    references = {kind for kind, e in causes if "'$ref' is a required" in e.message}
    kinds = [kind for kind, _ in causes if kind not in references]
    reasons = [e for kind, e in causes if kind not in references]
    if not reasons or not levels:
        return error, _tells_apart(error)
    found = [_meant(reason, levels - 1) for reason in reasons]
    others = {kind for kind, (_, is_other) in zip(kinds, found, strict=True) if is_other}
    ranks = [
        (kind not in others, len(list(leaf.absolute_path)), -kinds.count(kind))
        for kind, (leaf, _) in zip(kinds, found, strict=True)
    ]
    best = found[ranks.index(max(ranks))][0]
    _take_values(best, [leaf for leaf, _ in found])
    return best, not max(ranks)[0]


def _tells_apart(error: _Error) -> bool:
    """Whether an error is about the value by which an object says what it is."""
    values = error.validator_value
    is_one = error.validator == "const" or (error.validator == "enum" and len(values) == 1)
    return is_one and list(error.absolute_path)[-1:] in (["in"], ["type"])


def _take_values(best: _Error, leaves: Sequence[_Error]) -> None:
    """Let an error name the values of all alternatives, where these differ in that value."""
    place = list(best.absolute_path)
    same = [e for e in leaves if e.validator == "enum" and list(e.absolute_path) == place]
    values = dict.fromkeys(str(value) for each in same for value in each.validator_value)
    if best.validator == "enum" and len(same) > 1:
        best.message = f"{best.instance!r} is not one of {list(values)!r}"


def _message(error: _Error) -> str:
    """The message of an error in one line, without the value where that is long."""
    message = " ".join(str(error.message).split())
    unexpected = UNMATCHED.match(message)
    if unexpected is not None:
        verb = "was" if unexpected[2] else "were"
        message = f"additional properties are not allowed ({unexpected[1]} {verb} unexpected)"
    if not isinstance(error.instance, (bool, int, float)) and error.instance is not None:
        value = " ".join(repr(error.instance).split())
        if len(value) > 40 and message.startswith(value):
            names = [token for token in error.absolute_path if isinstance(token, str)]
            message = (f"`{names[-1]}`" if names else "this") + message[len(value) :]
    for python, json_name in (("None", "null"), ("True", "true"), ("False", "false")):
        if message.startswith(f"{python} "):
            message = json_name + message[len(python) :]
    if message[1:2].islower():
        message = message[:1].lower() + message[1:]
    return message if len(message) <= _LONGEST else message[: _LONGEST - 3] + "..."


def main() -> None:
    """Answer one question after another: each is a JSON list of a version and a document, each
    answer a verdict.

    The garbage collector runs between two questions alone.
    """
    gc.disable()
    sys.modules[_OTHER_JUDGE] = None  # type: ignore[assignment]  # it takes time to import
    with suppress(Exception):  # `run_validator` then reports the failure
        _library()
    del sys.modules[_OTHER_JUDGE]
    gc.freeze()
    while (question := receive(sys.stdin.buffer)) is not None:
        version, root = json.loads(question)
        send(sys.stdout.buffer, dumps(run_validator(version, root)))
        del root
        _forget()


def _forget() -> None:
    """Let go of the last document: the library keeps every validator, by `lru_cache`."""
    with suppress(Exception):
        validators = _library()[1]
        validators.SpecValidator.iter_errors.__wrapped__.cache_clear()
    gc.collect()
