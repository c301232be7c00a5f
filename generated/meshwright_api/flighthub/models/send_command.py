from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire
from ..models.device_command import DeviceCommand


@define(kw_only=True, repr=False)
class SendCommand(JsonObject):
    """A command to an aircraft."""

    command: DeviceCommand
    """Command to an aircraft in the air."""

    wire: ClassVar[Wire] = {}
