from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.device_model import DeviceModel
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class TopologyDevice(JsonObject):
    """A device in a topology."""

    device_sn: str | Unset = UNSET
    """Its serial number."""
    device_model: DeviceModel | Unset = UNSET
    """The model of a device."""
    device_online_status: bool | Unset = UNSET
    """Whether it was online."""
    is_device_pending_offline: bool | Unset = UNSET
    """Whether it was about to go offline."""
    device_offline_position: Any | Unset = UNSET
    """Where it went offline."""
    device_project_callsign: str | Unset = UNSET
    """Its name in the project."""
    is_organization_device: bool | Unset = UNSET
    """Whether it belongs to the organization."""
    device_organization_callsign: str | Unset = UNSET
    """Its name in the organization."""
    device_control_user_id: str | Unset = UNSET
    """Who controlled it."""
    device_state: OpenObject | Unset = UNSET
    """An object whose members are not known."""
    device_index: Any | Unset = UNSET
    """Its place."""
    parent_sns: list[str] | None | Unset = UNSET
    """Serial numbers of the devices that it belongs to."""

    wire: ClassVar[Wire] = {
        "device_model": ("device_model", DeviceModel.from_dict),
        "device_state": ("device_state", OpenObject.from_dict),
    }
