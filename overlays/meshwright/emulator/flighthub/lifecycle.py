"""The life cycle of a resource and of a model: pure functions of its events and the clock.

A model: 12 waiting, 14 being made (it stays at 99 % until the engine is done), then a successful end after its zip, or
8 or 13; 16 if it was stopped. A resource: 0 without files or while they are imported, 1 ready, 2 and 3 once deleted.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field, frozen
from meshwright_api.flighthub.models import ModelStatus, ModelType, ResourceStatus, ZipStatus

from ...spec.reading import Json
from .settings import ModelPlan, Scenario

KINDS = {
    "2d": ModelType.MODEL_2D,
    "3d": ModelType.MODEL_3D,
    "3dgs": ModelType.MODEL_3DGS,
    "lidar": ModelType.MODEL_LIDAR,
}
EMULATED_ERROR = 999_999
"""Not a code of the service, whose table of codes is unknown."""
UNDER_WAY = frozenset({ModelStatus.REQUESTING_RESOURCE, ModelStatus.RECONSTRUCTION_EXECUTING})
MADE = frozenset({ModelStatus.RECONSTRUCTION_SUCCESS, ModelStatus.MAP_RECONSTRUCTION_SUCCESS})


@frozen(kw_only=True)
class Outcome:
    """The result of the engine: the size of a zip, or an error."""

    size: int = 0
    error: str = ""


@frozen
class StoredFile:
    """A reported file of a resource."""

    etag: str
    size: int
    reported: float


@define(kw_only=True)
class Resource:
    """One resource, as the emulator stores it. Times are seconds since the epoch."""

    uuid: str
    name: str = ""
    files: dict[str, StoredFile] = field(factory=dict[str, StoredFile])
    deleted: float | None = None
    access_key_id: str = ""
    """The keys with which its files are uploaded."""
    deleted_after: list[str] = field(factory=list[str])
    """Uuids of the models after which it is to be deleted."""

    def imported(self, import_seconds: float) -> float:
        """Return when its files are imported; it must have some."""
        return max(file.reported for file in self.files.values()) + import_seconds

    def status(self, now: float, import_seconds: float, delete_seconds: float) -> ResourceStatus:
        """Return its status at a moment."""
        if self.deleted is not None:
            gone = now >= self.deleted + delete_seconds
            return ResourceStatus.DELETED if gone else ResourceStatus.WAITING_DELETE
        imported = bool(self.files) and now >= self.imported(import_seconds)
        return ResourceStatus.IMPORT_SUCCESS if imported else ResourceStatus.EMPTY

    @property
    def size(self) -> int:
        """The total bytes of its files."""
        return sum(file.size for file in self.files.values())


@define(kw_only=True)
class Model:
    """One model, as the emulator stores it."""

    uuid: str
    kind: str
    resource_uuid: str
    pictures: int
    created: float
    imported: float
    """When its pictures are imported: it may have been started before that."""
    plan: ModelPlan
    scenario: Scenario
    zip_key: str
    parameters: Json = field(factory=dict[str, Any])
    """The decoded object of its parameter."""
    outcome: Outcome | None = None
    outcome_at: float = 0.0
    stopped: float | None = None

    @property
    def starts(self) -> float:
        """When it leaves the queue."""
        return max(self.created, self.imported) + self.plan.waiting

    @property
    def due(self) -> float:
        """When the reconstruction ends, if the engine is done by then."""
        return self.starts + self.plan.running

    def made(self, now: float) -> float | None:
        """When the reconstruction ended, successfully or not, or None before that."""
        if self.outcome is None:
            return None
        end = max(self.due, self.outcome_at)
        return end if now >= end else None

    def status(self, now: float) -> ModelStatus:
        """Return its status at a moment."""
        if self.scenario is Scenario.REFUSED:
            return ModelStatus.REQUESTING_RESOURCE_FAILED
        if self.stopped is not None:
            return ModelStatus.RECONSTRUCTION_CANCELED
        if now < self.starts:
            return ModelStatus.REQUESTING_RESOURCE
        if self.scenario is Scenario.NO_RESOURCES:
            return ModelStatus.REQUESTING_RESOURCE_FAILED
        end = self.made(now)
        if end is None or self.outcome is None:
            return ModelStatus.RECONSTRUCTION_EXECUTING
        if self.outcome.error or self.scenario is Scenario.FAILED:
            return ModelStatus.MAP_RECONSTRUCTION_FAILED
        packed = now >= end + self.plan.packing
        nine = self.scenario is Scenario.STRAIGHT_TO_9 or (packed and self.scenario is Scenario.NORMAL)
        return ModelStatus.MAP_RECONSTRUCTION_SUCCESS if nine else ModelStatus.RECONSTRUCTION_SUCCESS

    def progress(self, now: float) -> int:
        """Return its percentage at a given time; a failed or stopped model keeps the percentage that it had reached."""
        status = self.status(now)
        if status in MADE:
            return 100
        moment = now if self.stopped is None else self.stopped
        if moment < self.starts or status is ModelStatus.REQUESTING_RESOURCE_FAILED:
            return 0
        return min(99, _percent(moment - self.starts, self.plan.running))

    def zip(self, now: float) -> tuple[ZipStatus, int]:
        """Return the status and the percentage of its zip."""
        end = self.made(now)
        if end is None or self.status(now) not in MADE:
            return ZipStatus.INIT, 0
        progress = _percent(now - end, self.plan.packing)
        if progress < 100:
            return ZipStatus.RUNNING, progress
        failed = self.scenario is Scenario.ZIP_FAILED
        return (ZipStatus.FAILED, 99) if failed else (ZipStatus.FINISH, 100)

    def described(self, now: float) -> Json:
        """Write it as the service does."""
        status = self.status(now)
        zip_status, zip_progress = self.zip(now)
        failed = status in (ModelStatus.MAP_RECONSTRUCTION_FAILED, ModelStatus.REQUESTING_RESOURCE_FAILED)
        return {
            "resource_uuid": self.resource_uuid,
            "model_uuid": self.uuid,
            "model_type": int(KINDS[self.kind]),
            "model_status": int(status),
            "model_size": self.outcome.size if self.outcome and status in MADE else 0,
            "reconstruction_progress": self.progress(now),
            "error_code": EMULATED_ERROR if failed else 0,
            "zip_status": int(zip_status),
            "zip_progress": zip_progress,
            "zip_file_key": self.zip_key if zip_status is ZipStatus.FINISH else "",
        }


def _percent(done: float, of: float) -> int:
    return 100 if done >= of else max(0, int(100 * done / of))
