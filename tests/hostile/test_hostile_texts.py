"""Texts and names that try to leave their place, at every place of a document and of its API."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import containment
import pytest
import strings
import whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report

SETTINGS = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PLACES = [
    (name, path, is_key)
    for name, document in whole.DOCUMENTS.items()
    for path, is_key in whole.texts(document)
]
# Names that other places refer to: they are changed there too, so that the document stays right.
REFERRED = (
    *["order-lamp", "place", "wait", "shop", "token", "product", "colour", "id", "state", "note"],
    *["asForm", "tryAgain", "goOn", "remind", "sent", "X-Kind", "filter", "page", "shopId", "Line"],
    *["Order", "Person", "kind", "open", "key", "login", "readOrder", "placeOrder", "sku", "deep"],
)

anything = st.sampled_from(strings.ESCAPES + strings.NAMES) | st.text(max_size=30)
names = st.sampled_from([name for name in strings.NAMES if name]) | st.text(min_size=1, max_size=20)


def compiled(folder: Path, documents: Mapping[str, Any], **options: Any) -> dict[str, str]:
    """The modules of the documents: checked, and no more than a name of a file each."""
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document))
    report = Report()
    first = folder / "orders.arazzo.yaml"
    given = Options(documents=(first,), cwd=folder, output=folder / "out", **options)
    files = compile_documents(given, report)
    for name, text in files.items():
        path = Path(name)
        assert path.name == name
        assert path.suffix == ".py"
        assert path.stem.isidentifier()
        assert len(name) < 100
        containment.check_contained(text, name)
    for found in report.diagnostics:
        assert found.message
        assert found.span is None or found.span.line >= 1
    return files


@settings(SETTINGS, max_examples=14)
@given(st.sampled_from(PLACES), anything)
def test_any_text_anywhere(tmp_path: Path, place: tuple[str, Any, bool], text: str) -> None:
    name, path, is_key = place
    change = whole.renamed if is_key else whole.replaced
    changed = change(whole.DOCUMENTS[name], path, text)
    workflows = (
        () if path[:1] == ("workflows",) and path[2:] == ("workflowId",) else ("order-lamp",)
    )
    compiled(tmp_path, {**whole.DOCUMENTS, name: changed}, workflows=workflows, keep_going=True)


@settings(SETTINGS, max_examples=8)
@given(st.lists(st.tuples(st.sampled_from(REFERRED), names), min_size=1, max_size=3))
def test_any_names(tmp_path: Path, changes: list[tuple[str, str]]) -> None:
    documents: Mapping[str, Any] = whole.DOCUMENTS
    for old, new in changes:
        documents = {
            name: whole.everywhere(document, old, new) for name, document in documents.items()
        }
    compiled(tmp_path, documents, keep_going=True)


FREE = [
    (name, path)
    for name, path, is_key in PLACES
    if not is_key
    and path[-1] in ("summary", "description", "title", "example", "examples")
    and path[-2:-1] != ("schema",)
]


# Half a pair of surrogates is no text: such a document is refused.
TEXTS = [text for text in strings.ESCAPES if "\ud800" not in text]


@pytest.mark.parametrize("first", range(0, len(TEXTS), 12))
def test_every_description_at_once(tmp_path: Path, first: int) -> None:
    documents: Mapping[str, Any] = whole.DOCUMENTS
    for at, (name, path) in enumerate(FREE):
        text = TEXTS[(first + at) % len(TEXTS)]
        documents = {**documents, name: whole.replaced(documents[name], path, text)}
    files = compiled(tmp_path, documents, workflows=("order-lamp",))
    assert list(files) == ["order_lamp.py"]
    assert "PWNED" in files["order_lamp.py"]


@pytest.mark.parametrize("count", [1, 7])
@settings(SETTINGS, max_examples=4)
@given(data=st.data())
def test_names_that_collide_stay_apart(tmp_path: Path, data: st.DataObject, count: int) -> None:
    """Inputs, outputs and steps under hostile names: as many parameters, fields and functions."""
    given_names = data.draw(
        st.lists(st.sampled_from([n for n in strings.NAMES if n]), min_size=count, unique=True)
    )[: count * 6]
    steps = [
        {
            "stepId": f"step-{at}",
            "operationId": "sendForm",
            "outputs": {f"o{at}": "$statusCode"},
        }
        for at in range(len(given_names))
    ]
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "T", "version": "1"},
        "sourceDescriptions": [{"name": "shop", "url": "shop.openapi.yaml", "type": "openapi"}],
        "workflows": [
            {
                "workflowId": "order",
                "inputs": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in given_names},
                },
                "steps": steps,
            }
        ],
    }
    documents = {**whole.DOCUMENTS, "orders.arazzo.yaml": document}
    text = compiled(tmp_path, documents)["order.py"]
    module = types.ModuleType("order")
    parameters = _imported(text, module).run.__kwdefaults__
    own = {"client", "shop_url", "shop_url_2", "polling", "on_step", "basic", "key", "login"}
    inputs = [name for name in parameters if name not in own]
    assert len(inputs) == len(given_names)
    assert all(name.isidentifier() and name.isascii() and len(name) < 100 for name in inputs)


def _imported(text: str, module: types.ModuleType) -> Any:
    import sys

    sys.modules[module.__name__] = module  # dataclasses look for the module of a class
    try:
        exec(compile(text, "order.py", "exec"), module.__dict__)  # noqa: S102 - our own output
    finally:
        del sys.modules[module.__name__]
    return module
