"""FlightHub's rules about models: their life cycle, starts, and the list of running models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..learning_flighthub import MODEL_TYPES
from ..registry import implements
from ..situation import Situation

ENDED = frozenset({8, 9, 13, 15, 16})
UNDER_WAY = frozenset({12, 14})
NOT_FOUND = 200404


@implements("flighthub.model.identity")
def identity(now: Situation) -> Iterator[str]:
    """Details of something else."""
    for operation_id, name in (("models.get", "model_uuid"), ("resources.get", "resource_uuid")):
        said = now.told(operation_id)
        if said is not None and str(said.get(name)).lower() != now.uuid:
            yield f"{name} {said.get(name)!r} in place of {now.uuid!r}"


@implements("flighthub.model.steady")
def steady(now: Situation) -> Iterator[str]:
    """Kinds and resources that are not those of the start."""
    said, known = now.told("models.get"), now.memory.models.get(now.uuid)
    if said is None or known is None:
        return
    if known.type is not None and said.get("model_type", known.type) != known.type:
        yield f"model_type {said.get('model_type')} in place of {known.type}"
    resource = str(said.get("resource_uuid", known.resource)).lower()
    if known.resource is not None and resource != known.resource:
        yield f"resource_uuid {resource} in place of {known.resource}"


@implements("flighthub.model.forward")
def forward(now: Situation) -> Iterator[str]:
    """Statuses that go back, or change after the end; 15 may still become 9 while the zip is made."""
    said, known = now.told("models.get"), now.memory.models.get(now.uuid)
    if said is None or known is None:
        return
    was, status = known.last.get("model_status"), said.get("model_status")
    if was in ENDED and status != was and (was, status) != (15, 9):
        yield f"{was} is final and became {status}"
    if was == 14 and status == 12:
        yield "a model that works waits again"


@implements("flighthub.model.progress")
def progress(now: Situation) -> Iterator[str]:
    """Percentages that fall."""
    said, known = now.told("models.get"), now.memory.models.get(now.uuid)
    if said is None or known is None:
        return
    for name in ("reconstruction_progress", "zip_progress"):
        was, percent = known.last.get(name), said.get(name)
        if isinstance(was, int) and isinstance(percent, int) and percent < was:
            yield f"{name} fell from {was} to {percent}"


@implements("flighthub.model.zip")
def zipped(now: Situation) -> Iterator[str]:
    """Zips that vanish, of models that were not made, and with two keys."""
    said, known = now.told("models.get"), now.memory.models.get(now.uuid)
    if said is None:
        return
    if said.get("zip_status") and said.get("model_status") in UNDER_WAY | {8, 13, 16}:
        yield f"zip_status {said['zip_status']} with status {said['model_status']}"
    before = known.last if known is not None else {}
    if before.get("zip_status") == 2 and said.get("zip_status") != 2:
        yield f"a zip that was finished has zip_status {said.get('zip_status')}"
    elif before.get("zip_status") == 2 and before.get("zip_file_key") != said.get("zip_file_key"):
        yield "a zip has another key"


@implements("flighthub.model.gone")
def gone(now: Situation) -> Iterator[str]:
    """Deleted models that still exist."""
    known = now.memory.models.get(now.uuid)
    if known is not None and known.deleted and now.succeeded:
        yield f"{now.uuid} was deleted"
    for model in _running(now):
        listed = now.memory.models.get(str(model.get("model_uuid")).lower())
        if listed is not None and listed.deleted:
            yield f"{model.get('model_uuid')} was deleted and runs"


@implements("flighthub.model.there")
def there(now: Situation) -> Iterator[str]:
    """Models and resources that are lost."""
    if now.operation is None or not isinstance(now.data, dict) or now.data.get("code") != NOT_FOUND:
        return
    model, resource = now.memory.models.get(now.uuid), now.memory.resources.get(now.uuid)
    if model is not None and now.operation.tag == "models" and not model.deleted:
        yield f"the model {now.uuid} is lost"
    if resource is not None and now.operation.tag == "resources":
        yield f"the resource {now.uuid} is lost"


@implements("flighthub.model.running")
def running(now: Situation) -> Iterator[str]:
    """Models that are listed as running but are not."""
    for model in _running(now):
        if model.get("model_status") not in UNDER_WAY:
            yield f"{model.get('model_uuid')} is listed with status {model.get('model_status')}"
        known = now.memory.models.get(str(model.get("model_uuid")).lower())
        if known is not None and known.last.get("model_status") in ENDED:
            yield f"{model.get('model_uuid')} has ended and is listed"


@implements("flighthub.model.listed")
def listed(now: Situation) -> Iterator[str]:
    """Models that run at this moment and are not listed."""
    if now.told("models.running") is None or not now.now:
        return
    names = {str(model.get("model_uuid")).lower() for model in _running(now)}
    for uuid, model in now.memory.models.items():
        runs = model.seen_at == now.now and model.last.get("model_status") in UNDER_WAY and not model.deleted
        if runs and uuid not in names:
            yield f"{uuid} runs and is not listed"


@implements("flighthub.start.jobs")
def jobs(now: Situation) -> Iterator[str]:
    """Starts that make other models than requested, or one twice."""
    said = now.told("models.start")
    if said is None:
        return
    wanted = {name.replace("parameter", "model") for name in now.sent or {} if name in MODEL_TYPES}
    if wanted != set(said):
        yield f"{sorted(said)} in place of {sorted(wanted)}"
    uuids = [str(job.get("uuid")).lower() for job in said.values() if isinstance(job, dict)]
    if len(set(uuids)) < len(uuids) or set(uuids) & set(now.memory.models):
        yield "a start gives a uuid that another model has"


@implements("flighthub.stop.under-way")
def stop(now: Situation) -> Iterator[str]:
    """Stops of models that have ended."""
    known = now.memory.models.get(now.uuid)
    if now.verb == "stop" and now.succeeded and known is not None and known.last.get("model_status") in ENDED:
        yield f"a model with status {known.last['model_status']} was stopped"


def _running(now: Situation) -> list[dict[str, Any]]:
    found = (now.told("models.running") or {}).get("list")
    return [model for model in found if isinstance(model, dict)] if isinstance(found, list) else []
