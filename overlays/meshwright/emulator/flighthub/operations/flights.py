"""Flight tasks: docks send their aircraft along a route."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from .. import version2
from ..callers import project_of, user_of
from ..codes import WRONG
from ..organization import flight_views as views
from ..organization.dock_schedule import Status
from ..organization.photos import FlightPhoto
from ..project_maps import path_of
from ..service import FlightHubService
from ..troubles import Failure

MOST_PHOTOS = 10_000


def create(service: FlightHubService, call: Call) -> Json:
    """Plan a flight; an immediate one begins now."""
    project = project_of(service, call)
    dock = service.organization.dock(call.body["sn"], project)
    user = user_of(service, call)
    now = service.settings.clock.now()
    task = service.flights.create(service.uuids.new(), project, dock, call.body, now, user.nickname)
    return {"task_uuid": task.uuid}


def update_status(service: FlightHubService, call: Call) -> None:
    """Suspend or restore a planned task that has not begun."""
    project, status = project_of(service, call), call.body["status"]
    if status not in (Status.SUSPENDED, "restored"):
        raise Failure(WRONG, f"status is {status!r}, not suspended or restored")
    service.flights.update_status(call.path["task_uuid"], project, status, service.settings.clock.now())


def list(service: FlightHubService, call: Call) -> Json:
    """List the tasks of docks in a span of time."""
    project, query, now = project_of(service, call), call.query, service.settings.clock.now()
    docks = _names(query["sn"])
    statuses, kind, name = query.get("status"), query.get("task_type"), query.get("name")
    for sn in docks:
        service.organization.dock(sn, project)
    described = version2.flight if version2.is_v2(call) else dict
    found = [
        described(views.summary(run, service.routes, now))
        for run in service.flights.runs(project)
        if run.task.sn in docks and query["begin_at"] <= run.task.begin <= query["end_at"]
    ]
    return {
        "list": [
            item
            for item in found
            if (not statuses or item["status"] in statuses)
            and (not kind or item["task_type"] == kind)
            and (not name or name in item["name"])
        ]
        or None
    }


def get(service: FlightHubService, call: Call) -> Json:
    """Describe a task."""
    run = service.flights.run(call.path["task_uuid"], project_of(service, call))
    return views.detail(run, service.settings.clock.now())


async def media(service: FlightHubService, call: Call) -> Json:
    """List the photos of a task that are uploaded; the first call renders them."""
    run, now = service.flights.run(call.path["task_uuid"], project_of(service, call)), service.settings.clock.now()
    photos = service.media.uploaded(run, now)[:MOST_PHOTOS]
    objects = await service.media.rendered(run, photos)

    def address(photo: FlightPhoto, *, preview: bool) -> str:
        return service.urls.url(call.base, path_of(photo.key(preview=preview)), now)

    return {
        "list": [
            {
                "uuid": photo.uuid,
                "name": photo.name,
                "file_type": "image",
                "suffix": "jpeg",
                "size": original.size,
                "preview_url": address(photo, preview=True),
                "original_url": address(photo, preview=False),
                "create_at": views.written(photo.taken.moment),
                "update_at": views.written(photo.uploaded),
            }
            for photo, (original, _) in zip(photos, objects, strict=True)
        ]
        or None
    }


def track(service: FlightHubService, call: Call) -> Json:
    """Return where the aircraft of a task was until now."""
    run = service.flights.run(call.path["task_uuid"], project_of(service, call))
    drone = service.organization.docks[run.task.sn].aircraft.sn
    return views.track(run, drone, service.settings.clock.now())


def _names(text: str | None) -> set[str]:
    """Return the entries of a list with commas."""
    return {name.strip() for name in (text or "").split(",")} - {""}
