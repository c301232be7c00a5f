from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire
from ..models.device_command import DeviceCommand


@define(kw_only=True, repr=False)
class SendCommand(JsonObject):
    """What an aircraft is to do."""

    command: DeviceCommand
    """What an aircraft in the air is to do."""

    wire: ClassVar[Wire] = {}
