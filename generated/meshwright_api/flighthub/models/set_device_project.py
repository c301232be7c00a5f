from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class SetDeviceProject(JsonObject):
    """Puts a device into another project."""

    active_project_uuid: str
    """The project."""
    device_sn: str
    """Serial number of the device."""

    wire: ClassVar[Wire] = {}
