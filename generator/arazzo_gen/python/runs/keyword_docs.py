"""Describes the keywords of functions: inputs, outputs of steps, credentials, and parameters that
no step gives."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.lazy import pattern
from arazzo_gen.python.text.literal import code, headline, sentence
from arazzo_gen.python.types.formats import with_format

ON_STEP = "on_step: Called after every request and before every wait."

_WHOLE_HEADER = pattern(
    r"""(?ix)
    \b authorization \s* :
    | \b (?: bearer | basic ) \b (?! [ -] (?: token | auth | scheme | credential | http ) )
    | ["'`<(*] \s* (?: bearer | basic ) \b
    | \b prefix
    | \b base64
    """
)
"""What a description says that wants the value of the whole header: `Bearer <token>`."""


def input_doc(item: ir.InputParam, param: str) -> str:
    """The docstring of an input: what it is, and the document's name where that is another."""
    text = headline(item.doc)
    named = code(item.name) if item.name != param else ""
    if not text:
        text = f"The input {named or code(item.name)}."
    elif named:
        text = sentence(f"{text.rstrip('.')} ({named})")
    return with_format(text, item.type)


def read_doc(workflow: ir.Workflow, read: ir.Read) -> str:
    """The docstring of a value that the function of a step takes."""
    leaf = read.leaf
    if isinstance(leaf, ir.Input):
        found = next((item for item in workflow.inputs if item.name == leaf.name), None)
        return input_doc(found, read.param) if found else f"The input {code(leaf.name)}."
    kind, owner = (
        ("steps", leaf.step) if isinstance(leaf, ir.StepOutput) else ("workflows", leaf.workflow)
    )
    return with_format(f"{code(f'${kind}.{owner}.outputs.{leaf.name}')}.", read.type)


def keyword_doc(item: ir.Keyword) -> str:
    """The docstring of a keyword: what it is, and where it is sent."""
    return _credential(item) if isinstance(item, ir.Credential) else _supplied(item)


def polling_doc(loops: Sequence[ir.Step], retried: Sequence[ir.Step]) -> str:
    """The docstring of `polling`.

    Args:
        loops: The steps that it repeats.
        retried: The steps whose responses may say how long to wait before a retry.
    """
    said = []
    if loops:
        repeat = "repeat" if len(loops) > 1 else "repeats"
        said.append(f"How often and how long {_functions(loops)} {repeat}.")
    if retried:
        what = "timeout` bounds what a server may ask to wait before a retry of"
        said.append(f"Its `{what} {_functions(retried)}.")
    return " ".join(said)


def _functions(steps: Sequence[ir.Step]) -> str:
    return ", ".join(f"`{step.function}`" for step in steps)


def _credential(item: ir.Credential) -> str:
    place = {
        "bearer": "sent as a Bearer token",
        "basic": '"user:password", sent as HTTP Basic',
        "header": f"sent in the header {code(item.name)}",
        "query": f"sent in the query parameter {code(item.name)}",
        "cookie": f"sent in the cookie {code(item.name)}",
    }[item.kind]
    described = headline(item.doc)
    if item.kind in ("bearer", "basic") and _WHOLE_HEADER.search(described):
        described = ""  # it says to pass what is put before the token here
    if described:
        return f"{described} {place[0].upper()}{place[1:]}; the client's own auth when None."
    return f"For the scheme {code(item.scheme)}, {place}; the client's own auth when None."


def _supplied(item: ir.Supplied) -> str:
    place = {
        "header": f"in the header {code(item.name)}",
        "query": f"in the query parameter {code(item.name)}",
        "cookie": f"in the cookie {code(item.name)}",
        "querystring": "as the whole query",
    }[item.location]
    described = headline(item.doc)
    own = "" if item.required else "; the client's own headers apply when None"
    return f"{described} Sent {place}{own}.".lstrip()
