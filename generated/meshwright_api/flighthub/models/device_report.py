from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.device_model import DeviceModel
from ..models.device_properties import DeviceProperties


@define(kw_only=True, repr=False)
class DeviceReport(JsonObject):
    """A device and its state."""

    device_sn: str | Unset = UNSET
    """Serial number."""
    device_model: DeviceModel | None | Unset = UNSET
    """Its model."""
    device_state: DeviceProperties | None | Unset = UNSET
    """Its state; absent if it reports nothing."""

    wire: ClassVar[Wire] = {
        "device_model": ("device_model", DeviceModel.from_dict),
        "device_state": ("device_state", DeviceProperties.from_dict),
    }
