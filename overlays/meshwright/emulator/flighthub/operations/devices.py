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


def _dock_of(service: FlightHubService, call: Call, drone_sn: str) -> Dock:
    """Return the dock of an aircraft of the project; raises Failure."""
    dock, device = service.organization.device(drone_sn, project_of(service, call))
    if isinstance(device, Dock):
        raise Failure(WRONG, f"{drone_sn} is a dock, not an aircraft")
    return dock


def _wanted(body: Json) -> tuple[str, ...]:
    """Return the payloads that are meant, and the flight if it is."""
    return (*([FLIGHT] if body.get("flight") else []), *dict.fromkeys(body.get("payload_index") or []))
