"""Flight tasks: docks send their aircraft along a route."""

from __future__ import annotations

import builtins
from itertools import chain, count

from ....spec.reading import Json
from ...handlers import Call
from .. import version2
from ..callers import project_of, user_of, workspace_of
from ..codes import WRONG
from ..organization import flight_views as views
from ..organization.dock_schedule import FlightTask, Run, Status
from ..organization.photos import FlightPhoto
from ..project_maps import path_of
from ..service import FlightHubService
from ..troubles import Failure

Rows = builtins.list[Json]
MOST_PHOTOS = 10_000
MOST_RECENT = 10
"""The most of the newest flights, by our choice."""


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
    found = [
        views.summary(run, service.routes, now)
        for run in service.flights.runs(project)
        if run.task.sn in docks and query["begin_at"] <= run.task.begin <= query["end_at"]
    ]
    return {
        "list": [
            version2.flight(item) if version2.is_v2(call) else item
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


def recent(service: FlightHubService, call: Call) -> Json:
    """List the newest tasks of docks, or of all docks of a project."""
    project, now = workspace_of(service, call), service.settings.clock.now()
    docks = call.query.get("sn[]") or [dock.sn for dock in service.organization.docks_of(project)]
    found = [run for run in service.flights.runs(project) if run.task.sn in docks]
    newest = sorted(found, key=lambda run: run.task.begin, reverse=True)[:MOST_RECENT]
    return {"list": [{**_listed(service, run, now), "belong_to_sn": run.task.sn} for run in newest]}


def batch(service: FlightHubService, call: Call) -> Json:
    """List tasks by their uuids."""
    project, now = workspace_of(service, call), service.settings.clock.now()
    return {"list": [_listed(service, service.flights.run(uuid, project), now) for uuid in call.query["task_uuids"]]}


def default_name(service: FlightHubService, call: Call) -> Json:
    """Return a name with the first number, from 2, that makes it unique."""
    used, name = (
        {run.task.body["name"] for run in service.flights.runs(workspace_of(service, call))},
        call.query["name"],
    )
    names = chain([name], (f"{name} ({number})" for number in count(2)))
    return {"name": name, "index_name": next(one for one in names if one not in used)}


def check(service: FlightHubService, call: Call) -> Json:
    """Return why a flight along a route could not begin now."""
    project = workspace_of(service, call)
    dock = service.organization.dock(call.query["sn"], project)
    body = {"wayline_uuid": call.query["wayline_uuid"], "task_type": "immediate"}
    errors: Json | None = None
    try:
        service.flights.check(project, dock, body, service.settings.clock.now())
    except Failure as no:
        errors = {"error_code": str(no.code), "error_type": "warning", "description": str(no)}
    position = {"latitude": dock.latitude, "longitude": dock.longitude, "height": dock.height}
    return {"errors": [errors] if errors else [], "device_position": position}


def record(service: FlightHubService, call: Call) -> Json:
    """Describe a task without its parts, whose members are not known."""
    task = service.flights.run(call.query["task_uuid"], project_of(service, call)).task
    return {
        "begin_at": views.written(task.begin),
        "flight_task_id": task.uuid,
        "related_users": _people(task),
        "folder_id": task.folder_id,
        "flight_pieces": [],
    }


def operations(service: FlightHubService, call: Call) -> Json:
    """List the commands during a task; the changes of control are not kept."""
    task = service.flights.run(call.query["task_uuid"], project_of(service, call)).task
    logs = [{"method": event.value, "time": int(moment * 1000)} for moment, event in task.events]
    return {"control_change": [], "payload_change": [], "oper_logs": logs, "related_users": _people(task)}


def fly_rest(service: FlightHubService, call: Call) -> None:
    """Refuse to go on: the emulated flights that broke off are flown again from their beginning."""
    service.flights.run(call.body["task_uuid"], workspace_of(service, call))
    raise Failure(WRONG, "the emulator does not fly the rest of a flight; create another one")


def exports(service: FlightHubService, call: Call) -> Json:
    """List files with records of flights, of which there are none."""
    project_of(service, call)
    return version2.paged([], call)


def alerts(service: FlightHubService, call: Call) -> Json:
    """List alerts, of which there are none."""
    project_of(service, call)
    return {"data": [], "page_count": 0, **version2.paged([], call)["pagination"]}


def air_sense_warnings(service: FlightHubService, call: Call) -> Rows:
    """List other aircraft nearby, of which there are none."""
    workspace_of(service, call)
    return []


tcas_groups = air_sense_warnings


def _listed(service: FlightHubService, run: Run, now: float) -> Json:
    """Return a task as an item of a list of V2."""
    return version2.flight(views.summary(run, service.routes, now))


def _people(task: FlightTask) -> Rows:
    return [{"user_name": task.operator}] if task.operator else []


def _names(text: str | None) -> set[str]:
    """Return the entries of a list with commas."""
    return {name.strip() for name in (text or "").split(",")} - {""}
