from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.hms_records import HmsRecords


@define(kw_only=True, repr=False)
class DeviceMessages(JsonObject):
    """A device and its messages."""

    device_sn: str | Unset = UNSET
    """Serial number."""
    device_hms: HmsRecords | None | Unset = UNSET
    """Its messages."""

    wire: ClassVar[Wire] = {
        "device_hms": ("device_hms", HmsRecords.from_dict),
    }
