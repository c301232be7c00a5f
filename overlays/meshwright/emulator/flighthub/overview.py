"""The state of the emulated FlightHub for the emulator's page and for tests in other languages: its models and its
quota.
"""

from __future__ import annotations

from urllib.parse import quote

from meshwright_api.flighthub.models import ModelStatus, ZipStatus

from ...spec.reading import Json
from .changes import current
from .lifecycle import MADE, UNDER_WAY, Model
from .map_view import organization_view
from .model_files import shown_files
from .service import FlightHubService

STAGES = {
    ModelStatus.REQUESTING_RESOURCE: "PENDING",
    ModelStatus.RECONSTRUCTION_EXECUTING: "IN_PROGRESS",
    ModelStatus.RECONSTRUCTION_CANCELED: "CANCELED",
    **dict.fromkeys(MADE, "SUCCEEDED"),
}
"""The statuses of Meshy's tasks by the service's numbers; every other number is a failure."""


def overview(service: FlightHubService, base: str, most: int) -> Json:
    """Return the organization, at most ``most`` of the newest models, and the rest of the picture quota."""
    now = service.settings.clock.now()
    models = [(model, "") for model in service.modeling.models.values()]
    models += [(one.model, one.name) for one in service.maps.known.values()]
    newest = sorted(models, key=lambda entry: entry[0].created, reverse=True)[:most]
    return {
        "settings": current(service),
        "quota": service.modeling.quota,
        "models": [_described(service, model, name, base, now) for model, name in newest],
        "organization": organization_view(service, now),
    }


def _described(service: FlightHubService, model: Model, name: str, base: str, now: float) -> Json:
    said = model.described(now)
    status = ModelStatus(said["model_status"])
    zipped = said["zip_status"] == ZipStatus.FINISH
    path = f"/{service.store.bucket}/{quote(model.zip_key)}"
    return {
        **said,
        "kind": model.kind,
        "name": name,
        "pictures": model.pictures,
        "stage": STAGES.get(status, "FAILED"),
        "status": status.name,
        "error": model.outcome.error if model.outcome else "",
        "created_at": int(model.created * 1000),
        "zip_url": service.urls.url(base, path, now) if zipped else None,
        "files": shown_files(service, model.zip_key, base) if zipped else {},
        "events": [
            {"at": int(at * 1000), "status": stage, "progress": said["reconstruction_progress"]}
            for at, stage in _events(model, status, now)
        ],
    }


def _events(model: Model, status: ModelStatus, now: float) -> list[tuple[float, str]]:
    """Return when the model waited, was made, and ended, so far."""
    found = [(model.created, "PENDING")]
    if now >= model.starts and status is not ModelStatus.REQUESTING_RESOURCE_FAILED:
        found.append((model.starts, "IN_PROGRESS"))
    end = model.made(now) if model.stopped is None else model.stopped
    if end is not None and status not in UNDER_WAY:
        found.append((end, STAGES.get(status, "FAILED")))
    return [one for one in found if one[0] <= now]
