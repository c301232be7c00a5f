"""Docks and aircraft: what they report, and what makes them act."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from .. import version2
from ..callers import project_of, user_of
from ..codes import WRONG
from ..organization import devices as views
from ..organization.control import FLIGHT
from ..organization.hms import messages
from ..organization.state import Aircraft, Dock
from ..service import FlightHubService
from ..troubles import Failure

MOST = 1000
"""The most devices of one call."""


def list(service: FlightHubService, call: Call) -> Json:  # noqa: ARG001
    """List all docks with their aircraft."""
    organization, now = service.organization, service.settings.clock.now()
    return {"list": [views.pair(organization, dock, now) for dock in organization.docks.values()]}


def state(service: FlightHubService, call: Call) -> Json:
    """Describe what a device reports."""
    dock, device = service.organization.device(call.path["device_sn"], project_of(service, call))
    return views.state(service.organization, dock, device, service.settings.clock.now())


def hms(service: FlightHubService, call: Call) -> Json:
    """List the health messages of devices."""
    organization, project, now = service.organization, project_of(service, call), service.settings.clock.now()
    names = [name for name in dict.fromkeys(call.query["device_sn_list"]) if name]
    if not 1 <= len(names) <= MOST:
        raise Failure(WRONG, f"device_sn_list names {len(names)} devices; 1 to {MOST} are allowed")
    language = call.query.get("language") or call.headers.get("x-language", "zh")
    found: Json = {}
    for sn in names:
        dock, device = organization.device(sn, project)
        flies = isinstance(device, Aircraft) and organization.has_power(dock, device, now)
        found[sn] = [*messages(device, language, flies=flies)] if service.own.hms else []
    if version2.is_v2(call):
        found = {sn: [version2.message(text) for text in texts] for sn, texts in found.items()}
    return {"list": [{"device_sn": sn, "device_hms": {"list": texts or None}} for sn, texts in found.items()]}


def command(service: FlightHubService, call: Call) -> None:
    """Send an aircraft in flight a command; refused in its dock (D32)."""
    dock, _ = service.organization.device(call.path["device_sn"], project_of(service, call))
    dock.require_online()
    service.flights.command(dock, call.body["command"], service.settings.clock.now())


def change_camera(service: FlightHubService, call: Call) -> None:
    """Switch a camera of a dock to another position."""
    body, organization = call.body, service.organization
    dock = organization.dock(body["sn"], project_of(service, call))
    camera = views.camera_of(organization, dock, dock, body["camera_index"], service.settings.clock.now())
    views.choose(camera, "camera_position", body.get("camera_position"))
    organization.docks.save(dock.sn)


def change_lens(service: FlightHubService, call: Call) -> None:
    """Switch a camera of an aircraft to another lens; needs the control of that payload."""
    body, organization, now = call.body, service.organization, service.settings.clock.now()
    dock = _dock_of(service, call, body["sn"])
    camera = views.camera_of(organization, dock, dock.aircraft, body["camera_index"], now)
    service.control.require(dock, camera.index, user_of(service, call), now)
    views.choose(camera, "lens_type", body["lens_type"])
    organization.docks.save(dock.sn)


def acquire_control(service: FlightHubService, call: Call) -> Json:
    """Take control of an aircraft in flight, or of its payloads; refused while another user has it (D33)."""
    dock, now = _dock_of(service, call, call.body["drone_sn"]), service.settings.clock.now()
    return service.control.acquire(dock, _wanted(call.body), user_of(service, call), now)


def release_control(service: FlightHubService, call: Call) -> Json:
    """Give up control, and describe what the user still controls."""
    dock, now = _dock_of(service, call, call.body["drone_sn"]), service.settings.clock.now()
    return service.control.release(dock, _wanted(call.body), user_of(service, call), now)


def set_stream_quality(service: FlightHubService, call: Call) -> None:
    """Choose the quality of the stream of a camera; that of an aircraft needs the control of the payload."""
    body, organization, now = call.body, service.organization, service.settings.clock.now()
    dock, device = organization.device(body["sn"], project_of(service, call))
    camera = views.camera_of(organization, dock, device, body["camera_index"], now)
    if not isinstance(device, Dock):
        service.control.require(dock, camera.index, user_of(service, call), now)
    camera.quality = body["quality_type"]
    organization.docks.save(dock.sn)


def calibrate_rtk(service: FlightHubService, call: Call) -> Json:
    """Calibrate with a network RTK service, which is not called: a host below .invalid fails (D39)."""
    dock, _ = service.organization.device(call.path["device_sn"], project_of(service, call))
    dock.require_online()
    fails = call.body["host"].lower().rstrip(".").endswith(".invalid")
    return {"bid": service.new_uuid(), "status": "failure" if fails else "ok"}


def topologies(service: FlightHubService, call: Call) -> Json:
    """List the aircraft of a project, each with its dock."""
    found = [
        {"host": _part(service, dock, dock.aircraft), "parents": [_part(service, dock, dock)], "nodes": []}
        for dock in service.organization.docks_of(project_of(service, call))
    ]
    return {"list": found}


def set_project(service: FlightHubService, call: Call) -> None:
    """Put a dock and its aircraft into another project, unless flights or forwarders of this one need it."""
    organization, now, project = service.organization, service.settings.clock.now(), project_of(service, call)
    dock, target = (
        organization.dock(call.body["device_sn"], project),
        organization.project(call.body["active_project_uuid"]),
    )
    if any(run.task.sn == dock.sn and run.completed(now) is None for run in service.flights.runs(project)):
        raise Failure(WRONG, f"the dock {dock.sn} has flights in the project {project.name} that have not ended")
    if any(one["sn"] in (dock.sn, dock.aircraft.sn) for one in service.forwarders.of(project, now)):
        raise Failure(WRONG, f"streams of the dock {dock.sn} are forwarded in the project {project.name}")
    dock.project_uuid = target.uuid
    organization.docks.save(dock.sn)


def control_status(service: FlightHubService, call: Call) -> Json:
    """Name who controls a device of a project."""
    dock, _ = service.organization.device(call.query.get("device_sn") or "", project_of(service, call))
    return controlled(service, dock)


def controlled(service: FlightHubService, dock: Dock) -> Json:
    """Name who controls the aircraft of a dock; the status is 1 if a person does and 0 otherwise, by our choice."""
    holder = service.control.holder(dock, FLIGHT, service.settings.clock.now())
    return {
        "device_control_status": int(holder is not None),
        "device_control_user_id": "" if holder is None else holder.user_id,
        "device_control_user_project_callsign": "" if holder is None else holder.nickname,
        "device_control_user_organization_callsign": "" if holder is None else holder.nickname,
    }


def pair_relay(service: FlightHubService, call: Call) -> None:
    """Refuse to pair: no dock has a relay here."""
    service.organization.device(call.body["device_sn"], project_of(service, call))
    raise Failure(WRONG, f"the device {call.body['device_sn']} has no relay")


def _part(service: FlightHubService, dock: Dock, device: Dock | Aircraft) -> Json:
    """Describe a device in a topology."""
    organization, now = service.organization, service.settings.clock.now()
    return {
        "device_sn": device.sn,
        "device_model": device.model.described(),
        "device_online_status": organization.has_power(dock, device, now),
        "device_project_callsign": device.callsign,
        "is_organization_device": True,
        "device_organization_callsign": device.callsign,
        "device_control_user_id": controlled(service, dock)["device_control_user_id"] if device is not dock else "",
        "device_state": views.state(organization, dock, device, now).get("device_state", {}),
        "parent_sns": [] if device is dock else [dock.sn],
    }


def _dock_of(service: FlightHubService, call: Call, drone_sn: str) -> Dock:
    """Return the dock of an aircraft of the project; raises Failure."""
    dock, device = service.organization.device(drone_sn, project_of(service, call))
    if isinstance(device, Dock):
        raise Failure(WRONG, f"{drone_sn} is a dock, not an aircraft")
    return dock


def _wanted(body: Json) -> tuple[str, ...]:
    """Return the payloads that are meant, and the flight if it is."""
    return (*([FLIGHT] if body.get("flight") else []), *dict.fromkeys(body.get("payload_index") or []))
