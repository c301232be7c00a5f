from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.aircraft_camera import AircraftCamera
from ..models.aircraft_mode import AircraftMode
from ..models.device_model import DeviceModel


@define(kw_only=True, repr=False)
class Drone(JsonObject):
    """An aircraft."""

    sn: str | Unset = UNSET
    """Serial number."""
    callsign: str | Unset = UNSET
    """Name for people."""
    device_model: DeviceModel | None | Unset = UNSET
    """Its model."""
    device_online_status: bool | Unset = UNSET
    """Whether it is online."""
    mode_code: AircraftMode | Unset = UNSET
    """State of an aircraft."""
    camera_list: list[AircraftCamera] | None | Unset = UNSET
    """Its cameras; null while it has no power."""

    wire: ClassVar[Wire] = {
        "device_model": ("device_model", DeviceModel.from_dict),
        "mode_code": ("mode_code", AircraftMode),
        "camera_list": ("camera_list", each(AircraftCamera.from_dict)),
    }
