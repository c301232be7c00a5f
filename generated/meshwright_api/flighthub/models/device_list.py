from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.device_pair import DevicePair


@define(kw_only=True, repr=False)
class DeviceList(JsonObject):
    """Devices, at most 1000."""

    list_: list[DevicePair] | None | Unset = UNSET
    """The devices; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(DevicePair.from_dict)),
    }
