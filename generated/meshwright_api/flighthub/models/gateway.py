from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.device_model import DeviceModel
from ..models.dock_camera import DockCamera
from ..models.dock_mode import DockMode


@define(kw_only=True, repr=False)
class Gateway(JsonObject):
    """A dock or a remote controller."""

    sn: str | Unset = UNSET
    """Serial number."""
    callsign: str | Unset = UNSET
    """Name for people."""
    device_model: DeviceModel | None | Unset = UNSET
    """Its model."""
    device_online_status: bool | Unset = UNSET
    """Whether it is online."""
    mode_code: DockMode | Unset = UNSET
    """State of a dock."""
    camera_list: list[DockCamera] | None | Unset = UNSET
    """Its cameras."""

    wire: ClassVar[Wire] = {
        "device_model": ("device_model", DeviceModel.from_dict),
        "mode_code": ("mode_code", DockMode),
        "camera_list": ("camera_list", each(DockCamera.from_dict)),
    }
