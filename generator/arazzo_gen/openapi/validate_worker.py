"""Runs openapi-spec-validator on plain data, in this process or in a worker process.

The library takes long to import and long to run. So `main` makes this module a program: it reads a
document as JSON and writes the verdict as JSON while the build goes on (see
`validate_processes`).
"""

from __future__ import annotations

import gc
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

from arazzo_gen.openapi.settings import import_without_pydantic
from arazzo_gen.record import record

_LONGEST = 140
_LONGEST_RAW = 1_000
_DEEPEST = 10
_MOST = 100
_CACHED = 128
"""The size of the library's cache of resolved paths: its own default for documents it opens."""

_CLASSES = {
    "2.0": "OpenAPIV2SpecValidator",
    "3.0": "OpenAPIV30SpecValidator",
    "3.1": "OpenAPIV31SpecValidator",
    "3.2": "OpenAPIV32SpecValidator",
}
_ECMASCRIPT = re.compile(r"\\(?:[pP]\{[^{}]*\}|u\{[0-9A-Fa-f]+\}|c[A-Za-z])")
_NAMED = re.compile(r"\(\?<(?![=!])")
_REPORTED_ALREADY = frozenset({"UnresolvableParameterError"})


class _Error(Protocol):
    """The attributes of jsonschema's ValidationError that this module reads."""

    message: str
    instance: Any
    schema: Any

    @property
    def absolute_path(self) -> Iterable[str | int]:
        """The path of the invalid value from the root of the validated document."""

    @property
    def context(self) -> Sequence[_Error]:
        """The errors of each alternative of an `anyOf` or `oneOf`."""


@record
class Finding:
    """One finding of the library.

    Attributes:
        message: What is wrong, in a line.
        raw: The library's own message, which may quote a path.
        owner: Where the finding is about a schema of the document: the tokens of its JSON
            Pointer.
        instance: The tokens of the JSON Pointer of the invalid value, where that is a list or a
            map.
        path: The library's own path of the value, which may begin at the root or at a schema.
        scalar: The invalid value, where it is a scalar: a tuple of one, since it may be null.
    """

    message: str
    raw: str
    owner: tuple[str, ...] | None = None
    instance: tuple[str, ...] | None = None
    path: tuple[str, ...] = ()
    scalar: tuple[Any, ...] = ()


@record
class Verdict:
    """The result of validating a document.

    Attributes:
        findings: The first findings, in pairs: the innermost error, then the outermost one.
        count: The number of all findings.
        failure: The name of the exception that the library raised; None where it raised none.
        is_late: Whether the worker process was stopped because it took too long.
    """

    findings: tuple[tuple[Finding, Finding], ...] = ()
    count: int = 0
    failure: str | None = None
    is_late: bool = False


def run_validator(version: str, root: Mapping[str, Any]) -> Verdict:
    """Validate a document. Nothing outside it is read, and no document makes this raise.

    Args:
        version: "2.0", "3.0", "3.1" or "3.2".
        root: The document; its references stay inside it.
    """
    places: dict[int, tuple[str, ...]] = {}
    pairs: list[tuple[Finding, Finding]] = []
    count = 0
    failure = None
    try:
        root = _without_slow_patterns(root)
        for error in _errors(version, root):
            count += 1
            places = places or _places(root)
            if len(pairs) < _MOST:
                pairs.append((_finding(_innermost(error), places), _finding(error, places)))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # The library may raise anything on a stranger's document, even a BaseException: its parts
        # in Rust may panic.
        failure = type(error).__name__
    return Verdict(tuple(pairs), count, failure)


def dumps(verdict: Verdict) -> bytes:
    """A verdict as JSON."""
    pairs = [(vars(inner), vars(outer)) for inner, outer in verdict.findings]
    return json.dumps({**vars(verdict), "findings": pairs}).encode()


