"""Writes the whole Arazzo document for the jobs that were found."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.init.endpoints import Api, Endpoint
from arazzo_gen.init.jobs import Candidate
from arazzo_gen.init.loops import is_simple
from arazzo_gen.init.workflow import Ids, reference, workflow_of
from arazzo_gen.init.yaml_text import Note, Prose, Tree, document, is_writable

_SCHEMA = "https://spec.openapis.org/arazzo/1.0/schema/2024-08-01"


def arazzo_document(
    apis: Sequence[Api], jobs: Sequence[Candidate], everything: Sequence[Endpoint]
) -> str:
    """The text of an Arazzo document with a workflow for each job.

    Args:
        apis: The OpenAPI documents; those that no job needs are left out.
        jobs: The jobs, in the order of their workflows.
        everything: All operations of the documents.
    """
    used = {id(one.api) for job in jobs for one in (job.pair.start, job.pair.poll)}
    named = [api for api in apis if id(api) in used]
    ids = Ids()

    def naming(endpoint: Endpoint) -> dict[str, Tree]:
        return reference(endpoint, endpoint.api.name, is_alone=len(named) == 1)

    workflows = [workflow_of(job, everything, ids, naming) for job in jobs]
    title = next((api.document.title for api in named if api.document.title), "API")
    tree: dict[str, Tree] = {
        "arazzo": "1.0.1",
        "info": {"title": Prose(f"{title}: start jobs and wait for them"), "version": "1.0.0"},
        "sourceDescriptions": [
            {"name": api.name, "url": api.url, "type": "openapi"} for api in named
        ],
        "workflows": workflows,
    }
    head = Note(tree["arazzo"], _HEAD)
    return f"# yaml-language-server: $schema={_SCHEMA}\n" + document({**tree, "arazzo": head})


def can_be_written(job: Candidate) -> bool:
    """Whether all names that a workflow would have can stand in a document."""
    for endpoint in (job.pair.start, job.pair.poll):
        names = [endpoint.ref.path, endpoint.ref.operation_id or ""]
        names += [one.name for one in endpoint.operation.parameters]
        body = endpoint.operation.body
        names += [one.content_type for one in body.media] if body is not None else []
        if not all(map(is_writable, names)):
            return False
    handle = job.pair.handle
    return handle is None or handle.id is None or is_simple(handle.id.pointer)


_HEAD = (
    "Written by arazzo-gen init. The document is yours: look at each TODO, change what you like.",
)
