"""The state of the emulated FlightHub for the emulator's page and for tests in other languages: its models and its
quota.
"""

from __future__ import annotations

from meshwright_api.flighthub.models import ModelStatus, ZipStatus

from ...spec.reading import Json
from .changes import current
from .lifecycle import MADE, Model
from .service import FlightHubService

STAGES = {
    ModelStatus.REQUESTING_RESOURCE: "PENDING",
    ModelStatus.RECONSTRUCTION_EXECUTING: "IN_PROGRESS",
    ModelStatus.RECONSTRUCTION_CANCELED: "CANCELED",
    **dict.fromkeys(MADE, "SUCCEEDED"),
}
"""The statuses of Meshy's tasks by the service's numbers; every other number is a failure."""


def overview(service: FlightHubService, base: str, most: int) -> Json:
    """Return at most ``most`` of the newest models, and the rest of the picture quota."""
    newest = sorted(service.modeling.models.values(), key=lambda model: model.created, reverse=True)
    return {
        "settings": current(service),
        "quota": service.modeling.quota,
        "models": [_described(service, model, base) for model in newest[:most]],
    }


def _described(service: FlightHubService, model: Model, base: str) -> Json:
    now = service.settings.clock.now()
    said = model.described(now)
    status = ModelStatus(said["model_status"])
    zipped = said["zip_status"] == ZipStatus.FINISH
    return {
        **said,
        "kind": model.kind,
        "pictures": model.pictures,
        "stage": STAGES.get(status, "FAILED"),
        "status": status.name,
        "error": model.outcome.error if model.outcome else "",
        "created_at": int(model.created * 1000),
        "zip_url": service.modeling.download_url(model.zip_key, base)["url"] if zipped else None,
    }
