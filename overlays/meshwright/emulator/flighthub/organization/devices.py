"""Docks and aircraft in the words of the service, and what switches their cameras."""

from __future__ import annotations

from ....spec.reading import Json
from ..codes import OFFLINE, WRONG
from ..troubles import Failure
from .state import Aircraft, Camera, Dock, Organization

IDLE, IN_TASK = 0, 4
"""Mode codes of a dock."""
NOT_CONNECTED = 14
"""The mode code of an aircraft in its dock, which has no power there."""
TEMPERATURE = 18.5
"""Degrees Celsius around every dock."""


def pair(organization: Organization, dock: Dock, now: float) -> Json:
    """Describe a dock and its aircraft as an item of a list of devices."""
    return {"gateway": _gateway(organization, dock, now), "drone": _drone(organization, dock, now)}


def _gateway(organization: Organization, dock: Dock, now: float) -> Json:
    cameras = [
        {
            "camera_index": camera.index,
            "camera_position": camera.chosen,
            "available_camera_positions": list(camera.choices),
        }
        for camera in dock.cameras
    ]
    return {
        "sn": dock.sn,
        "callsign": dock.callsign,
        "device_model": dock.model.described(),
        "device_online_status": dock.online,
        "mode_code": _dock_mode(organization, dock, now),
        "camera_list": cameras,
    }


def _drone(organization: Organization, dock: Dock, now: float) -> Json:
    aircraft, flies = dock.aircraft, organization.has_power(dock, dock.aircraft, now)
    cameras = [
        {
            "camera_index": camera.index,
            "lens_list": [{"lens_type": camera.chosen, "available_lens_types": list(camera.choices)}],
        }
        for camera in aircraft.cameras
    ]
    position = organization.position(dock, now) if flies else None
    return {
        "sn": aircraft.sn,
        "callsign": aircraft.callsign,
        "device_model": aircraft.model.described(),
        "device_online_status": flies,
        "mode_code": NOT_CONNECTED if position is None else position.mode,
        "camera_list": cameras if flies else None,  # as the service: only with power
    }


def state(organization: Organization, dock: Dock, device: Dock | Aircraft, now: float) -> Json:
    """Describe what a device reports; a dock that is offline reports nothing, and neither does its aircraft (D34)."""
    found: Json = {"device_sn": device.sn, "device_model": device.model.described()}
    if not dock.online:
        return found
    return found | {
        "device_state": _dock_state(organization, dock, now)
        if isinstance(device, Dock)
        else _aircraft_state(organization, dock, now)
    }


def _dock_state(organization: Organization, dock: Dock, now: float) -> Json:
    return {
        "latitude": dock.latitude,
        "longitude": dock.longitude,
        "height": dock.height,
        "mode_code": _dock_mode(organization, dock, now),
        "network_state": {"quality": 5},
        "battery_store_mode": 1,
        "environment_temperature": TEMPERATURE,
        "live_status": [],
    }


def _aircraft_state(organization: Organization, dock: Dock, now: float) -> Json:
    battery = {"capacity_percent": round(organization.battery(dock, now))}
    position = organization.position(dock, now)
    if position is None:
        place = {"latitude": dock.latitude, "longitude": dock.longitude, "height": dock.height}
        return {**place, "mode_code": NOT_CONNECTED, "battery": battery}
    return {
        "latitude": position.latitude,
        "longitude": position.longitude,
        "height": position.height,
        "mode_code": position.mode,
        "attitude_pitch": 0.0,
        "attitude_roll": 0.0,
        "attitude_head": position.heading,
        "battery": battery,
    }


def _dock_mode(organization: Organization, dock: Dock, now: float) -> int:
    return IDLE if organization.position(dock, now) is None else IN_TASK


def camera_of(organization: Organization, dock: Dock, device: Dock | Aircraft, index: str, now: float) -> Camera:
    """Return a camera of a device that has power; raises Failure."""
    if not organization.has_power(dock, device, now):
        raise Failure(OFFLINE, f"no streaming gateway found: {device.sn} is offline")
    for camera in device.cameras:
        if camera.index == index:
            return camera
    raise Failure(WRONG, f"camera_index: {device.sn} has no camera {index[:40]!r}")


def choose(camera: Camera, name: str, wanted: str | None) -> None:
    """Switch a camera to another position or lens; without a wish to the next one. Raises Failure."""
    if wanted is None:
        camera.chosen = camera.choices[(camera.choices.index(camera.chosen) + 1) % len(camera.choices)]
    elif wanted in camera.choices:
        camera.chosen = wanted
    else:
        raise Failure(WRONG, f"{name}: {camera.index} has {', '.join(camera.choices)}, not {wanted[:40]!r}")
