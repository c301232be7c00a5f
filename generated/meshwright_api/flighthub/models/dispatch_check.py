from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.device_position import DevicePosition
from ..models.dispatch_error import DispatchError


@define(kw_only=True, repr=False)
class DispatchCheck(JsonObject):
    """Whether a flight could take off."""

    errors: list[DispatchError] | None | Unset = UNSET
    """Why it could not; an empty list does not promise that it can."""
    device_position: DevicePosition | Unset = UNSET
    """Where a device is."""

    wire: ClassVar[Wire] = {
        "errors": ("errors", each(DispatchError.from_dict)),
        "device_position": ("device_position", DevicePosition.from_dict),
    }
