from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.device_model import DeviceModel


@define(kw_only=True, repr=False)
class ProjectDevice(JsonObject):
    """A device of a project."""

    device_sn: str | Unset = UNSET
    """Its serial number."""
    device_model: DeviceModel | Unset = UNSET
    """The model of a device."""
    is_org_device: bool | Unset = UNSET
    """Whether it belongs to the organization."""
    device_organization_callsign: str | Unset = UNSET
    """Its name in the organization."""
    device_project_callsign: str | Unset = UNSET
    """Its name in the project."""

    wire: ClassVar[Wire] = {
        "device_model": ("device_model", DeviceModel.from_dict),
    }
