from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class CommandRecords(JsonObject):
    """The last commands of a device."""

    sn: str | Unset = UNSET
    """Serial number of the device."""
    services: OpenObject | Unset = UNSET
    """An object whose members are not known."""

    wire: ClassVar[Wire] = {
        "services": ("services", OpenObject.from_dict),
    }