def loads(data: bytes) -> Verdict:
    """A verdict from JSON.

    Raises:
        ValueError: The data is no verdict.
    """
    try:
        raw = json.loads(data)
        pairs = tuple((_read(inner), _read(outer)) for inner, outer in raw["findings"])
        count, failure = raw["count"], raw["failure"]
    except (TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError from None
    if type(count) is not int or type(failure) not in (str, type(None)):
        raise ValueError
    return Verdict(pairs, count, failure)


def _read(raw: dict[str, Any]) -> Finding:
    places = {
        name: None if raw[name] is None else tuple(raw[name])
        for name in ("owner", "instance", "path", "scalar")
    }
    texts = (raw["message"], raw["raw"], *(places["owner"] or ()), *(places["instance"] or ()))
    if not all(isinstance(text, str) for text in (*texts, *(places["path"] or ()))):
        raise ValueError
    return Finding(**{**raw, **places, "path": places["path"] or ()})


def _errors(version: str, root: Mapping[str, Any]) -> Iterator[_Error]:
    schema_path, validators = _library()
    cls = getattr(validators, _CLASSES[version], None)
    if cls is None:
        return
    refuse = dict.fromkeys(("<all_urls>", "http", "https", "file", ""), _refuse)
    path = schema_path.from_dict(dict(root), handlers=refuse, resolved_cache_maxsize=_CACHED)
    for error in _quick(cls)(path).iter_errors():
        if type(error).__name__ not in _REPORTED_ALREADY and not _is_a_regex(error):
            yield error


def _library() -> tuple[Any, Any]:
    """The library, which is slow to import: only this function does."""
    from jsonschema_path import SchemaPath
    from openapi_spec_validator.validation import validators

    return SchemaPath, validators


def _quick(cls: Any) -> Any:
    """A validator class of the library whose metaschema is in a crawled registry.

    OpenAPI 3.1 and 3.2 describe schemas by `$dynamicRef`. Unless the registry has been crawled,
    `referencing` searches the whole metaschema for anchors at each of them, which took more than
    half of the time. The findings are the same.
    """
    from referencing import Registry, Resource

    metaschema = dict(cls.schema_validator.schema)
    name = metaschema.get("$id")
    if name is None or not hasattr(cls.schema_validator, "evolve"):  # 2.0, 3.0; or in Rust
        return cls
    known = Registry().with_resource(name, Resource.from_contents(metaschema)).crawl()
    validator = cls.schema_validator.__class__({"$ref": name}, registry=known)
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


def _refuse(uri: str) -> object:
    raise ValueError(f"{uri} is not read")


def _places(root: Mapping[str, Any]) -> dict[int, tuple[str, ...]]:
    """The JSON Pointer tokens of every list and map, by its `id`."""
    found: dict[int, tuple[str, ...]] = {}
    pending: list[tuple[tuple[str, ...], Any]] = [((), root)]
    while pending:
        place, value = pending.pop()
        if not isinstance(value, (dict, list)) or id(value) in found:
            continue
        found[id(value)] = place
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        pending.extend(((*place, str(key)), below) for key, below in entries)
    return found


def _innermost(error: _Error) -> _Error:
    """The error that explains another best: the deepest one among its alternatives."""
    for _ in range(_DEEPEST):
        reasons = [e for e in error.context or () if "'$ref' is a required" not in e.message]
        if not reasons:
            break
        error = max(reasons, key=lambda reason: len(list(reason.absolute_path)))
    return error


def _finding(error: _Error, places: Mapping[int, tuple[str, ...]]) -> Finding:
    value = error.instance
    return Finding(
        message=_message(error),
        raw=str(error.message)[:_LONGEST_RAW],
        owner=places.get(id(error.schema)),
        instance=places.get(id(value)),
        path=tuple(str(token) for token in error.absolute_path),
        # The instance of an error about a reference is an object of the library, not a value.
        scalar=(value,) if value is None or isinstance(value, (str, int, float)) else (),
    )


def _message(error: _Error) -> str:
    """The message of an error in one line, without the value where that is long."""
    message = " ".join(str(error.message).split())
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
    """Validate the document on stdin: a JSON list of its version and the document.

    The library is imported first, while the document is still to come. The garbage collector is
    off: the process ends soon.
    """
    gc.disable()
    with suppress(Exception):  # `run_validator` then reports the failure
        import_without_pydantic(_library)
    version, root = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(dumps(run_validator(version, root)))
