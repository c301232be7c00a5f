"""FlightHub's rules about resources: credentials, reports of files, and deletion."""

from __future__ import annotations

from collections.abc import Iterator

from ..learning_flighthub import resource_of
from ..registry import implements
from ..situation import Situation

READY, WAITING, DELETED = 1, 2, 3


@implements("flighthub.credential.new")
def credential(now: Situation) -> Iterator[str]:
    """Credentials that share a resource, or have ended before they begin."""
    said = now.told("stores.obtain_token")
    if said is None:
        return
    if resource_of(said) in now.memory.resources:
        yield f"a second credential for the resource {resource_of(said)}"
    if now.now and isinstance(said.get("expire_time"), int) and said["expire_time"] <= now.now:
        yield f"the credential ended at {said['expire_time']}"


@implements("flighthub.callback.receipt")
def receipt(now: Situation) -> Iterator[str]:
    """Receipts of other files or another resource."""
    said, sent = now.told("stores.upload_callback"), now.sent
    if said is None or sent is None:
        return
    names = {file.get("name") for file in sent.get("files", []) if isinstance(file, dict)}
    if str(said.get("resource_uuid")).lower() != str(sent.get("resource_uuid")).lower():
        yield f"resource_uuid {said.get('resource_uuid')} in place of {sent.get('resource_uuid')}"
    if set(said.get("file_name_list") or ()) != names or said.get("upload_count") != len(names):
        yield f"{said.get('upload_count')} files in place of {len(names)}"


@implements("flighthub.resource.files")
def files(now: Situation) -> Iterator[str]:
    """Resources that name other files than were reported."""
    said, known = now.told("resources.get"), now.memory.resources.get(now.uuid)
    if said is None or known is None:
        return
    names = said.get("file_names") or []
    if known.made and said.get("status") == READY and set(names) != known.files:
        yield f"{len(names)} names in place of {len(known.files)}"
    if said.get("status") in (WAITING, DELETED) and (names or said.get("resource_size")):
        yield "a deleted resource holds files"


@implements("flighthub.resource.forward")
def forward(now: Situation) -> Iterator[str]:
    """Resources that reappear, or are deleted without a request."""
    said, known = now.told("resources.get"), now.memory.resources.get(now.uuid)
    if said is None or known is None:
        return
    status = said.get("status")
    if known.deleted and status not in (WAITING, DELETED):
        yield f"deleted, and its status is {status}"
    if known.status == DELETED and status != DELETED:
        yield f"3 is final and became {status}"
    if now.exclusive and status in (WAITING, DELETED) and not (known.deleted or known.disposable):
        yield f"status {status} without a delete"


@implements("flighthub.resource.names")
def names(now: Situation) -> Iterator[str]:
    """Resources in use that have a size and no files."""
    said = now.told("resources.get")
    if said is not None and said.get("status") == READY and said.get("resource_size") and not said.get("file_names"):
        yield f"{said['resource_size']} bytes and no file_names"
