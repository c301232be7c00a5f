from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.device_messages import DeviceMessages


@define(kw_only=True, repr=False)
class HmsList(JsonObject):
    """Devices with their messages."""

    list_: list[DeviceMessages] | None | Unset = UNSET
    """The devices with their messages; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(DeviceMessages.from_dict)),
    }
